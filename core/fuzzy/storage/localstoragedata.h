// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/changeintake.h"
#include "core/fuzzy/storage/hashindex.h"
#include "core/fuzzy/storage/storagewriter.h"

#include <condition_variable>
#include <thread>

namespace assay::fuzzy {

// Checks are answered from the index, or from the file by a connection of their own, and wait for no flush. Whoever
// changes the file or the index has `fileMutex`; flushes are kept in order by `flushMutex`, which is taken first.
struct LocalStorage::Data
{
    struct PlainBatch
    {
        std::string source;
        uint32_t revision = 0;
        std::vector<StorageChange> changes;
    };

    std::filesystem::path path;
    LocalStorageOptions options;

    std::mutex flushMutex;
    std::mutex fileMutex;
    std::unique_ptr<StorageFile> file;
    std::unique_ptr<StorageWriter> writer; // none when read-only
    std::optional<ChangeIntake> intake; // likewise
    int64_t dataVersion = 0; // of `file`, when the index was last like it
    FlushObserver observer; // under flushMutex

    HashIndex index;
    std::atomic<bool> isIndexed{false}; // the index is complete
    std::atomic<uint64_t> expired{0}, readErrors{0};
    uint64_t journalBytesLost = 0;

    std::mutex readersMutex;
    std::vector<std::unique_ptr<StorageFile>> readers;

    std::mutex keeperMutex;
    std::condition_variable_any keeperWake;
    std::jthread keeper; // flushes from time to time, and looks for what others changed

    int64_t now() const;
    bool isOverAge(uint8_t flag, int64_t time, int64_t now) const;

    // localstorage.cpp
    Result<void> open(const RunContext& context);
    Result<void> replay(Journal journal);
    void keep(const std::stop_token& stop);

    // localindex.cpp
    Result<void> loadIndex(const RunContext& context);
    // Takes over what other programs changed; with fileMutex.
    Result<void> followFile();
    void applyToIndex(std::span<const RowChange> changes);

    // localcheck.cpp
    StorageReply reply(const HashQuery& query, int64_t now);
    std::optional<StorageReply> replyFromIndex(const HashQuery& query, int64_t now);
    Result<StorageReply> replyFromFile(const HashQuery& query, int64_t now);
    Result<std::unique_ptr<StorageFile>> takeReader();
    void giveReader(std::unique_ptr<StorageFile> reader);

    // localflush.cpp
    Result<void> mayWrite() const;
    Result<void> accept(std::string_view source, uint32_t revision, std::span<const StorageChange> changes);
    Result<FlushReport> flush(bool expires); // with flushMutex
    void tellObserver(FlushReport report, const std::vector<PlainBatch>& batches);
    Result<void> store(const std::vector<PlainBatch>& batches, uint64_t sequence);
    // Runs `change` on the writer in one durable transaction and puts its steps into the index; with fileMutex.
    Result<void> inTransaction(const std::function<Result<void>()>& change);
    Result<uint32_t> localVersion();

    // localexpiry.cpp, with fileMutex
    Result<void> removeRows(std::span<const StoredRow> rows);
    Result<uint64_t> expireSome();
};

StoredHash storedHash(const StoredRow& row); // without shingles

inline constexpr std::string_view localSource = "local";
inline constexpr std::string_view sequenceSetting = "journal sequence"; // what of the journal the file has

} // namespace assay::fuzzy
