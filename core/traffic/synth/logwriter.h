// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/traffic/synth/synth.h"

namespace assay::traffic {

// Writes requests as lines of a log. One thread.
class SynthLogWriter
{
public:
    enum class Format { Combined, VhostCombined, Json, Ecs };
    explicit SynthLogWriter(Format format)
        : m_format(format)
    {
    }
    void append(std::string& log, const SynthRequest& made); // with its '\n'

private:
    void appendCombined(std::string& log, const Request& request);
    void appendJson(const Request& request);
    void appendEcs(const SynthRequest& made);
    std::string_view accessTime(int64_t time);

    Format m_format;
    JsonWriter m_json;
    int64_t m_second = INT64_MIN; // that m_time is of
    std::string m_time;
};

// "2026-03-02T06:00:01.010Z" of ns since 1970 UTC.
std::string synthTime(int64_t time);

} // namespace assay::traffic
