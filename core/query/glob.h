// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/query.h"

#include <span>

namespace assay::query {

// "*" and "?" patterns on UTF-8 text of the same folding; "?" is one code point. No recursion; at worst the length of
// the text times that of the pattern.
using GlobPieces = std::span<const TextTest::Piece>;
bool globMatches(GlobPieces pieces, std::string_view text); // the whole text
bool globIsIn(GlobPieces pieces, std::string_view text); // some part of it

} // namespace assay::query
