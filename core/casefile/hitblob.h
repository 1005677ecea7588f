// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scan/hit.h"

#include <functional>

namespace assay {

// The hits of one item as one value of the table scan_hits. Layout, all numbers varints (7 bits a byte, low first):
//   version, hits x { symbol, score (8 bytes, IEEE 754 little-endian), count, options x { text },
//     places x { where, part, header, piece, offset, length, raw offset, raw length, why unmapped, text },
//     in version 2: fuzzy matches x { storage, part, kind, type, algorithm, curve, digest asked, digest stored (empty:
//       the same), shared shingles, flag, weight (lowest bit: sign), threshold, probability, factor (8 bytes each),
//       time },
//     in version 3: those, and marks (1: a model said it, 2: hostile, 4: shadow); with mark 1: model, version, output,
//       risk (8 bytes each), features that were missing }
// lists and texts begin with their length. The lowest version that has room for the hits is written.
inline constexpr size_t storedTextLimit = 160; // bytes of the text of one place

// `storedSymbol` gives the number under which a hit's symbol is stored.
std::string packHits(const std::vector<Hit>& hits, const std::function<uint32_t(SymbolId)>& storedSymbol);
// BadData when the value is damaged; Hit::symbol holds the stored number.
Result<std::vector<Hit>> unpackHits(std::string_view data);
// Only the symbols with their scores, several times as fast.
Result<void> visitHitScores(
    std::string_view data, const std::function<void(uint32_t storedSymbol, double score)>& visitor);

} // namespace assay
