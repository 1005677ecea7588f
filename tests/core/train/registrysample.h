// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/modeldir.h"

#include <filesystem>

namespace assay::test {

// A small table: three columns, `rows` rows, always the same for a seed.
models::Matrix sampleTable(size_t rows, unsigned seed);
// A small forest in a directory of its own, as a training leaves it there; the seed tells models apart.
std::filesystem::path stagedModel(const std::filesystem::path& path, unsigned seed, bool isRejected = false);

} // namespace assay::test
