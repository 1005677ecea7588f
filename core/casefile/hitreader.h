// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/store/database.h"

#include <unordered_map>

namespace assay {

// Reads stored hits with their symbols, which it keeps. One thread; lives no longer than the database stays where it
// is.
class HitReader
{
public:
    explicit HitReader(store::Database& database)
        : m_database(database)
    {
    }
    // By score descending, then by name; empty when the item was not scanned or nothing was found.
    Result<std::vector<StoredHit>> read(ScanId scan, ItemId item);
    // The same of a blob of core/casefile/hitblob.h.
    Result<std::vector<StoredHit>> describe(std::string_view data);

private:
    Result<const Symbol*> symbol(uint32_t row);
    store::Database& m_database;
    std::optional<store::Statement> m_hits, m_symbol;
    std::unordered_map<uint32_t, Symbol> m_symbols; // by stored number
};

} // namespace assay
