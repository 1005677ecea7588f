// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/scanstore.h"

#include "core/casefile/hitblob.h"

#include <ctime>

namespace assay {
namespace {

constexpr const char* insertItemSql =
    "INSERT INTO scan_item(scan,item,score,hits,microseconds,defects,error_code,error_detail,prediction,anomaly)"
    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)";
constexpr const char* insertHitsSql = "INSERT INTO scan_hits(id,data) VALUES(?1,?2)";
constexpr const char* countItemsSql = "UPDATE scan SET items=items+?2,failed=failed+?3,bytes=bytes+?4 WHERE id=?1";
constexpr const char* insertSymbolSql =
    "INSERT OR IGNORE INTO symbol(detector,name,grp,description) VALUES(?1,?2,?3,?4)";
constexpr const char* findSymbolSql =
    "SELECT id FROM symbol WHERE detector=?1 AND name=?2 AND grp=?3 AND description=?4";

void bindSymbol(store::Statement& statement, const Symbol& symbol)
{
    statement.bind(1, static_cast<int64_t>(symbol.detector)).bindText(2, symbol.name);
    statement.bindText(3, symbol.group).bindText(4, symbol.description);
}

// Of all models together, else of the one that knows most: trees learned from labels before anomalies.
Prediction predictionOf(const std::vector<Hit>& hits, const std::vector<Symbol>& symbols)
{
    constexpr DetectorKind order[] = {
        DetectorKind::Fusion, DetectorKind::Boosted, DetectorKind::Neural, DetectorKind::Anomaly};
    for (const DetectorKind kind : order) {
        for (const Hit& hit : hits) {
            if (hit.output && !hit.output->isShadow && symbols[hit.symbol.value].detector == kind)
                return hit.output->isHostile ? Prediction::Hostile : Prediction::Benign;
        }
    }
    return Prediction::Unknown;
}

std::optional<double> anomalyOf(const std::vector<Hit>& hits, const std::vector<Symbol>& symbols)
{
    for (const Hit& hit : hits) {
        if (hit.output && !hit.output->isShadow && symbols[hit.symbol.value].detector == DetectorKind::Anomaly)
            return hit.output->risk;
    }
    return std::nullopt;
}

} // namespace

Result<ScanId> ScanStore::begin(const DetectorSet& detectors, const Thresholds& thresholds)
{
    std::string title, digest;
    for (const auto& detector : detectors.detectors) {
        title += (title.empty() ? "" : ", ") + detector->title();
        digest += (digest.empty() ? "" : ",") + detector->digest();
    }
    auto insert = m_database.prepare(
        "INSERT INTO scan(started_at,rule_set,rule_digest,add_header,reject) VALUES(?1,?2,?3,?4,?5)");
    if (!insert)
        return insert.error();
    insert->bind(1, int64_t{std::time(nullptr)}).bindText(2, title).bindText(3, digest);
    const auto inserted = insert->bind(4, thresholds.addHeader).bind(5, thresholds.reject).run();
    if (!inserted)
        return inserted.error();
    m_scan = ScanId{static_cast<uint32_t>(m_database.lastRowId())};
    const auto models = storeModels(detectors.voices);
    if (!models)
        return models.error();
    const auto prepared = prepare();
    if (!prepared)
        return prepared.error();
    return m_scan;
}

// Which versions score: nothing may purge them while the scan is kept.
Result<void> ScanStore::storeModels(const std::vector<ModelVoice>& voices)
{
    for (const ModelVoice& voice : voices) {
        auto insert =
            m_database.prepare("INSERT OR REPLACE INTO scan_model(scan,model,version,is_shadow) VALUES(?1,?2,?3,?4)");
        if (!insert)
            return insert.error();
        insert->bind(1, int64_t{m_scan.value}).bindText(2, voice.name).bindText(3, voice.version);
        const auto inserted = insert->bind(4, int64_t{voice.isShadow}).run();
        if (!inserted)
            return inserted;
    }
    return {};
}

