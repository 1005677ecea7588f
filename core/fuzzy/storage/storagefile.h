// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/localstorage.h"
#include "core/fuzzy/storage/storedrow.h"
#include "core/store/database.h"

namespace assay::fuzzy {

// One connection to a storage file in the layout of rspamd 3.4, for reading. One thread at a time.
class StorageFile
{
public:
    // Makes the file with its tables; an existing one is left to open().
    static Result<void> create(const std::filesystem::path& path);
    // BadData when the file is no storage.
    static Result<std::unique_ptr<StorageFile>> open(const std::filesystem::path& path, bool readOnly);
    StorageFile(const StorageFile&) = delete;
    StorageFile& operator=(const StorageFile&) = delete;

    store::Database& database() { return m_database; }

    Result<std::optional<StoredRow>> find(const Blake2b512& digest);
    Result<std::optional<StoredRow>> row(int64_t id);
    Result<ShingleOwners> owners(const Shingles& shingles);
    // Shingles that the hash owns; bit i of `mask`: number i is there. Others are 0.
    Result<Shingles> shinglesOf(int64_t id, uint32_t& mask);
    // All rows by id from `first` on; the visitor returns false to stop.
    Result<void> visitRows(int64_t first, const std::function<bool(const StoredRow&)>& visitor) const;
    // All shingles with owner, number and value, in the order of the file.
    Result<void> visitShingles(const std::function<bool(int64_t id, unsigned number, uint64_t value)>& visitor) const;
    Result<uint64_t> count() const;
    Result<std::vector<SourceVersion>> sources() const;
    Result<std::string> setting(std::string_view key) const;
    // Changes when another connection changed the file.
    Result<int64_t> dataVersion() const { return m_database.number("PRAGMA data_version"); }

private:
    explicit StorageFile(store::Database database)
        : m_database(std::move(database))
    {
    }
    Result<void> prepare();

    store::Database m_database;
    std::optional<store::Statement> m_find, m_row, m_owner, m_shingles;
};

// The digest in a column; nullopt when it has another length.
std::optional<Blake2b512> digestOf(std::string_view text);
std::string_view textOf(const Blake2b512& digest);

} // namespace assay::fuzzy
