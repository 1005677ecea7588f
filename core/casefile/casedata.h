// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batches.h"
#include "core/casefile/case.h"
#include "core/casefile/caselock.h"
#include "core/casefile/connections.h"
#include "core/casefile/segmentcache.h"
#include "core/casefile/writegate.h"
#include "core/feedback/labelstore.h"
#include "core/train/registry.h"
#include "core/train/trainingrun.h"

#include <functional>
#include <map>
#include <mutex>

namespace assay {

// Folder of the models of a case.
std::filesystem::path caseModels(const std::filesystem::path& file);

struct FuzzyBatch; // fuzzybatch.h
struct FuzzyEvent;
struct BatchRow; // batchstore.h
struct Submission; // submissions.h
struct FreezeTools;
struct ArrivedBatch; // arrivedbatch.h
namespace feedback {
class Transport;
struct MessageName;
struct ReplyMessage;
} // namespace feedback

// What the conditions of a rule say of one item.
struct ConditionVerdict
{
    bool learn = true;
    uint8_t flag = 0; // where to, the one asked for unless a condition says otherwise
    std::string reason; // of a denial or of another flag
};

// The parts of an open case that its methods share; known to this folder only.
struct Case::Data
{
    Data(std::filesystem::path file, store::OpenMode mode)
        : path(file)
        , connections(std::move(file), mode)
        , models(caseModels(path))
    {
    }

    // ReadOnly when this opening may not write.
    Result<void> mayWrite() const
    {
        if (lock)
            return {};
        return readOnlyReason.value_or(Error{ErrorCode::ReadOnly, path.string(), "opened for reading"});
    }

    // The name that changes are stored under.
    std::string userName() const
    {
        const std::lock_guard guard(userMutex);
        return user;
    }
    // Version of the file: what older ones lack is empty. They are read only, as writing begins with an upgrade.
    bool hasLabels() const { return version >= 2; }
    bool hasFuzzy() const { return version >= 3; }
    bool hasRuns() const { return version >= 4; }
    bool hasBatches() const { return version >= 4; }
    // Writes an entry of its own about something that is done.
    Result<void> audit(store::AuditEntry entry) const;
    // Inside the transaction of a change.
    Result<void> audit(store::Database& database, store::AuditEntry entry) const;
    // `write` inside one durable transaction, in turn; committed when it succeeds.
    Result<void> change(const std::function<Result<void>(store::Database&)>& write) const;
    // NotFound when there is none of that name.
    Result<fuzzy::FuzzyRule> fuzzyRule(std::string_view name) const;
    // Opened once, shared by all callers.
    Result<std::shared_ptr<fuzzy::FuzzyStorage>> openStorage(
        const fuzzy::FuzzyRule& rule, const RunContext& context) const;
    // Forgets the opened storage of a rule; it is closed when nobody uses it any more.
    void letGo(std::string_view rule) const;
    // The rows of `within` that a query matches.
    Result<std::vector<uint32_t>> matchingRows(const CaseSnapshot& snapshot, std::shared_ptr<const query::Query> query,
        const query::RowSet& within, const RunContext& context) const;
    // Asks the declarative conditions of a rule, top-down: the first that matches decides. One verdict an item, in
    // their order.
    Result<std::vector<ConditionVerdict>> askConditions(const Case& work, const fuzzy::FuzzyRule& rule,
        std::span<const ItemId> items, uint8_t flag, const RunContext& context) const;
    // Writes what is to be done to a storage, before it is done; fills in id and events. A durable transaction.
    Result<void> beginBatch(FuzzyBatch& batch, std::span<const FuzzyEvent> events) const;
    // The storage has it: operation, undo stack, audit entry. `note` is added to the audit entry.
    Result<feedback::Operation> closeBatch(const FuzzyBatch& batch, std::string_view note = {}) const;
    // The storage has nothing of it, or nobody knows what: an audit entry says so.
    Result<void> breakOffBatch(const FuzzyBatch& batch, std::string_view why) const;
    // Case::learn, with `learning` held.
    Result<LearnReport> learnTo(fuzzy::FuzzyStorage& storage, const fuzzy::FuzzyRule& rule, const LearnPlan& given,
        std::string_view query, const RunContext& context) const;
    // After a change failed: takes back what the storage may have of it. Returns the error.
    Error giveUp(fuzzy::FuzzyStorage& storage, const FuzzyBatch& batch, std::span<const fuzzy::HashState> before,
        Error error) const;
    // Case::changeHashes, with `learning` held.
    Result<feedback::Operation> changeHashesIn(fuzzy::LocalStorage& storage, const fuzzy::FuzzyRule& rule,
        std::span<const fuzzy::HashState> after, std::string_view text) const;
    // Brings a storage to what the events say, as far as nobody else changed the hashes since; closes the batch.
    Result<void> finishBatch(const FuzzyBatch& batch, const RunContext& context) const;
    // What a program that was killed had begun. Never fails: what cannot be finished now is tried at the next opening.
    void finishBatches() const;
    // Takes the newest operation back, or does it again, when it is about a storage.
    Result<feedback::Operation> moveFuzzy(bool redo, const RunContext& context) const;
    // The storage that a batch changed, whatever its rule is called now.
    Result<std::shared_ptr<fuzzy::LocalStorage>> storageOf(const FuzzyBatch& batch, const RunContext& context) const;
    // How a training ended: its row, its batches, an audit entry and a message. `before`: what it learned from.
    Result<void> storeOutcome(uint64_t run, const train::TrainOutcome& outcome, const models::TrainingRecord& learned,
        const std::string& before) const;
    // Closes the trainings that a program which was killed had begun.
    void finishRuns(const std::vector<RunInfo>& runs) const;
    Result<BatchRow> batchRow(BatchId id) const;
    // Changes a batch that was made here, in one transaction; nothing is written where `edit` says false.
    Result<void> editBatch(BatchId id, const std::function<bool(Batch&)>& edit) const;
    Result<feedback::BatchState> batchState(const Case& work, const BatchRow& row) const;
    // SHA-256 of a source that is a single file (see hashSource()), kept in the case once it is known.
    Result<std::string> sourceHash(const Case& work, const SourceInfo& source, const RunContext& context) const;
    // What freezing takes from this case; lives no longer than case and snapshot.
    FreezeTools freezeTools(const Case& work, const CaseSnapshot& snapshot, const RunContext& context) const;
    // The submission, the batch as it is then, audit entry and message; a durable transaction.
    Result<void> storeSubmission(
        const Submission& submission, BatchRow& row, std::vector<ItemId>& items, const CaseSnapshot& snapshot) const;
    // Lets others see the prepared messages of a stored submission; false: the next opening tries again.
    bool release(feedback::Transport& transport, const Submission& submission,
        const std::vector<feedback::MessageName>& names) const;
    // The state of a batch by what its receiver says; BadArgument: there is no such batch. Once for a stamp.
    Result<void> takeReply(const feedback::ReplyMessage& reply, std::string_view stamp) const;
    // Stores a batch of another case with audit entry and message, and that its files were applied ("": none); they are
    // not applied twice. A durable transaction.
    Result<BatchId> importArrived(const ArrivedBatch& arrived, std::string_view action, std::string_view stamp) const;
    // Publishes what a program that was killed had stored as submitted.
    void finishSubmissions() const;
    Result<ItemId> firstLabelledOf(
        const Case& work, store::Database& database, const feedback::BatchScope& scope) const;
    // Labels beside an item table of so many rows.
    Result<std::shared_ptr<const feedback::LabelColumns>> labelColumns(
        uint32_t items, std::shared_ptr<const feedback::LabelColumns> previous, const RunContext& context) const;

