// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::rules {

// A list of font names made of Latin letters, blanks and hyphens, each with quotes or a digit at its end if need be.
bool isUsualFontFace(std::string_view face);

} // namespace assay::rules
