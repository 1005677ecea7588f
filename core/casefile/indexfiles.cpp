// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/indexfiles.h"

#include <algorithm>

namespace assay {

Result<void> IndexFiles::makeFolder() const
{
    std::error_code failed;
    std::filesystem::create_directories(m_folder, failed);
    if (failed)
        return Error::fromErrno(failed.value(), m_folder.string());
    return {};
}

std::filesystem::path IndexFiles::itemsFile(uint32_t block) const
{
    return m_folder / ("items-" + std::to_string(block) + ".index");
}

std::filesystem::path IndexFiles::rowsFile(uint32_t block) const
{
    return m_folder / ("rows-" + std::to_string(block) + ".index");
}

std::filesystem::path IndexFiles::scanFile(ScanId scan, uint32_t block) const
{
    return m_folder / ("scan-" + std::to_string(scan.value) + "-" + std::to_string(block) + ".index");
}

std::filesystem::path IndexFiles::sketchFile(uint32_t block) const
{
    return m_folder / ("sketch-" + std::to_string(block) + ".index");
}

IndexIdentity IndexFiles::identityOf(const ItemTable& items, uint32_t firstRow, uint32_t rows)
{
    uint64_t fingerprint = 0;
    const auto mix = [&](uint64_t value) {
        fingerprint = (fingerprint ^ value) * 0x9E3779B97F4A7C15U;
        fingerprint ^= fingerprint >> 32;
    };
    for (uint32_t i = firstRow; i < firstRow + rows; ++i) {
        const ItemRow& row = items.row(i);
        mix(row.id.value);
        mix(row.length);
        mix(static_cast<uint64_t>(row.date));
        mix(uint64_t{row.subjectLength} << 32 | row.fromLength);
    }
    return IndexIdentity{IndexKind::Items, fingerprint, firstRow, rows};
}

std::shared_ptr<const Segment> IndexFiles::open(const ItemTable& items, uint32_t block) const
{
    auto file = IndexFile::open(itemsFile(block));
    if (!file)
        return nullptr;
    const IndexIdentity& identity = (*file)->identity();
    if (identity.rows == 0 || identity.rows > items.blocks()[block]->rows.size()
        || identity != identityOf(items, block * static_cast<uint32_t>(ItemTable::blockRows), identity.rows))
        return nullptr;
    return std::make_shared<const Segment>(std::move(*file));
}

std::shared_ptr<const ItemIndex> IndexFiles::load(const ItemTable& items, const ItemIndex* previous) const
{
    std::vector<ItemIndex::Piece> pieces;
    for (uint32_t block = 0; block < items.blocks().size(); ++block) {
        const uint32_t firstRow = block * static_cast<uint32_t>(ItemTable::blockRows);
        std::shared_ptr<const Segment> segment;
        if (previous) {
            const auto& known = previous->pieces();
            const auto found = std::lower_bound(known.begin(), known.end(), firstRow,
                [](const ItemIndex::Piece& piece, uint32_t row) { return piece.firstRow < row; });
            if (found != known.end() && found->firstRow == firstRow && !found->segment->isDamaged()
                && found->segment->rows() == items.blocks()[block]->rows.size())
                segment = found->segment;
        }
        if (!segment)
            segment = open(items, block);
        if (segment)
            pieces.push_back(ItemIndex::Piece{firstRow, std::move(segment)});
    }
    return std::make_shared<const ItemIndex>(std::move(pieces));
}

void IndexFiles::removeLeftovers(ScanId newestScan) const
{
    const std::string scan = "scan-" + std::to_string(newestScan.value) + "-";
    std::error_code ignored;
    for (std::filesystem::directory_iterator entry(m_folder, ignored), end; entry != end; entry.increment(ignored)) {
        // The names that files have while they are written end in six characters of their own.
        const std::string name = entry->path().filename().string();
        const bool isOtherScan = name.compare(0, 5, "scan-") == 0 && name.compare(0, scan.size(), scan) != 0;
        if (isOtherScan || entry->path().extension() != ".index")
            std::filesystem::remove(entry->path(), ignored);
    }
}

} // namespace assay
