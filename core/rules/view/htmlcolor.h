// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::rules {

inline const std::string invalidColor = "invalid";

// A colour name, #rgb, #rrggbb or rgb(...) as "#rrggbb"; "invalid" for anything else.
std::string readColor(std::string_view text);
// The first three numbers of a text that holds "rgb", each at most 255.
std::string colorFromNumbers(std::string_view text);
// Equal colours, or nearer than 12 in a distance weighted by brightness.
bool isLowContrast(std::string_view foreground, std::string_view background);

} // namespace assay::rules
