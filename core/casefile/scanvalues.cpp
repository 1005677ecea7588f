// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/scanvalues.h"

#include "core/casefile/hitblob.h"

#include <bit>
#include <cmath>

namespace assay {
namespace {

constexpr const char* selectResults =
    "SELECT i.item,i.microseconds,h.data FROM scan_item i LEFT JOIN scan_hits h ON h.id=(?1<<32|i.item) "
    "WHERE i.scan=?1 AND i.item>=?2 AND i.item<=?3 AND i.error_code IS NULL ORDER BY i.item";

// The symbols of a case by the number under which hits name them.
Result<std::unordered_map<uint32_t, Symbol>> readSymbols(store::Database& database)
{
    auto rows = database.prepare("SELECT id,detector,name,grp FROM symbol");
    if (!rows)
        return rows.error();
    std::unordered_map<uint32_t, Symbol> symbols;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        Symbol& symbol = symbols[static_cast<uint32_t>(rows->number(0))];
        symbol.detector = static_cast<DetectorKind>(rows->number(1));
        symbol.name = rows->text(2);
        symbol.group = rows->text(3);
    }
    return symbols;
}

ModelSaid saidBy(DetectorKind detector, const ModelOutput& output)
{
    ModelSaid said;
    said.model = output.model;
    said.role = detector == DetectorKind::Neural ? ModelRole::Neural
        : detector == DetectorKind::Boosted      ? ModelRole::Boosted
        : detector == DetectorKind::Fusion       ? ModelRole::Fusion
                                                 : ModelRole::Anomaly;
    said.isHostile = output.isHostile;
    said.isShadow = output.isShadow;
    said.output = static_cast<float>(output.output);
    said.risk = static_cast<float>(output.risk);
    return said;
}

Result<ScannedValues> readResult(const store::Statement& row, const std::unordered_map<uint32_t, Symbol>& symbols)
{
    ScannedValues values;
    values.isScanned = true;
    values.microseconds = static_cast<uint32_t>(row.number(1));
    if (row.isNull(2))
        return values;
    auto hits = unpackHits(row.blob(2));
    if (!hits)
        return hits.error();
    for (Hit& hit : *hits) {
        const auto symbol = symbols.find(hit.symbol.value);
        if (symbol == symbols.end())
            return Error{ErrorCode::BadData, "symbol " + std::to_string(hit.symbol.value), "is missing from the case"};
        ScannedValues::Hit& made = values.hits.emplace_back();
        made.symbol = symbol->second.name;
        made.group = symbol->second.group;
        made.detector = detectorKindName(symbol->second.detector);
        made.isRule = symbol->second.detector == DetectorKind::Rules;
        made.score = hit.score;
        made.options = std::move(hit.options);
        if (hit.output)
            values.models.push_back(saidBy(symbol->second.detector, *hit.output));
        for (fuzzy::FuzzyMatch& match : hit.matches)
            values.matches.push_back({toHex(match.asked), toHex(match.stored), std::move(match.storage),
                match.probability, match.flag, match.weight});
    }
    return values;
}

} // namespace

IndexIdentity scanIdentity(const ScoreColumn& scores, uint32_t firstRow, uint32_t rows)
{
    uint64_t fingerprint = (scores.scan.value + uint64_t{1}) << 8 | scanLayoutVersion;
    const auto mix = [&](uint64_t value) {
        fingerprint = (fingerprint ^ value) * 0x9E3779B97F4A7C15U;
        fingerprint ^= fingerprint >> 32;
    };
    for (uint32_t row = firstRow; row < firstRow + rows; ++row) {
        const bool isScanned = row < scores.scores.size() && !std::isnan(scores.scores[row]);
        mix(isScanned ? std::bit_cast<uint32_t>(scores.scores[row]) : UINT64_MAX);
        mix(isScanned ? scores.hitCounts[row] : 0U);
    }
    return IndexIdentity{IndexKind::Scan, fingerprint, firstRow, rows};
}

Result<std::string> makeScanSegment(store::Database& database, const ItemTable& items, const ScoreColumn& scores,
    uint32_t firstRow, uint32_t rows, const RunContext& context)
{
    const auto symbols = readSymbols(database);
    if (!symbols)
        return symbols.error();
    auto results = database.prepare(selectResults);
    if (!results)
        return results.error();
    results->bind(1, int64_t{scores.scan.value}).bind(2, int64_t{items.row(firstRow).id.value});
    results->bind(3, int64_t{items.row(firstRow + rows - 1).id.value});
    ScanSegmentBuilder builder;
    uint32_t row = firstRow;
    // Rows whose result the scores do not have yet count as not scanned.
    const auto skipTo = [&](uint32_t end) {
        for (; row < end; ++row)
            builder.add(ScannedValues());
    };
    for (auto there = results->step(); !there || *there; there = results->step()) {
        if (!there)
            return there.error();
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "scan", {}};
        const ItemId item{static_cast<uint32_t>(results->number(0))};
        uint32_t at = row;
        while (at < firstRow + rows && items.row(at).id < item)
            ++at;
        skipTo(at);
        if (row == firstRow + rows || items.row(row).id != item)
            continue;
        if (row >= scores.scores.size() || std::isnan(scores.scores[row]))
            continue;
        const auto values = readResult(*results, *symbols);
        if (!values)
            return values.error();
        builder.add(*values);
        ++row;
    }
    skipTo(firstRow + rows);
    return builder.finish(scanIdentity(scores, firstRow, rows));
}

} // namespace assay
