// SPDX-License-Identifier: GPL-3.0-or-later
// Rows for models out of the items of a case.
#include "core/base/parallelfor.h"
#include "core/casefile/blockitems.h"
#include "core/casefile/featurefiles.h"
#include "core/casefile/featurerows.h"
#include "core/casefile/hitblob.h"
#include "core/features/messagefeatures.h"
#include "core/scan/detectors/symbolrow.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr uint32_t noSymbol = UINT32_MAX;
constexpr size_t rowsAtOnce = 2048;

// The symbols of a case that models read: their number in the rows, by the number under which hits name them.
Result<std::vector<uint32_t>> readSymbols(store::Database& database, FeatureRows& rows)
{
    auto found = database.prepare("SELECT id,detector,name FROM symbol ORDER BY id");
    if (!found)
        return found.error();
    std::vector<uint32_t> symbols;
    for (auto there = found->step(); !there || *there; there = found->step()) {
        if (!there)
            return there.error();
        Symbol symbol;
        symbol.detector = static_cast<DetectorKind>(found->number(1));
        symbol.name = found->text(2);
        const auto id = static_cast<uint32_t>(found->number(0));
        if (id >= symbols.size())
            symbols.resize(size_t{id} + 1, noSymbol);
        if (isModelInput(symbol))
            symbols[id] = rows.symbol(symbol.name);
    }
    return symbols;
}

// What one scan found in a run of rows.
struct FoundSymbols
{
    std::vector<size_t> ends; // of each row
    std::vector<FeatureRows::SymbolValue> values;
    std::optional<Error> error;
};

class HitsOfRows
{
public:
    HitsOfRows(Connections& connections, const CaseSnapshot& snapshot, const std::vector<uint32_t>& symbols)
        : m_connections(connections)
        , m_snapshot(snapshot)
        , m_symbols(symbols)
    {
    }

    FoundSymbols read(std::span<const uint32_t> wanted) const
    {
        FoundSymbols found;
        const auto done = readInto(found, wanted);
        if (!done)
            found.error = done.error();
        return found;
    }

private:
    Result<void> readInto(FoundSymbols& found, std::span<const uint32_t> wanted) const
    {
        auto database = m_connections.take();
        if (!database)
            return database.error();
        auto hits = (*database)->prepare("SELECT data FROM scan_hits WHERE id=?1");
        if (!hits)
            return hits.error();
        const auto scan = int64_t{m_snapshot.scores->scan.value} << 32;
        for (const uint32_t row : wanted) {
            const auto there = hits->bind(1, scan | m_snapshot.items->row(row).id.value).step();
            if (!there)
                return there.error();
            if (*there) {
                const auto visited = visitHitScores(hits->blob(0), [&](uint32_t symbol, double score) {
                    const uint32_t number = symbol < m_symbols.size() ? m_symbols[symbol] : noSymbol;
                    if (number != noSymbol)
                        found.values.push_back({number, static_cast<float>(features::symbolFeature(score))});
                });
                if (!visited)
                    return visited.error();
            }
            hits->reset();
            found.ends.push_back(found.values.size());
        }
        return {};
    }

    Connections& m_connections;
    const CaseSnapshot& m_snapshot;
    const std::vector<uint32_t>& m_symbols;
};

// The features of rows, block by block out of the files.
class StoredFeatures
{
public:
    StoredFeatures(const std::filesystem::path& folder, const ItemTable& items)
        : m_files(folder / "features")
        , m_items(items)
    {
    }
    // Empty when they are not stored; good until the next call for another block.
    std::span<const float> row(uint32_t row)
    {
        const auto block = static_cast<uint32_t>(row / ItemTable::blockRows);
        if (block != m_block) {
            m_block = block;
            m_file = m_files.open(m_items, block);
        }
        const auto inside = static_cast<uint32_t>(row % ItemTable::blockRows);
        return m_file && inside < m_file->rows() ? m_file->row(inside) : std::span<const float>();
    }

private:
    FeatureFiles m_files;
    const ItemTable& m_items;
    uint32_t m_block = UINT32_MAX;
    std::shared_ptr<const FeatureFile> m_file;
};

Result<std::vector<float>> computeMissing(
    Connections& connections, const ItemTable& items, std::span<const uint32_t> rows, const RunContext& context)
{
    std::vector<float> values;
    auto stored = StoredItems::open(connections);
    if (!stored)
        return stored.error();
    IndexReport report;
    const auto computed = computeRows<std::vector<float>>(
        **stored, items, rows, &storedFeatures,
        [&](std::vector<float>& row) { values.insert(values.end(), row.begin(), row.end()); }, report,
        RunContext(context.stopToken(), nullptr, context.workers()));
    if (!computed)
        return computed.error();
    return values;
}

bool isScanned(const CaseSnapshot& snapshot, uint32_t row)
{
    return snapshot.scores && row < snapshot.scores->scores.size() && !std::isnan(snapshot.scores->scores[row]);
}

Result<std::vector<FoundSymbols>> readHits(Connections& connections, const CaseSnapshot& snapshot,
    std::span<const uint32_t> wanted, const std::vector<uint32_t>& symbols, const RunContext& context)
{
    std::vector<FoundSymbols> parts((wanted.size() + rowsAtOnce - 1) / rowsAtOnce);
    if (!snapshot.scores)
        return parts;
    const HitsOfRows hits(connections, snapshot, symbols);
    const size_t done = parallelFor(
        parts.size(), RunContext(context.stopToken(), nullptr, context.workers()), [&](size_t part, unsigned) {
            const size_t first = part * rowsAtOnce;
            parts[part] = hits.read(wanted.subspan(first, std::min(rowsAtOnce, wanted.size() - first)));
        });
    if (done < parts.size())
        return Error{ErrorCode::Cancelled, {}, {}};
    for (const FoundSymbols& part : parts) {
        if (part.error)
            return *part.error;
    }
    return parts;
}

} // namespace

Result<void> addItemRows(FeatureRows& rows, Connections& connections, const std::filesystem::path& folder,
    const CaseSnapshot& snapshot, std::span<const uint32_t> wanted, const RunContext& context)
{
    auto database = connections.take();
    if (!database)
        return database.error();
    const auto symbols = readSymbols(**database, rows);
    if (!symbols)
        return symbols.error();
    const auto hits = readHits(connections, snapshot, wanted, *symbols, context);
    if (!hits)
        return hits.error();

    StoredFeatures stored(folder, *snapshot.items);
    std::vector<uint32_t> unknown;
    for (const uint32_t row : wanted) {
        if (stored.row(row).empty())
            unknown.push_back(row);
    }
    const auto computed = computeMissing(connections, *snapshot.items, unknown, context);
    if (!computed)
        return computed.error();
    const size_t width = features::widestFeatureSet();
    size_t next = 0; // of the computed ones
    for (size_t i = 0; i < wanted.size(); ++i) {
        std::span<const float> values = stored.row(wanted[i]);
        if (values.empty())
            values = std::span(*computed).subspan(width * next++, width);
        const FoundSymbols& part = (*hits)[i / rowsAtOnce];
        const size_t inside = i % rowsAtOnce;
        std::span<const FeatureRows::SymbolValue> found;
        if (!part.ends.empty()) {
            const size_t begin = inside == 0 ? 0 : part.ends[inside - 1];
            found = std::span(part.values).subspan(begin, part.ends[inside] - begin);
        }
        rows.add(values, isScanned(snapshot, wanted[i]), found);
    }
    return {};
}

} // namespace assay
