// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// One configuration line that is no rule.
struct SettingLine
{
    std::string keyword;
    std::string value;
    std::string file;
    uint32_t line = 0;
};

// Lines of rule files that are data for plugins, as written and in reading order. Keywords are lower-case with '_' for
// '-'; the older names with whitelist and blacklist are stored under welcomelist and blocklist.
class Settings
{
public:
    void add(std::string_view keyword, std::string_view value, const std::string& file, uint32_t line);
    const std::vector<SettingLine>& lines() const { return m_lines; }
    // Values of one keyword, in order.
    std::vector<std::string_view> values(std::string_view keyword) const;
    // The value of its last line, or `fallback`.
    std::string_view last(std::string_view keyword, std::string_view fallback = {}) const;

    // The present name of a keyword that was renamed.
    static std::string currentName(std::string_view keyword);
    // Whether the language or one of the peer's plugins has the keyword (in its current name).
    static bool isKnown(std::string_view currentName);

private:
    std::vector<SettingLine> m_lines;
    std::map<std::string, std::vector<uint32_t>, std::less<>> m_byKeyword;
};

} // namespace assay::rules
