// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/snapshot.h"
#include "core/index/itemindex.h"

#include <filesystem>

namespace assay {

// The files of the index in NAME.assay.d/index: for each block of an ItemTable "items-BLOCK.index", for the newest scan
// "scan-SCAN-BLOCK.index", for full blocks their rows, "rows-BLOCK.index", and for near-duplicates of each block
// "sketch-BLOCK.index" and of all "clusters.index".
class IndexFiles
{
public:
    explicit IndexFiles(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }
    const std::filesystem::path& folder() const { return m_folder; }
    Result<void> makeFolder() const; // when it is not there
    std::filesystem::path itemsFile(uint32_t block) const;
    std::filesystem::path rowsFile(uint32_t block) const;
    std::filesystem::path scanFile(ScanId scan, uint32_t block) const;
    std::filesystem::path sketchFile(uint32_t block) const;
    std::filesystem::path clustersFile() const { return m_folder / "clusters.index"; }
    // Of these rows of a table.
    static IndexIdentity identityOf(const ItemTable& items, uint32_t firstRow, uint32_t rows);
    // The segment of a block when its file is there, fits these items, and may be read; else null.
    std::shared_ptr<const Segment> open(const ItemTable& items, uint32_t block) const;
    // All that there is; sound segments of `previous` are shared.
    std::shared_ptr<const ItemIndex> load(const ItemTable& items, const ItemIndex* previous) const;
    // Removes what an interrupted program left behind, and the files of other scans than this.
    void removeLeftovers(ScanId newestScan) const;

private:
    std::filesystem::path m_folder;
};

} // namespace assay
