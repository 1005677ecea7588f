// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/fuzzystorage.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>

namespace assay::fuzzy {

// What goes when a storage is expired. Ages count from the last write of a hash.
struct ExpiryPolicy
{
    int64_t seconds = 0; // 0: never by age
    std::map<uint8_t, int64_t> secondsByFlag; // instead of `seconds`
    uint64_t maxHashes = 0; // 0: no bound; beyond it the oldest go
    uint64_t maxBytes = 0; // of the file, estimated by the share of the hashes; 0: no bound
    bool operator==(const ExpiryPolicy&) const = default;
};

struct LocalStorageOptions
{
    bool readOnly = false;
    ExpiryPolicy expiry; // checks do not find what is over age; periodic flushes remove it bit by bit
    std::chrono::milliseconds syncInterval{60000}; // between flushes in the background; 0: only flush()
    bool compatSelection =
        false; // of the peer's two best shingle matches return the one that its SQLite storage returns
    uint64_t indexBytes = uint64_t{2} << 30; // memory of the index, some 700 bytes a text hash; beyond it checks ask
                                             // the file; 0: no index (opens at once: for a few questions)
    bool syncsJournal = true; // changes are safe from a power cut when they are accepted; false: only from the end of
                              // the program, and from a power cut after half a second (no wait for the disk)
    std::function<int64_t()> clock; // Unix time; empty: the present
};

// A hash as it is stored. `time` 0 or weight 0 are values like any other.
struct StoredHash
{
    Blake2b512 digest = {};
    uint8_t flag = 0;
    int32_t weight = 0;
    int64_t time = 0; // of the last write
    std::optional<Shingles> shingles; // only where asked for; those that newer hashes took over are still listed as 0
    bool hasShingles = false;
};

// One hash before or after a change: nullopt means "not stored".
struct HashState
{
    Blake2b512 digest = {};
    std::optional<StoredHash> stored; // with shingles
};

struct FlushReport
{
    uint64_t written = 0, deleted = 0, expired = 0;
    uint32_t version = 0; // of source "local" afterwards
    double seconds = 0;
};

struct SourceVersion
{
    std::string name; // "local", or the name under which a master sends
    uint32_t version = 0;
    int64_t last = 0; // Unix time of its last change
};

// What an expiry would remove, or removed.
struct ExpiryReport
{
    uint64_t hashes = 0; // stored before
    uint64_t removed = 0;
    std::map<uint8_t, uint64_t> removedByFlag;
    struct Bin
    {
        int64_t fromSeconds = 0, toSeconds = 0; // age
        uint64_t hashes = 0, removed = 0;
    };
    std::vector<Bin> ages; // youngest first
};

struct StorageStatistics
{
    uint64_t hashes = 0, shingleHashes = 0, shingles = 0, pending = 0, fileBytes = 0, indexBytes = 0;
    std::map<uint8_t, uint64_t> byFlag;
    int64_t oldest = 0, newest = 0; // Unix time of a write; 0 when empty
    std::vector<SourceVersion> sources;
    uint64_t expired = 0; // since it was opened
    uint64_t readErrors = 0; // of checkOne(), since it was opened
    uint64_t journalBytesLost = 0; // found when it was opened; a torn end is what a crash leaves
};

// A storage file of rspamd 3.4's SQLite layout, so that either program opens what the other wrote. One object in one
// program writes it: a second opening for writing is Locked (detail names the holder); reading always works and follows
// within a second what the writer, or rspamd, flushes.
//
// Changes are appended to a journal beside the file and synced before they are accepted; a flush puts them into the
// file in one transaction, and what a killed program left in the journal is taken up when the file is opened next.
// BadData: not such a storage, or damaged (detail says how, and what to do).
class LocalStorage final : public FuzzyStorage
{
public:
    // Makes the file when there is none, unless readOnly. Progress counts hashes read into the index.
    static Result<std::shared_ptr<LocalStorage>> open(
        const std::filesystem::path& path, LocalStorageOptions options = {}, const RunContext& context = {});
    ~LocalStorage() override; // flushes

    std::string title() const override;
    bool isLocal() const override { return true; }
    const std::filesystem::path& path() const;
    const LocalStorageOptions& options() const;

    Result<std::vector<StorageReply>> check(
        std::span<const HashQuery> queries, const RunContext& context = {}) override;
    // The shortest way of one check, without allocation; a read error counts as not found and is kept for statistics.
    StorageReply checkOne(const HashQuery& query);
    Result<std::vector<Refusal>> change(
        std::span<const StorageChange> changes, const RunContext& context = {}) override;
    // The same for what a master sends: the flush sets the version of `source` to `revision`.
    Result<void> changeFrom(std::string_view source, uint32_t revision, std::span<const StorageChange> changes);
    Result<uint64_t> count(const RunContext& context = {}) override;

    // Puts everything accepted so far into the file; visible to checks when it returns.
    Result<FlushReport> flush();
    // Called after each flush of own changes (not those of a master), with what is left of them after merging, in
    // order; on the flushing thread, which must not flush, restore or expire in it.
    using FlushObserver = std::function<void(const FlushReport&, std::span<const StorageChange>)>;
    void setFlushObserver(FlushObserver observer);

    // Takes over at once what another program changed in the file.
    Result<void> refresh();

    // State of hashes as flushed, one for each digest.
    Result<std::vector<HashState>> states(std::span<const Blake2b512> digests);
    // States to restore() after these changes to undo them: of their own digests, each once, in their order, then of
    // the hashes whose shingles a write would take over.
    Result<std::vector<HashState>> statesBefore(std::span<const StorageChange> changes);
    // Makes hashes what they are in `states`, in one durable transaction (after a flush): undo, moving flags, imports.
    Result<void> restore(std::span<const HashState> states);
    // All hashes by id, without shingles unless asked; the visitor returns false to stop.
    Result<void> visit(const std::function<bool(const StoredHash&)>& visitor, bool withShingles = false,
        const RunContext& context = {});

    // What expire() would remove of what is flushed. Expiry does not shrink the file: later hashes use the room.
    Result<ExpiryReport> planExpiry(const ExpiryPolicy& policy, const RunContext& context = {});
    Result<ExpiryReport> expire(const ExpiryPolicy& policy, const RunContext& context = {});
    Result<StorageStatistics> statistics();
    // Copies all that is flushed, ids and source versions included, to a new file; BadArgument when there is one.
    Result<void> copyTo(const std::filesystem::path& target, const RunContext& context = {});
    // Free texts kept in the file in a table of ours that the peer ignores (hash options, notes); "" when unset.
    Result<std::string> setting(std::string_view key);
    Result<void> setSetting(std::string_view key, std::string_view value);

private:
    struct Data;
    explicit LocalStorage(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace assay::fuzzy
