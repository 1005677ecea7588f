// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace assay::traffic {

// How a feature goes on from one bucket of a pair to the next.
enum class UpdateKind : uint8_t { Total, Replace, Ratio, Rate, Mean, Variance };

// A number that describes a request set. Names never change their meaning; what is redefined gets a new name.
struct TrafficFeature
{
    std::string_view name; // "request_rate"
    std::string_view meaning; // English, marked for translation
    std::string_view unit; // "1/min", "min", "kB"; empty: a plain number
    double fallback = 0; // when it cannot be computed, and for a model when it is missing
    UpdateKind update = UpdateKind::Total;
};
// The 34 numeric features of the catalogue in the order of traffic feature numbers 1 to 34; country, host and
// host_country are texts of the set.
inline constexpr uint32_t trafficCatalogueVersion = 1;
std::span<const TrafficFeature> trafficCatalogue();
int findTrafficFeature(std::string_view name); // -1: no such feature

} // namespace assay::traffic
