// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/requestset.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::rules {

// Simple facts of the requests of a set (those of its bucket, unlike the features, which add up over buckets).
enum class SetFact : uint8_t {
    Requests,
    TotalRequests, // earlier buckets included
    Seconds, // from the first request ever to the last one
    Span, // seconds from the first request of the bucket to its last one
    PeakRate, // most requests in ten seconds
    GapMean, // seconds between two requests
    GapVariation, // standard deviation of the gaps over their mean; 0 for less than three gaps
    Sequential, // requests whose target is that of one before with its number counted up
    Subset // buckets so far
};
inline constexpr size_t setFactCount = 9;
using SetFacts = std::array<double, setFactCount>;

std::string_view setFactName(SetFact fact); // "requests" ...
std::optional<SetFact> setFactFromName(std::string_view name);
SetFacts computeSetFacts(const traffic::RequestSet& set);

} // namespace assay::rules
