// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/rules/cf/conditional.h"
#include "core/rules/cf/peertable.h"
#include "core/rules/cf/rulecollector.h"
#include "core/rules/cf/settings.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace assay::rules {

// Reads SpamAssassin's rule files line by line (spec/regex B.1, B.2) into a collector and a table of settings.
class CfReader
{
public:
    CfReader(RuleCollector& collector, Settings& settings, PeerTable& peer)
        : m_collector(collector)
        , m_settings(settings)
        , m_peer(peer)
    {
    }

    // One file; fails only when it cannot be read.
    Result<void> readFile(const std::filesystem::path& path);
    // The files of a directory whose names end in `suffix`, in ASCII order of names.
    Result<void> readDirectory(const std::filesystem::path& path, std::string_view suffix);
    // Text of a file that is in memory; `name` stands for it in problems.
    void readText(std::string_view text, const std::string& name);

private:
    void readLine(std::string_view line, LinePlace& place, ConditionalStack& conditions);
    bool readCondition(
        std::string_view keyword, std::string_view value, const LinePlace& place, ConditionalStack& conditions);
    void readKeyword(
        const std::string& keyword, std::string_view value, const LinePlace& place, ConditionalStack& conditions);
    bool readRuleKeyword(std::string_view keyword, std::string_view value, const LinePlace& place);
    bool readReplaceKeyword(std::string_view keyword, std::string_view value, const LinePlace& place);
    void include(std::string_view value, const LinePlace& place);
    void openIf(std::string_view expression, const LinePlace& place, ConditionalStack& conditions);

    RuleCollector& m_collector;
    Settings& m_settings;
    PeerTable& m_peer;
    int m_includeDepth = 0;
};

} // namespace assay::rules
