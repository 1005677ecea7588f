// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/blockitems.h"
#include "core/casefile/indexfiles.h"

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace assay {

// The features of a block of rows in a file: floats beside the features of the item's kind, row after row, filled up
// with NaN to features::widestFeatureSet(); NaN throughout for what could not be read.
class FeatureFile
{
public:
    // Null when the file is damaged.
    static std::shared_ptr<const FeatureFile> read(std::shared_ptr<const IndexFile> file);
    uint32_t rows() const { return m_file->identity().rows; }
    std::span<const float> row(uint32_t row) const;

private:
    std::shared_ptr<const IndexFile> m_file;
    std::span<const float> m_values;
};

// NAME.assay.d/features/features-BLOCK.index. Can be removed at any time.
class FeatureFiles
{
public:
    explicit FeatureFiles(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }
    Result<void> makeFolder() const { return IndexFiles(m_folder).makeFolder(); }
    std::filesystem::path file(uint32_t block) const;
    // What is stored of a block, from its first row on, perhaps not of all rows; null when the file is missing,
    // damaged, of other items or of another catalogue of features.
    std::shared_ptr<const FeatureFile> open(const ItemTable& items, uint32_t block) const;
    // `values` of rows from the first of the block on.
    Result<void> write(const ItemTable& items, uint32_t block, const std::vector<float>& values) const;

private:
    std::filesystem::path m_folder;
};

// The features of an item, as wide as in a file; NaN throughout when there are no bytes.
std::vector<float> storedFeatures(const ItemBytes& item);

} // namespace assay
