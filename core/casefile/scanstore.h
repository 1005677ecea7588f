// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/store/database.h"

#include <unordered_map>

namespace assay {

// The writing half of a scan: its row, its symbols, and the result of each item. One thread at a time; the statements
// live as long as the database stays where it is.
class ScanStore
{
public:
    ScanStore(store::Database& database, const std::vector<Symbol>& symbols)
        : m_database(database)
        , m_symbols(symbols)
    {
    }
    Result<ScanId> begin(const DetectorSet& detectors, const Thresholds& thresholds);
    // Stores a batch in one transaction.
    Result<void> add(std::span<const ItemId> items, std::span<const ScannedItem> results);
    Result<void> end(const ScanReport& report);

private:
    Result<void> prepare();
    Result<void> storeModels(const std::vector<ModelVoice>& voices);
    Result<void> addOne(ItemId item, const ScannedItem& result);
    Result<void> countBatch(std::span<const ScannedItem> results);
    Result<void> storeSymbols(const std::vector<Hit>& hits);

    store::Database& m_database;
    const std::vector<Symbol>& m_symbols;
    std::optional<store::Statement> m_insertItem, m_insertHits, m_insertSymbol, m_findSymbol, m_countItems;
    std::unordered_map<uint32_t, uint32_t> m_storedSymbols; // row ids by SymbolId
    std::vector<uint32_t> m_newSymbols; // stored by the batch that is being written
    ScanId m_scan;
};

} // namespace assay
