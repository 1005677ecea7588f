// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/store/database.h"

namespace assay {

// Reads stored items one after another with their containers; keeps the container and source read last. One thread;
// lives no longer than the database stays where it is.
class ItemReader
{
public:
    static Result<ItemReader> create(store::Database& database);
    // NotFound when there is no such item. The reference is good until the next call.
    Result<const ItemDetail*> read(ItemId id);

private:
    ItemReader(store::Statement item, store::Statement container)
        : m_item(std::move(item))
        , m_container(std::move(container))
    {
    }
    Result<void> readContainer(uint32_t row);
    void readSummary();
    store::Statement m_item, m_container;
    uint32_t m_containerRow = UINT32_MAX;
    uint32_t m_firstItem = 0;
    ItemDetail m_detail;
};

// Containers with the path of their source, up to the condition; readContainerRow() reads a row of it.
inline constexpr const char* selectContainers =
    "SELECT c.source,c.path,c.format,c.size,c.modified_ns,c.device,c.inode,c.first_item,c.items,c.rejected_borders,"
    "c.defects,c.message,f.path,s.path FROM container c JOIN folder f ON f.id=c.folder JOIN source s ON s.id=c.source ";
void readContainerRow(const store::Statement& row, Container& container, std::filesystem::path& source);

// The column `traffic` of item or source, or what stands for it in cases of older versions.
const char* trafficColumn(store::Database& database, const char* table);

// How a source was read when it was imported.
struct StoredSource
{
    std::filesystem::path path;
    ReadOptions options;
};
// `spools`: those of the case, for a loader.
Result<StoredSource> readStoredSource(
    store::Database& database, uint32_t id, const std::shared_ptr<SpoolStore>& spools);

} // namespace assay
