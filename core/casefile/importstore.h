// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/store/database.h"

#include <map>
#include <string>
#include <utility>

namespace assay {

// What was read of one item for the list.
struct ItemReading
{
    std::optional<Error> error; // its bytes could not be read back
    MessageSummary summary;
    std::optional<TrafficNumbers> traffic; // of a request set
    Sha256 sha256 = {};
};

// The writing half of an import: rows of source, folder, container and item. One thread; the statements live as long as
// the database stays where it is.
class ImportStore
{
public:
    explicit ImportStore(store::Database& database)
        : m_database(database)
    {
    }

    // Makes the row of the source and prepares; returns its id.
    Result<uint32_t> beginSource(const std::filesystem::path& path, const AddOptions& options);
    Result<void> endSource(SourceState state, const std::optional<Error>& error);
    void removeSource(); // of which nothing was taken

    Result<void> begin(); // of a batch
    Result<uint32_t> addContainer(const Container& container);
    Result<void> updateContainer(uint32_t row, const Container& container, uint64_t items);
    // `ordinal`: position among the items of its container.
    Result<void> addItem(uint32_t containerRow, uint64_t ordinal, const ItemRecord& record, const ItemReading& reading);
    Result<void> commit(); // makes the batch visible
    void rollBack(); // the last thing but endSource

    ItemId firstItem() const { return m_firstItem; }
    uint64_t items() const { return m_committed.items; } // committed
    uint64_t bytes() const { return m_committed.bytes; }

private:
    struct Counts
    {
        uint64_t items = 0, bytes = 0;
    };
    struct FolderCounts
    {
        uint64_t items = 0, defectItems = 0;
    };
    struct ContainerPlace
    {
        uint32_t folder = 0;
        uint32_t firstItem = 0;
    };
    Result<void> prepare();
    Result<uint32_t> folderOf(const Container& container);
    void bindSummary(const MessageSummary& summary);

    store::Database& m_database;
    std::optional<store::Transaction> m_transaction;
    std::optional<store::Statement> m_insertItem, m_insertContainer, m_updateContainer, m_countFolder;
    uint32_t m_source = 0;
    ItemId m_firstItem;
    uint32_t m_nextItem = 0; // id
    Counts m_committed, m_batch;
    std::map<uint32_t, FolderCounts> m_folderBatch;
    std::map<std::string, uint32_t> m_folders; // ids by path
    std::map<uint32_t, ContainerPlace> m_places; // by container row, of containers not yet finished
    std::string m_address; // text of the IP being bound
};

} // namespace assay
