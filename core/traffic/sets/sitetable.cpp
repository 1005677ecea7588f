// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/sitetable.h"

#include "core/traffic/request.h"

namespace assay::traffic {

constexpr size_t maxRawHosts = 50'000;

uint32_t TextTable::number(std::string_view text)
{
    const auto known = m_numbers.find(text);
    if (known != m_numbers.end())
        return known->second;
    auto number = static_cast<uint32_t>(m_texts.size());
    if (m_free.empty()) {
        m_texts.push_back(nullptr);
    } else {
        number = m_free.back();
        m_free.pop_back();
    }
    const auto added = m_numbers.emplace(std::string(text), number).first;
    m_texts[number] = &added->first;
    return number;
}

void TextTable::sweep(const std::vector<bool>& isUsed)
{
    for (uint32_t number = 0; number < end(); ++number) {
        if (isUsed[number] || !m_texts[number])
            continue;
        m_numbers.erase(m_numbers.find(*m_texts[number]));
        m_texts[number] = nullptr;
        m_free.push_back(number);
    }
}

SiteTable::Site SiteTable::find(std::string_view rawHost)
{
    if (m_hasLast && rawHost == m_lastRaw)
        return m_last;
    const auto known = m_byRaw.find(rawHost);
    if (known != m_byRaw.end()) {
        m_last = known->second;
    } else {
        const std::string host = normalizedHost(rawHost);
        m_last = {m_hosts.number(host), m_targets.number(targetOf(host))};
        if (m_byRaw.size() >= maxRawHosts)
            m_byRaw.clear();
        m_byRaw.emplace(std::string(rawHost), m_last);
    }
    m_lastRaw = rawHost;
    m_hasLast = true;
    return m_last;
}

void SiteTable::sweep(const std::vector<bool>& usedHosts, const std::vector<bool>& usedTargets)
{
    m_hosts.sweep(usedHosts);
    m_targets.sweep(usedTargets);
    m_byRaw.clear();
    m_hasLast = false;
}

} // namespace assay::traffic
