// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace assay {

// What lists, orders, ranges and the timeline need of a request set, without its document. Times are milliseconds since
// 1970 UTC. Stored as it is in memory: a new member takes the place of a reserved one.
struct TrafficNumbers
{
    int64_t start = 0; // first request of the pair since it was last forgotten
    int64_t first = 0; // first request in this bucket
    int64_t stop = 0; // last request in this bucket
    int64_t bucketStart = 0;
    uint64_t bytes = 0; // of the answers in this bucket, as far as they are known
    float rate = 0; // the feature request_rate: requests a minute since `start`
    uint32_t bucketSeconds = 0;
    uint32_t requests = 0; // in this bucket
    uint32_t totalRequests = 0; // since `start`, this bucket included
    uint32_t errors = 0; // requests of this bucket that were answered with 4xx
    uint32_t uniquePaths = 0, userAgents = 0; // in this bucket
    uint32_t reserved = 0;

    double seconds() const { return static_cast<double>(stop - start) / 1000; }
    double errorShare() const { return requests == 0 ? 0 : static_cast<double>(errors) / requests; }
    // Slow for long: more than 400 requests in more than ten minutes, or 2,000 in more than an hour.
    bool isLowRate() const
    {
        return (totalRequests > 400 && seconds() > 600) || (totalRequests > 2000 && seconds() > 3600);
    }
    bool operator==(const TrafficNumbers&) const = default;
};
static_assert(std::is_trivially_copyable_v<TrafficNumbers> && sizeof(TrafficNumbers) == 72);

inline std::string_view packTrafficNumbers(const TrafficNumbers& numbers)
{
    const void* first = &numbers;
    return {static_cast<const char*>(first), sizeof numbers};
}
inline std::optional<TrafficNumbers> unpackTrafficNumbers(std::string_view packed)
{
    if (packed.size() != sizeof(TrafficNumbers))
        return std::nullopt;
    TrafficNumbers numbers;
    std::memcpy(&numbers, packed.data(), sizeof numbers);
    return numbers;
}

} // namespace assay
