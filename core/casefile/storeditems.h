// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casedata.h"
#include "core/casefile/itemreader.h"

namespace assay {

// Reads stored items with their bytes, cheapest in ascending order. One thread at a time. Rows are read one at a time,
// so that no long reading transaction keeps the write-ahead log from being emptied.
class StoredItems
{
public:
    static Result<std::unique_ptr<StoredItems>> open(Connections& connections);
    // What the case knows of an item. The reference is good until the next call.
    Result<const ItemDetail*> read(ItemId id) { return m_reader.read(id); }
    // The stored bytes of the item read last; Changed, NotFound when the source is not as imported.
    Result<std::string> load(const ItemDetail& detail, uint64_t limit = uint64_t{256} << 20);

private:
    StoredItems(Connections& connections, Connections::Lease database, ItemReader reader)
        : m_spools(connections.spools())
        , m_database(std::move(database))
        , m_reader(std::move(reader))
    {
    }
    std::shared_ptr<SpoolStore> m_spools;
    Connections::Lease m_database;
    ItemReader m_reader;
    uint32_t m_source = 0;
    std::optional<ItemLoader> m_loader;
};

} // namespace assay
