// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// A value of a UCL text (rspamd's configuration language) with the place where it stands. Only what rule snippets use:
// named and nested sections, arrays, strings in all quotings, heredocs, comments. Macros (".include") are kept as
// members whose key starts with a dot; variables are not replaced.
struct UclValue
{
    enum class Kind : uint8_t { Null, Bool, Number, String, Object, Array };
    Kind kind = Kind::Null;
    std::string text; // as written, without quotes; also for numbers and booleans
    double number = 0; // suffixes (k, kb, min, s ...) applied
    std::vector<std::string> keys; // Object: one for each of `values`; a key may occur again
    std::vector<UclValue> values; // members or elements, in order
    uint32_t line = 0; // 1-based, of the value
    uint32_t column = 0;

    bool isObject() const { return kind == Kind::Object; }
    // Last member of that key; null when there is none.
    const UclValue* find(std::string_view key) const;
    bool asBool(bool fallback) const;
};

// The top-level object. BadData with "line N, column M: reason". Depth, count and size are bounded.
Result<UclValue> parseUcl(std::string_view text);

} // namespace assay
