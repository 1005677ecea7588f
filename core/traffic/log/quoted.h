// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/textarena.h"

#include <optional>
#include <string_view>

namespace assay::traffic {

// Takes a text in quotes off the front of `rest`, which begins behind the opening one: up to the first '"' without a
// backslash that ends the field. Nullopt: it is not closed.
std::optional<std::string_view> takeQuoted(std::string_view& rest);
// With \" \\ \n \t \r \b \v and \xHH replaced by what they stand for.
std::string_view withoutEscapes(std::string_view text, TextArena& arena);

} // namespace assay::traffic
