// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/challengetable.h"

#include "core/traffic/sets/timeunits.h"

#include <algorithm>
#include <array>

namespace assay::traffic {
namespace {

constexpr size_t maxReports = 1'000'000, maxOfClient = 1000;

} // namespace

size_t ChallengeTable::AddressHash::operator()(const IpAddress& address) const
{
    const auto& bytes = address.bytes();
    return std::hash<std::string_view>()({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

uint32_t ChallengeTable::targetNumber(const std::string& host)
{
    if (host.empty())
        return 0;
    const auto [known, isNew] =
        m_targetNumbers.try_emplace(targetOf(normalizedHost(host)), static_cast<uint32_t>(m_targets.size()));
    if (isNew)
        m_targets.push_back(known->first);
    return known->second;
}

void ChallengeTable::add(const ChallengeEvent& event, int64_t now)
{
    if (m_count >= maxReports) {
        m_isFull = true;
        return;
    }
    std::vector<Report>& reports = m_reports[event.client];
    if (reports.size() >= maxOfClient) {
        m_isFull = true;
        return;
    }
    reports.push_back({event.time != 0 ? event.time : now, targetNumber(event.host), event.kind});
    ++m_count;
}

void ChallengeTable::annotate(RequestSetHead& head) const
{
    const auto known = m_reports.find(head.client);
    if (known == m_reports.end())
        return;
    const int64_t end = head.bucketStart + head.bucketSeconds * nsPerSecond;
    std::array<uint32_t, 4> counts = {};
    for (const Report& report : known->second) {
        if (report.time < end && (report.target == 0 || m_targets[report.target] == head.target))
            ++counts[static_cast<size_t>(report.kind)];
    }
    static constexpr std::array<std::string_view, 4> names = {
        challengedName, challengeFailedName, challengePassedName, bannedName};
    for (size_t i = 0; i < names.size(); ++i) {
        if (counts[i] > 0)
            head.context.emplace_back(names[i], counts[i]);
    }
}

} // namespace assay::traffic
