// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::rules {

// Whether the whole text matches; * stands for any text, ? for one byte, neither for the byte `barrier` (0: no
// barrier). Bytes are compared as they are.
bool matchesGlob(std::string_view glob, std::string_view text, char barrier = '\0');
bool hasWildcard(std::string_view text);

} // namespace assay::rules
