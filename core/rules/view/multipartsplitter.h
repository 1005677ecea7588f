// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/mimebuilder.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// Splits the body of one multipart into parts and queues them.
class MultipartSplitter
{
public:
    MultipartSplitter(MimeBuilder& builder, size_t node, const std::string& boundary, int depthLeft);
    void split(std::vector<BodyLine> lines);

private:
    enum class Mark : uint8_t { None, Delimiter, Close };
    Mark markOf(std::string_view line) const;
    std::string_view textOf(const BodyLine& line) const { return m_text.substr(line.offset, line.length); }
    size_t skipPreamble(const std::vector<BodyLine>& lines);
    void takeHeaderLine(const BodyLine& line);
    void fileField();
    void noteNestedBoundary();
    void takeBodyLine(BodyLine line);
    bool queuePart();
    void startPart();

    MimeBuilder& m_builder;
    size_t m_node, m_source;
    std::string m_boundary;
    int m_depthLeft;
    std::string_view m_text;
    size_t m_parts = 0;
    bool m_nested = false; // a part has our boundary as its own: its marks are not ours until it closes
    // the part being collected
    MimeNode m_part;
    bool m_inBody = false;
    std::string m_field; // lines of a field so far
    uint64_t m_fieldOffset = 0;
    std::vector<BodyLine> m_lines;
};

} // namespace assay::rules
