// SPDX-License-Identifier: GPL-3.0-or-later
// Case::updateClusters: which items have nearly the same text.
#include "core/base/file.h"
#include "core/casefile/blockitems.h"
#include "core/casefile/casedata.h"
#include "core/casefile/indexfiles.h"
#include "core/casefile/nearduplicates.h"

#include <chrono>
#include <numeric>

namespace assay {
namespace {

enum Section : uint32_t { Numbers = 1 }; // of the file of clusters

std::string packClusters(const ClusterColumn& column, IndexIdentity identity)
{
    identity.kind = IndexKind::Clusters;
    IndexFileWriter writer;
    writer.add(Numbers, column.clusters);
    return writer.finish(identity);
}

// Null when the file is missing, damaged or of other items.
std::shared_ptr<const ClusterColumn> readClusters(const IndexFiles& files, const ItemTable& items)
{
    const auto file = IndexFile::open(files.clustersFile());
    if (!file || (*file)->identity().rows > items.count())
        return nullptr;
    IndexIdentity identity = IndexFiles::identityOf(items, 0, (*file)->identity().rows);
    identity.kind = IndexKind::Clusters;
    const auto numbers = (*file)->numbers<uint32_t>(Numbers);
    if ((*file)->identity() != identity || (*file)->isDamaged() || numbers.size() != identity.rows)
        return nullptr;
    auto column = std::make_shared<ClusterColumn>();
    column->clusters.assign(numbers.begin(), numbers.end());
    return column;
}

// Numbers of the clusters that have more than one row.
ClusterColumn numberClusters(const std::vector<uint32_t>& firstRows, const ItemTable& items)
{
    ClusterColumn column;
    column.clusters.resize(firstRows.size());
    for (uint32_t row = 0; row < firstRows.size(); ++row) {
        const uint32_t first = firstRows[row];
        if (first != row)
            column.clusters[row] = column.clusters[first] = items.row(first).id.value + 1;
    }
    return column;
}

// Sees to it that every block has the sketches of its items.
class Sketcher
{
public:
    Sketcher(StoredItems& stored, const IndexFiles& files, const ItemTable& items, IndexReport& report)
        : m_stored(stored)
        , m_files(files)
        , m_items(items)
        , m_report(report)
        , m_hasher(fuzzy::HashOptions())
    {
    }

    Result<SketchFile> update(uint32_t block, const RunContext& context)
    {
        const auto firstRow = static_cast<uint32_t>(block * ItemTable::blockRows);
        const auto rows = static_cast<uint32_t>(m_items.blocks()[block]->rows.size());
        const auto known = read(block, firstRow, rows);
        context.advance(known ? known->rows() : 0);
        if (known && known->rows() == rows)
            return *known;
        std::error_code ignored;
        m_report.rebuiltSegments += !known && std::filesystem::exists(m_files.sketchFile(block), ignored) ? 1 : 0;
        SketchFileBuilder builder;
        for (uint32_t row = 0; known && row < known->rows(); ++row)
            builder.add(known->sketch(row));
        const auto added = addRows(builder, firstRow + builder.rows(), firstRow + rows, context);
        if (!added)
            return added.error();
        const auto written = writeFileAtomically(
            m_files.sketchFile(block), builder.finish(IndexFiles::identityOf(m_items, firstRow, rows)));
        if (!written)
            return written.error();
        auto made = read(block, firstRow, rows);
        return made ? Result<SketchFile>(std::move(*made))
                    : Result<SketchFile>(Error{ErrorCode::ReadFailed, m_files.sketchFile(block).string(), {}});
    }

private:
    // What the file of a block holds of its rows, from the first on.
    std::optional<SketchFile> read(uint32_t block, uint32_t firstRow, uint32_t rows) const
    {
        auto file = IndexFile::open(m_files.sketchFile(block));
        if (!file || (*file)->identity().rows > rows)
            return std::nullopt;
        IndexIdentity identity = IndexFiles::identityOf(m_items, firstRow, (*file)->identity().rows);
        identity.kind = IndexKind::Sketches;
        return (*file)->identity() == identity ? SketchFile::read(std::move(*file)) : std::nullopt;
    }

    Result<void> addRows(SketchFileBuilder& builder, uint32_t begin, uint32_t end, const RunContext& context)
    {
        std::vector<uint32_t> rows(end - begin);
        std::iota(rows.begin(), rows.end(), begin);
        return computeRows<ItemSketch>(
            m_stored, m_items, rows,
            [&](const ItemBytes& item) {
                // Request sets have no near-duplicates.
                return sketchOf(m_hasher.hash(item.kind == ItemKind::Message ? item.bytes : std::string()));
            },
            [&](ItemSketch& sketch) { builder.add(sketch); }, m_report, context);
    }

    StoredItems& m_stored;
    const IndexFiles& m_files;
    const ItemTable& m_items;
    IndexReport& m_report;
    fuzzy::FuzzyHasher m_hasher;
};

} // namespace

std::shared_ptr<const ClusterColumn> Case::Data::clusterColumn(const ItemTable& items) const
{
    const std::lock_guard guard(clusterMutex);
    if (!areClustersRead)
        clusters = readClusters(IndexFiles(caseFolder(path) / "index"), items);
    areClustersRead = true;
    return clusters;
}

Result<IndexReport> Case::updateClusters(const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const std::unique_lock clustering(m_data->clustering);
    const auto start = std::chrono::steady_clock::now();
    const IndexFiles files(folder() / "index");
    const auto made = files.makeFolder();
    if (!made)
        return made.error();
    const auto items = itemTable(nullptr, context);
    if (!items)
        return items.error();
    auto stored = StoredItems::open(m_data->connections);
    if (!stored)
        return stored.error();

    IndexReport report;
    context.setTotal((*items)->count());
    Sketcher sketcher(**stored, files, **items, report);
    std::vector<SketchFile> sketches;
    for (uint32_t block = 0; block < (*items)->blocks().size(); ++block) {
        auto sketched = sketcher.update(block, context);
        if (!sketched)
            return sketched.error();
        sketches.push_back(std::move(*sketched));
    }
    const auto known = m_data->clusterColumn(**items);
    if (!known || known->clusters.size() != (*items)->count() || report.items > 0) {
        const std::vector<uint32_t> firstRows = clusterRows(sketches, context);
        if (firstRows.size() != (*items)->count())
            return Error{ErrorCode::Cancelled, "clusters", {}};
        auto column = std::make_shared<const ClusterColumn>(numberClusters(firstRows, **items));
        const auto identity = IndexFiles::identityOf(**items, 0, static_cast<uint32_t>((*items)->count()));
        const auto written = writeFileAtomically(files.clustersFile(), packClusters(*column, identity));
        if (!written)
            return written.error();
        const std::lock_guard lock(m_data->clusterMutex);
        m_data->clusters = std::move(column);
        m_data->areClustersRead = true;
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace assay