Result<void> ScanStore::prepare()
{
    const std::pair<std::optional<store::Statement>*, const char*> all[] = {{&m_insertItem, insertItemSql},
        {&m_insertHits, insertHitsSql}, {&m_insertSymbol, insertSymbolSql}, {&m_findSymbol, findSymbolSql},
        {&m_countItems, countItemsSql}};
    for (const auto& [statement, sql] : all) {
        auto prepared = m_database.prepare(sql);
        if (!prepared)
            return prepared.error();
        statement->emplace(std::move(*prepared));
    }
    return {};
}

Result<void> ScanStore::storeSymbols(const std::vector<Hit>& hits)
{
    for (const Hit& hit : hits) {
        if (m_storedSymbols.count(hit.symbol.value))
            continue;
        const Symbol& symbol = m_symbols[hit.symbol.value];
        bindSymbol(*m_insertSymbol, symbol);
        const auto inserted = m_insertSymbol->run();
        if (!inserted)
            return inserted.error();
        bindSymbol(*m_findSymbol, symbol);
        const auto found = m_findSymbol->step();
        if (!found)
            return found.error();
        m_storedSymbols[hit.symbol.value] = static_cast<uint32_t>(m_findSymbol->number(0));
        m_newSymbols.push_back(hit.symbol.value);
        m_findSymbol->reset();
    }
    return {};
}

Result<void> ScanStore::addOne(ItemId item, const ScannedItem& result)
{
    const auto symbols = storeSymbols(result.hits);
    if (!symbols)
        return symbols;
    const std::string errorText = result.error ? result.error->toString() : std::string();
    m_insertItem->bind(1, int64_t{m_scan.value}).bind(2, int64_t{item.value}).bind(3, result.score);
    m_insertItem->bind(4, static_cast<int64_t>(result.hits.size())).bind(5, int64_t{result.microseconds});
    m_insertItem->bind(6, static_cast<int64_t>(result.defects.bits()));
    if (result.error)
        m_insertItem->bind(7, static_cast<int64_t>(result.error->code)).bindText(8, errorText);
    else
        m_insertItem->bindNull(7).bindNull(8);
    m_insertItem->bind(9, static_cast<int64_t>(predictionOf(result.hits, m_symbols)));
    if (const auto anomaly = anomalyOf(result.hits, m_symbols))
        m_insertItem->bind(10, *anomaly);
    else
        m_insertItem->bindNull(10);
    const auto inserted = m_insertItem->run();
    if (!inserted || result.hits.empty())
        return inserted;
    const std::string data = packHits(result.hits, [&](SymbolId symbol) { return m_storedSymbols.at(symbol.value); });
    return m_insertHits->bind(1, int64_t{m_scan.value} << 32 | item.value).bindBlob(2, data).run();
}

Result<void> ScanStore::add(std::span<const ItemId> items, std::span<const ScannedItem> results)
{
    auto transaction = store::Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    m_newSymbols.clear();
    Result<void> stored;
    for (size_t i = 0; i < results.size() && stored; ++i)
        stored = addOne(items[i], results[i]);
    if (stored)
        stored = countBatch(results);
    if (stored)
        stored = transaction->commit();
    if (!stored) {
        // Their rows go with the transaction.
        for (const uint32_t symbol : m_newSymbols)
            m_storedSymbols.erase(symbol);
    }
    return stored;
}

Result<void> ScanStore::countBatch(std::span<const ScannedItem> results)
{
    uint64_t failed = 0, bytes = 0;
    for (const ScannedItem& result : results) {
        failed += result.error ? 1 : 0;
        bytes += result.bytes;
    }
    m_countItems->bind(1, int64_t{m_scan.value}).bind(2, static_cast<int64_t>(results.size()));
    return m_countItems->bind(3, static_cast<int64_t>(failed)).bind(4, static_cast<int64_t>(bytes)).run();
}

Result<void> ScanStore::end(const ScanReport& report)
{
    auto update = m_database.prepare("UPDATE scan SET complete=?2,seconds=?3 WHERE id=?1");
    if (!update)
        return update.error();
    return update->bind(1, int64_t{m_scan.value}).bind(2, int64_t{!report.partial}).bind(3, report.seconds).run();
}

} // namespace assay
