// SPDX-License-Identifier: GPL-3.0-or-later
// Case::updateIndex: makes the files of the index that are missing, damaged or too short.
#include "core/casefile/indexfiles.h"
#include "core/casefile/segmentmaker.h"

#include "core/base/file.h"

#include <chrono>

namespace assay {

Result<IndexReport> Case::updateIndex(const RunContext& context, const AddObserver& observer)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const std::unique_lock indexing(m_data->indexing);
    const auto start = std::chrono::steady_clock::now();
    const IndexFiles files(folder() / "index");
    std::error_code madeFolder;
    std::filesystem::create_directories(files.folder(), madeFolder);
    if (madeFolder)
        return Error::fromErrno(madeFolder.value(), files.folder().string());
    files.removeLeftovers();
    const auto items = itemTable(nullptr, context);
    if (!items)
        return items.error();
    auto stored = StoredItems::open(m_data->connections);
    if (!stored)
        return stored.error();
    SegmentMaker maker(**stored, **items);
    IndexReport report;
    context.setTotal((*items)->count());
    for (uint32_t block = 0; block < (*items)->blocks().size(); ++block) {
        const auto rows = static_cast<uint32_t>((*items)->blocks()[block]->rows.size());
        const IndexIdentity identity = IndexFiles::identityOf(**items, block, rows);
        const auto there = files.open(**items, block);
        const bool isSound = there && there->rows() == rows && there->file().isSound();
        if (there)
            there->file().release();
        if (isSound) {
            context.advance(rows);
            continue;
        }
        std::error_code ignored;
        const bool wasThere = std::filesystem::exists(files.itemsFile(block), ignored);
        const auto image = maker.make(identity, context);
        if (!image)
            return image.error();
        const auto written = writeFileAtomically(files.itemsFile(block), *image);
        if (!written)
            return written.error();
        report.items += rows;
        report.rebuiltSegments += wasThere && (!there || there->rows() == rows) ? 1 : 0;
        if (observer)
            observer(AddProgress{0, report.items, maker.itemBytes()});
    }
    report.bytes = maker.itemBytes();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace assay
