// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"

#include <optional>
#include <string>
#include <string_view>

namespace assay::rules {

// Bytes in a character set that ICU knows by `name`, as UTF-8. Strict: nullopt when a byte does not fit, also where ICU
// is more generous than Perl's tables (private use, C1 controls). Else each such byte becomes U+FFFD. A character that
// the end cuts off is dropped. nullopt when ICU does not know the name.
std::optional<std::string> convertCharset(
    std::string_view bytes, const std::string& name, bool strict, SourceMap* map = nullptr);

} // namespace assay::rules
