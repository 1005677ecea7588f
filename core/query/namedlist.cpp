// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/namedlist.h"

#include <algorithm>

namespace assay::query {
namespace {

bool startsBefore(const IpRange& a, const IpRange& b)
{
    return a.low < b.low;
}

// Whether `b` is the address behind `a`.
bool follows(const IpAddress& a, const IpAddress& b)
{
    auto next = a.bytes();
    for (size_t i = next.size(); i-- > 0;) {
        if (++next[i] != 0)
            return next == b.bytes();
    }
    return false;
}

} // namespace

IpRangeSet::IpRangeSet(std::vector<IpRange> ranges)
    : m_ranges(std::move(ranges))
{
    std::erase_if(m_ranges, [](const IpRange& range) { return range.high < range.low; });
    if (!std::is_sorted(m_ranges.begin(), m_ranges.end(), startsBefore))
        std::sort(m_ranges.begin(), m_ranges.end(), startsBefore);
    size_t last = 0;
    for (size_t i = 1; i < m_ranges.size(); ++i) {
        if (m_ranges[i].low <= m_ranges[last].high || follows(m_ranges[last].high, m_ranges[i].low))
            m_ranges[last].high = std::max(m_ranges[last].high, m_ranges[i].high);
        else
            m_ranges[++last] = m_ranges[i];
    }
    if (!m_ranges.empty())
        m_ranges.resize(last + 1);
}

bool IpRangeSet::contains(const IpAddress& address) const
{
    const auto behind = std::upper_bound(m_ranges.begin(), m_ranges.end(), address,
        [](const IpAddress& value, const IpRange& range) { return value < range.low; });
    return behind != m_ranges.begin() && address <= std::prev(behind)->high;
}

} // namespace assay::query
