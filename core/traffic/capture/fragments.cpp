// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/fragments.h"

#include "core/base/keyedhash.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr int64_t patience = 30'000'000'000; // ns
constexpr uint32_t longest = 65'535 + 8; // of what the offsets can say
constexpr size_t maxRanges = 512; // pieces with holes between them: more is an attack
constexpr size_t overhead = 256; // of a datagram

}

size_t FragmentKeyHash::operator()(const FragmentKey& key) const
{
    char bytes[38];
    std::memcpy(bytes, key.source.data(), 16);
    std::memcpy(bytes + 16, key.destination.data(), 16);
    std::memcpy(bytes + 32, &key.id, 4);
    bytes[36] = static_cast<char>(key.protocol);
    bytes[37] = static_cast<char>(key.isV6);
    return xxHash3({bytes, sizeof bytes}, 0);
}

void FragmentTable::drop(Order::iterator datagram)
{
    m_memory -= datagram->bytes.size() + overhead;
    m_byKey.erase(datagram->key);
    m_order.erase(datagram);
}

void FragmentTable::expire(int64_t now)
{
    while (!m_order.empty() && now - m_order.front().firstTime > patience)
        drop(m_order.begin());
    while (!m_order.empty() && m_memory > m_maxMemory) {
        drop(m_order.begin());
        m_hasDropped = true;
    }
}

// Copies what is not there yet.
void FragmentTable::insert(Datagram& datagram, uint32_t offset, std::string_view bytes)
{
    const auto end = offset + static_cast<uint32_t>(bytes.size());
    if (datagram.bytes.size() < end)
        datagram.bytes.resize(end);
    std::vector<Range>& ranges = datagram.ranges;
    uint32_t at = offset;
    for (const Range& range : ranges) {
        if (range.end <= at)
            continue;
        if (range.begin >= end)
            break;
        if (at < range.begin)
            std::memcpy(datagram.bytes.data() + at, bytes.data() + (at - offset), range.begin - at);
        at = std::max(at, range.end);
    }
    if (at < end)
        std::memcpy(datagram.bytes.data() + at, bytes.data() + (at - offset), end - at);
    Range merged = {offset, end};
    const auto first =
        std::find_if(ranges.begin(), ranges.end(), [&](const Range& r) { return r.end >= merged.begin; });
    auto last = first;
    for (; last != ranges.end() && last->begin <= merged.end; ++last)
        merged = {std::min(merged.begin, last->begin), std::max(merged.end, last->end)};
    ranges.insert(ranges.erase(first, last), merged);
}

std::string_view FragmentTable::add(
    const FragmentKey& key, uint32_t offset, bool isLast, std::string_view bytes, int64_t time)
{
    expire(time);
    if (bytes.empty() || offset + bytes.size() > longest)
        return {};
    auto found = m_byKey.find(key);
    if (found == m_byKey.end()) {
        m_order.push_back({key, time, {}, {}, 0});
        found = m_byKey.emplace(key, std::prev(m_order.end())).first;
        m_memory += overhead;
    }
    Datagram& datagram = *found->second;
    const size_t before = datagram.bytes.size();
    const auto end = offset + static_cast<uint32_t>(bytes.size());
    if (isLast && datagram.total == 0)
        datagram.total = end;
    insert(datagram, offset, bytes);
    m_memory += datagram.bytes.size() - before;
    if (datagram.ranges.size() > maxRanges) {
        drop(found->second);
        return {};
    }
    const Range& front = datagram.ranges.front();
    if (datagram.total == 0 || front.begin != 0 || front.end < datagram.total)
        return {};
    m_complete.assign(datagram.bytes, 0, datagram.total);
    drop(found->second);
    return m_complete;
}

} // namespace assay::traffic
