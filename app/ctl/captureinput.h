// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"
#include "core/traffic/capture/capturereader.h"

#include <functional>

namespace assay::ctl {

// What a verb prints of captures. `text` of the writer is printed and cleared by printRecord().
class CapturePrinter
{
public:
    CapturePrinter(std::string_view schema, bool isJson)
        : m_schema(schema)
        , m_isJson(isJson)
    {
    }
    bool isJson() const { return m_isJson; }
    const std::string& source() const { return m_source; }
    void setSource(const std::string& source) { m_source = source; }
    // A record with its first two members; end() closes and prints it.
    JsonWriter& begin();
    void end();
    void printError(const Error& error);

private:
    std::string m_schema, m_source;
    bool m_isJson;
    JsonWriter m_json;
};

// Reads each operand as a capture, packed or not, into the sink; an operand that cannot be read is told and the run
// goes on.
ExitCode readCaptures(const Arguments& arguments, CapturePrinter& printer, const traffic::CaptureSink& sink);

// "1362692526.869344000"
std::string epochText(int64_t nanoseconds);
// The members src, src_port, dst and dst_port.
void writeEnds(JsonWriter& json, const traffic::Endpoint& source, const traffic::Endpoint& destination);
// "10.0.0.1:80", "[2001:db8::1]:80"
std::string endText(const traffic::Endpoint& end);

} // namespace assay::ctl
