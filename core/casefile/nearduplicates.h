// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/casefile/sketches.h"

namespace assay {

// Shingles of 32 that two long texts must have in common, as storages want it: (18 - 1) / 32 is more than half.
inline constexpr unsigned nearShingles = 18;

// Puts the rows of consecutive files into clusters: of each row the first row of its cluster, which is the row itself
// where nothing is near. Rows are near when their shingles or one of their digests say so; what is near to one member
// joins the cluster. A row beyond those files that is added later never takes rows of one cluster apart.
//
// Work is bounded for masses of equal and of merely similar texts: of those that agree in a pair of shingles at most 32
// are compared with. Empty when stopped.
std::vector<uint32_t> clusterRows(std::span<const SketchFile> files, const RunContext& context);

} // namespace assay
