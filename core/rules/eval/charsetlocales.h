// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// Whether a charset is usual for the languages of `locales` ("en", "zh_TW", "all"): always for the roman and Unicode
// ones. `name` as written in a message.
bool isCharsetOk(std::string_view name, const std::vector<std::string>& locales);
// Whether `name` is, or (with `inside`) `text` holds an encoded word of, a charset whose bytes look like capitals
// when read as ASCII.
bool looksLikeCapitals(std::string_view name);
bool hasWordLikeCapitals(std::string_view text);

} // namespace assay::rules
