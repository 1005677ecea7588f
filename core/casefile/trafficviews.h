// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

#include <array>

namespace assay {

// The numbers of a request set are those of ItemTable::traffic(row) (core/index/trafficnumbers.h): times, requests,
// bytes, rate ...; they are there as soon as the item is. What is below is made of them.

// Whoever sends the requests of a set, for colours: as labelled, else as the newest scan predicts.
enum class TrafficClass : uint8_t { Unknown, NotBot, Bot, Attack, Count };
TrafficClass trafficClassOf(const CaseSnapshot& snapshot, uint32_t row);
std::string_view trafficClassName(TrafficClass kind); // "unknown", "notbot", "bot", "attack"

// What happened in one step of time.
struct TimelineBar
{
    std::array<uint64_t, static_cast<size_t>(TrafficClass::Count)> requests = {};
    uint32_t sets = 0;
    uint64_t total() const;
};

// Requests over time, added up in steps of eight lengths, each four times the one before. A request set counts at its
// first request. Times are milliseconds since 1970 UTC; steps begin at multiples of their length. Immutable; any
// thread.
class Timeline
{
public:
    static constexpr size_t levelCount = 8;
    struct Level
    {
        int64_t begin = 0; // of the first bar
        int64_t step = 1000; // of each
        std::vector<TimelineBar> bars; // at most 262,144
        uint64_t highest = 0; // total of the highest bar
    };
    // No rows: no bars at all.
    bool isEmpty() const { return m_levels[0].bars.empty(); }
    int64_t begin() const { return m_begin; } // first request, and behind the last
    int64_t end() const { return m_end; }
    const Level& level(size_t number) const { return m_levels[number]; } // 0: the finest
    // The finest level that has at most so many bars between two times; the coarsest when none has.
    const Level& levelFor(int64_t begin, int64_t end, size_t mostBars) const;
    uint64_t sets() const { return m_sets; }
    uint64_t requests() const { return m_requests; }

private:
    friend class TimelineMaker;
    std::array<Level, levelCount> m_levels;
    int64_t m_begin = 0, m_end = 0;
    uint64_t m_sets = 0, m_requests = 0;
};

// Of the request sets among `rows` (a filtered list, any order); messages are left out. About 20 ns a row. Cancelled.
Result<std::shared_ptr<const Timeline>> makeTimeline(
    const CaseSnapshot& snapshot, std::span<const uint32_t> rows, const RunContext& context = {});
// The query for what happened between two times, as brushed: "date>=2026-11-21T09:00:00Z date<2026-11-21T09:10:00Z".
std::string timelineQuery(int64_t begin, int64_t end);

// What Case::topValues() counts. Subnets are /24 of IPv4 and /64 of IPv6.
enum class TopKind : uint8_t { Address, Subnet, Host, Ja4, UserAgent, Path, Count };
std::string_view topKindName(TopKind kind); // "ip", "subnet", "host", "ja4", "ua", "path"
struct TopValue
{
    std::string value;
    std::string query; // that finds its request sets: "ip:203.0.113.0/24"
    uint64_t sets = 0, requests = 0;
    uint64_t hostile = 0, harmless = 0; // sets by TrafficClass; the others are not known
    // Share of the sets that are bots or attacks among those that are known; nothing is known: none.
    std::optional<double> hostileShare() const;
};
struct TopValues
{
    std::vector<TopValue> values; // most sets first, then most requests
    uint64_t distinct = 0; // values, of which `values` are the first
    uint64_t notIndexed = 0; // sets that the index does not have yet: their texts are not counted
    bool isExact = true; // false: there were more than a million values, the rarest were given up on the way
};

// What Case::rebucket() did with labels.
struct RebucketReport
{
    AddReport added; // the new source
    uint32_t replaced = 0; // the old one; its items stay
    uint64_t carried = 0; // labels that the new sets have
    struct Lost
    {
        ItemId item; // of the old source
        std::string label; // name
        std::string why; // English
    };
    std::vector<Lost> lost; // the first 10,000
    uint64_t lostCount = 0;
};

} // namespace assay
