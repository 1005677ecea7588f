// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/models/matrix.h"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace assay::models {

struct CsvLimits
{
    uint64_t bytes = uint64_t{1} << 30;
    uint64_t cells = uint64_t{200} << 20;
};

// A table out of delimited text: the first line names the columns (names differ and are not empty, at most 999), every
// other line has as many cells. An empty cell, "nan" and "inf" (any case, with a sign) are missing; blank lines are
// skipped. BadData names line and column of the first cell that is no number.
// A table of one column keeps blank lines as rows without a value.
Result<Matrix> parseCsvTable(std::string_view bytes, const CsvLimits& limits = {});
Result<Matrix> readCsvTable(const std::filesystem::path& path, const CsvLimits& limits = {});

} // namespace assay::models