    std::filesystem::path path;
    int version = 0;
    mutable Connections connections;
    train::Registry models;
    std::mutex training; // one at a time
    std::optional<CaseLock> lock; // held while this opening may write
    std::optional<Error> readOnlyReason;
    bool wasLeftOpen = false;

    mutable WriteGate gate; // every transaction that writes passes it
    mutable std::mutex userMutex;
    std::string user;

    // Lists as they were read last.
    struct KnownList
    {
        std::string key; // changes with the list
        std::shared_ptr<const query::NamedList> list;
    };
    mutable std::mutex listMutex;
    mutable std::map<std::string, KnownList> lists;

    // Scores of a complete scan as they were read last: every snapshot asks for them, and a million rows take a second.
    struct KnownScores
    {
        Thresholds thresholds;
        std::shared_ptr<const ScoreColumn> scores;
    };
    mutable std::mutex scoreMutex;
    mutable KnownScores knownScores;

    // Storages that were opened, by the name of their rule.
    struct OpenStorage
    {
        std::string place; // what was opened, as JSON; another one is opened anew
        std::shared_ptr<fuzzy::FuzzyStorage> storage;
    };
    mutable std::mutex storageMutex;
    mutable std::map<std::string, OpenStorage, std::less<>> storages;
    mutable std::mutex learning; // one change of storages at a time

    // The clusters as they were made or read last.
    mutable std::mutex clusterMutex;
    mutable bool areClustersRead = false;
    mutable std::shared_ptr<const ClusterColumn> clusters;
    std::shared_ptr<const ClusterColumn> clusterColumn(const ItemTable& items) const;
    std::mutex clustering; // one run at a time

    // What the states of batches rest on, as it was found last.
    struct KnownBatch
    {
        int64_t operation = -1; // newest one at that time
        feedback::BatchScope scope;
        ItemId labelled; // one of the items that has a label
        std::string labels; // labelsDigest() of a submitted batch
    };
    mutable std::mutex batchMutex;
    mutable std::map<uint32_t, KnownBatch> knownBatches;
    std::mutex submitting; // one submission at a time

    std::timed_mutex importing; // one import at a time, so that its items have consecutive ids
    std::mutex indexing; // one indexer at a time
    std::mutex computingFeatures; // one run at a time
    mutable SegmentCache segments; // that questions made or opened

    // The loader used last: reading on in the same source is cheap then.
    mutable std::mutex loaderMutex;
    mutable uint32_t loaderSource = UINT32_MAX;
    mutable std::optional<ItemLoader> loader;
};

// Folder of a case file: NAME.assay.d beside NAME.assay.
std::filesystem::path caseFolder(const std::filesystem::path& file);

} // namespace assay
