// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/featureinfo.h"
#include "core/traffic/requestset.h"

#include <span>
#include <string_view>
#include <vector>

namespace assay::features {

// The features of a request set in the order of their values: the 34 numbers of traffic::trafficCatalogue() under their
// names there ("request_rate", cumulative over the buckets of the pair), then numbers of the requests in this bucket
// ("timing.*", "path.*", "query.*", "content.*", "method.*", "status.*", "client.*", "tls.*") and of the population
// it is part of ("population.*"). None names a client or a site. New ones are appended, and the version moves on.
inline constexpr uint32_t requestSetFeatureVersion = 1;
std::span<const FeatureInfo> requestSetFeatures();
// -1: no such feature.
int findRequestSetFeature(std::string_view name);

// Values beside requestSetFeatures(), rounded by roundFeature(); NaN for what its source does not tell (a log no
// cookies, a capture without answers no status ...); what a set does not have (queries, gaps ...) counts as 0. Looks at
// the first 250,000 requests.
std::vector<double> computeRequestSetFeatures(const traffic::RequestSet& set);

} // namespace assay::features
