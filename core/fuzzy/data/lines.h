// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace assay::fuzzy::data {

// Cuts `rest` at the next `separator` and returns what stood before it; the last piece may lack one.
inline std::string_view takeUntil(std::string_view& rest, char separator)
{
    const size_t end = rest.find(separator);
    const std::string_view piece = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return piece;
}

} // namespace assay::fuzzy::data
