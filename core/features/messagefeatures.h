// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/featureinfo.h"
#include "core/features/metatokens.h"

#include <span>
#include <string_view>
#include <vector>

namespace assay {
class Message;
}

namespace assay::features {

// The features of a message in the order of their values: 26 metatokens as the peer computes them ("meta.*"), those of
// them that it gets wrong, put right ("metafix.*"), and its shape ("shape.*", "header.*", "link.*", "text.*" ...). New
// ones are appended, and the version moves on.
inline constexpr uint32_t messageFeatureVersion = 1;
std::span<const FeatureInfo> messageFeatures();
// -1: no such feature.
int findMessageFeature(std::string_view name);

// Values beside messageFeatures(); NaN where a message says nothing (no Date, no text ...).
std::vector<double> computeMessageFeatures(const Message& message, const MetatokenInput& counts);

// The value of a symbol as a feature: 0 when it is absent, else its size without sign, 0.1 to 1. The feature of symbol
// S is called "symbol.S".
double symbolFeature(double score);
inline constexpr std::string_view symbolPrefix = "symbol.";

} // namespace assay::features
