// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"

#include <string>
#include <string_view>

namespace assay::rules {

// The decoded form of a header value (spec/regex B.4): folds become one blank, white space at the ends goes, encoded
// words and raw 8-bit text become UTF-8. `name` in lower case decides whether encoded words are read at all.
std::string decodeHeaderValue(std::string_view raw, std::string_view name, SourceMap* map = nullptr);

// The last step alone, for a text without folds (display names of addresses).
std::string decodeHeaderText(std::string text, std::string_view name, SourceMap* map = nullptr);

} // namespace assay::rules
