// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <string_view>

namespace assay::features {

// One number that describes an item. Names are stored with models and never change their meaning; what is redefined
// gets a new name.
struct FeatureInfo
{
    std::string_view name; // "shape.parts"
    std::string_view meaning; // English, marked for translation
    std::string_view unit; // "bytes", "s", "share"; empty: a plain number
    double fallback = 0; // for a model when the value is missing; NaN: stays missing
};

// Features are kept as floats: whoever computes one rounds it so that models see the same value in training and in a
// scan.
inline double roundFeature(double value)
{
    return static_cast<double>(static_cast<float>(value));
}

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

inline double shareOf(double part, double whole)
{
    return whole > 0 ? part / whole : missing;
}

} // namespace assay::features
