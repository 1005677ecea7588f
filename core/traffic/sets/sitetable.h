// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::traffic {

struct TextHash
{
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

// Texts by small numbers. Numbers of texts that were swept away are given out again.
class TextTable
{
public:
    uint32_t number(std::string_view text);
    const std::string& text(uint32_t number) const { return *m_texts[number]; }
    size_t size() const { return m_numbers.size(); }
    uint32_t end() const { return static_cast<uint32_t>(m_texts.size()); } // above every number
    // Forgets texts whose number is not set; `isUsed` has end() entries.
    void sweep(const std::vector<bool>& isUsed);

private:
    std::unordered_map<std::string, uint32_t, TextHash, std::equal_to<>> m_numbers;
    std::vector<const std::string*> m_texts; // keys of m_numbers; null: free
    std::vector<uint32_t> m_free;
};

// Hosts as sent, normalized, and the target that each belongs to.
class SiteTable
{
public:
    struct Site
    {
        uint32_t host = 0, target = 0; // numbers in the tables
    };
    Site find(std::string_view rawHost);
    const std::string& host(uint32_t number) const { return m_hosts.text(number); }
    const std::string& target(uint32_t number) const { return m_targets.text(number); }
    uint32_t hostsEnd() const { return m_hosts.end(); }
    uint32_t targetsEnd() const { return m_targets.end(); }
    size_t size() const { return m_hosts.size(); }
    void sweep(const std::vector<bool>& usedHosts, const std::vector<bool>& usedTargets);

private:
    TextTable m_hosts, m_targets;
    std::unordered_map<std::string, Site, TextHash, std::equal_to<>> m_byRaw; // what was asked for lately
    std::string m_lastRaw;
    Site m_last;
    bool m_hasLast = false;
};

} // namespace assay::traffic
