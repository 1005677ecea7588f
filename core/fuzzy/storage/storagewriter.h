// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/storagefile.h"
#include "core/store/rowfeed.h"

namespace assay::fuzzy {

// Changes a storage file, inside a transaction of the caller, and notes each step for the index. One thread at a time.
class StorageWriter
{
public:
    static Result<std::unique_ptr<StorageWriter>> open(StorageFile& file);

    // A change as the peer's flush does it, at Unix time `now`.
    Result<void> apply(const StorageChange& change, int64_t now);
    // Makes the hash what it is in the state.
    Result<void> set(const HashState& state);
    Result<void> remove(const StoredRow& row);
    // Adds 1 to the version of "local"; sets that of another source.
    Result<void> advanceLocal(int64_t now);
    Result<void> setSource(std::string_view name, uint32_t version, int64_t now);
    Result<void> setSetting(std::string_view key, std::string_view value);
    // Before the transaction is committed: shingles are held back, because sorted ones are written faster.
    Result<void> finish();

    // Steps since the last call; for the index once the transaction is committed.
    std::vector<RowChange> takeChanges();
    // Forgets everything held back; the transaction was rolled back.
    void discard();

    uint64_t written() const { return m_written; }
    uint64_t deleted() const { return m_deleted; }

private:
    explicit StorageWriter(StorageFile& file)
        : m_file(file)
    {
    }
    Result<void> prepare();
    Result<void> write(const StorageChange& change, int64_t now);
    Result<StoredRow> insert(const StoredHash& hash);
    void hold(RowChange& change, const Shingles& shingles, uint32_t mask);

    StorageFile& m_file;
    std::unique_ptr<store::RowFeed> m_feed;
    std::optional<store::Statement> m_insert, m_update, m_delete, m_shingles, m_forget;
    std::vector<store::RowFeed::Row> m_held; // value, number, id of the hash
    std::vector<RowChange> m_changes;
    uint64_t m_written = 0, m_deleted = 0;
};

} // namespace assay::fuzzy
