// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/itemtable.h"
#include "core/index/indexfile.h"

#include <filesystem>

namespace assay {

// A full block of an ItemTable as a file, so that the list of a big case is there at once. Rows of a case never change.
std::string packRows(const ItemBlock& block, uint32_t firstRow);
// Null when the file is missing, damaged, or not that of a full block at this row. Whether it belongs to this case is
// for the caller to see.
std::shared_ptr<const ItemBlock> readRows(const std::filesystem::path& path, uint32_t firstRow);

} // namespace assay
