// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/fuzzylearning.h"
#include "core/casefile/itemtable.h"
#include "core/casefile/snapshot.h"
#include "core/report/exporter.h"
#include "core/scan/scanner.h"
#include "core/store/auditlog.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// The values of batches are in batches.h, those of training and models in modelling.h, of comparisons in comparing.h:
// who uses them includes them.
struct Batch;
struct BatchReview;
struct SubmitOptions;
struct SubmitReceipt;
struct InboxReport;
struct CaseMessage;
struct TrainingSelection;
struct TrainRequest;
struct TrainingPreview;
struct RunInfo;
struct ModelExplanation;
struct DriftView;
struct SuspectReport;
struct CompareRequest;
struct CompareWhich;
struct CaseComparison;
struct VerdictChanges;
struct FusionReport;
enum class TopKind : uint8_t; // trafficviews.h
struct TopValues;
struct RebucketReport;
namespace feedback {
struct BatchContext;
struct BatchScope;
struct BatchInfo;
struct BatchRecord;
} // namespace feedback
namespace models {
struct FusionOptions;
} // namespace models
namespace train {
class Registry;
class TrainControl;
struct TrainEvent;
struct TrainOutcome;
struct TrainingSet;
struct PromoteRequest;
struct VersionInfo;
struct PurgeReport;
struct ComparisonOptions;
struct ComparisonTests;
} // namespace train

enum class CaseMode {
    ReadWrite, // takes the case's lock; falls back to reading when it cannot be written (see readOnlyReason)
    ReadWriteOnly, // the same, but an Error where it would fall back
    ReadOnly // takes no lock, never writes
};

// Where an import stands.
enum class SourceState : uint8_t {
    Importing, // running now, or broken off by a crash
    Complete,
    Partial, // stopped: what was found before is there
    Failed // nothing could be read
};

// A node below a source in the sources tree: a mailbox file, a Maildir folder, a directory of messages.
struct FolderInfo
{
    uint32_t id = 0; // ItemRow::folder
    std::string path; // '/' between levels, "" for the source itself
    std::string format; // "mbox/mboxrd", "eml" ...; of its first container
    uint64_t items = 0;
    uint64_t itemsWithDefects = 0; // of severity warning or error
    uint64_t containers = 0;
    uint64_t rejectedBorders = 0;
    DefectSet defects; // of its containers
    std::vector<std::string> messages; // details of container errors, the first 100
};

struct SourceInfo
{
    uint32_t id = 0; // ItemRow::source
    std::filesystem::path path; // absolute
    std::string title; // last path component
    SourceState state = SourceState::Importing;
    std::optional<Error> error; // why Partial or Failed
    uint64_t items = 0, bytes = 0;
    int64_t addedAt = 0; // seconds since 1970
    std::optional<uint32_t> replaces; // source that has the same requests in buckets of another length
    TrafficOptions traffic; // as it was read
    std::vector<FolderInfo> folders; // by path
};

// One item with the texts that the table leaves out.
struct ItemDetail
{
    ItemId id;
    uint32_t sourceId = 0;
    std::filesystem::path source; // as imported
    Container container; // where it lies in the source
    ItemRecord record; // name, offset, length, flags, defects of splitting
    MessageSummary summary;
    DefectSet defects; // all that are known
    std::optional<Sha256> sha256; // of the stored message
    std::optional<TrafficNumbers> traffic; // of a request set
};

struct AddOptions
{
    ReadOptions read;
    MailOptions mail;
    uint32_t replaces = 0; // source with the same requests in buckets of another length; 0: none
};

// What an import did so far; handed to the observer after each commit.
struct AddProgress
{
    uint32_t sourceId = 0;
    uint64_t items = 0; // committed: visible in the next itemTable()
    uint64_t bytes = 0; // of these items
};
// Called on a working thread, one call at a time; must be quick.
using AddObserver = std::function<void(const AddProgress&)>;

struct AddReport
{
    uint32_t sourceId = 0;
    ItemId firstItem; // the new items are firstItem ... firstItem + items - 1
    uint64_t items = 0, bytes = 0, containers = 0;
    uint64_t failed = 0; // items whose bytes could not be read back
    uint64_t rejectedBorders = 0;
    DefectSet defects; // of containers
    double seconds = 0;
    std::optional<Error> stoppedBy; // Cancelled, DiskFull, ReadFailed ...; what was found before is kept
};

// Which items a scan covers.
struct ItemSelection
{
    std::vector<uint32_t> sources; // empty: all sources
    std::vector<ItemId> items; // when not empty: exactly these, ascending
};

struct CaseScanOptions
{
    ScanOptions scan = {{HitSelection::Visible, 200}, {}, {}, false, true, 256, 0.1};
    ItemSelection items;
};

// A batch of results as it was stored. Called by one worker at a time, in item order, after the commit.
struct StoredBatch
{
    ScanId scan;
    std::span<const ItemId> items;
    std::span<const ScannedItem> results; // as long as items
    const std::vector<Symbol>* symbols = nullptr; // what their SymbolIds count in
};
using ScanObserver = std::function<void(const StoredBatch&)>;

struct CaseScanReport
{
    ScanId scan;
    ScanReport report;
    std::optional<Error> stoppedBy; // DiskFull ...; report.partial is true then too
};

// One stored scan.
struct ScanInfo
{
    ScanId id;
    int64_t startedAt = 0; // seconds since 1970
    bool complete = false;
    std::string ruleSetTitle, ruleSetDigest;
    Thresholds thresholds; // those at the time of the scan
    uint64_t items = 0, failed = 0;
    double seconds = 0;
};

// One hit of one item, ready to be shown.
struct StoredHit
{
    Symbol symbol;
    uint32_t count = 1;
    double score = 0;
    std::vector<std::string> options;
    std::vector<Evidence> evidence; // texts are cut at 160 bytes; count may be larger than the list
    std::vector<fuzzy::FuzzyMatch> matches = {}; // of fuzzy hits
    std::optional<ModelOutput> output = {}; // of models
};

struct ItemHits
{
    bool scanned = false;
    double score = 0; // sum of the scores of hits
    Action action = Action::None; // by the thresholds of the case as they are now
    Thresholds thresholds; // the same
    std::vector<StoredHit> hits; // by score descending, then by name
    uint32_t microseconds = 0;
    DefectSet defects; // found by reading the whole message
    std::optional<Error> error; // the item could not be read by the scan
};

struct CaseInfo
{
    std::filesystem::path path;
    int version = 0;
    uint64_t sources = 0, items = 0, scans = 0;
    uint64_t fileBytes = 0;
    int64_t createdAt = 0;
};

struct CheckReport
{
    std::vector<std::string> problems; // of the file's structure, English; empty: sound
    std::vector<std::pair<std::filesystem::path, Error>> sources; // missing, unreadable or changed since import
};

// What updateIndex() did.
struct IndexReport
{
    uint64_t items = 0; // read now
    uint64_t bytes = 0;
    uint64_t rebuiltSegments = 0; // that were missing or damaged
    double seconds = 0;
};

// What an import of labels found.
struct LabelImportReport
{
    feedback::Operation operation;
    uint64_t rows = 0; // read
    uint64_t matched = 0; // items
    struct Reject
    {
        uint64_t line = 0;
        std::string text, why; // English
    };
    std::vector<Reject> rejects; // the first 1,000
    uint64_t rejected = 0;
};

// A work file (NAME.assay, SQLite) with its folder NAME.assay.d. Sources are never written.
//
// Threads: every method may be called from any thread, several at once; each call uses a database connection of its
// own. Reading never waits for an import or a scan and sees the last commit. Two adds or scans at once take turns batch
// by batch. Destroy the object after all calls have returned.
//
// Errors: NotFound, BadData (not a case, damaged), NewerVersion, Locked (another program holds it; detail names it),
// ReadOnly, PermissionDenied, DiskFull, WriteFailed. Whatever was committed before an error stays.
class Case
{
public:
    // Makes a new, empty case file; BadArgument when something is there already.
    static Result<std::unique_ptr<Case>> create(const std::filesystem::path& path);
    static Result<std::unique_ptr<Case>> open(const std::filesystem::path& path, CaseMode mode = CaseMode::ReadWrite);
    // Opens, or creates when nothing is there.
    static Result<std::unique_ptr<Case>> openOrCreate(const std::filesystem::path& path);
    ~Case();
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;

    const std::filesystem::path& path() const;
    std::filesystem::path folder() const; // NAME.assay.d
    bool isReadOnly() const;
    // Why a ReadWrite opening fell back to reading: Locked, ReadOnly, PermissionDenied, NewerVersion.
    const std::optional<Error>& readOnlyReason() const;
    // The last program that wrote this case ended without closing it; nothing committed was lost.
    bool wasLeftOpen() const;

    Result<CaseInfo> info() const;
    Result<CheckReport> check(const RunContext& context) const;

    // -- sources and items
    // Imports a file or folder: items appear in import order, in commits of growing size (the first after about 100
    // items). Fails only when nothing could be taken; otherwise AddReport::stoppedBy says why it ended early. A source
    // that is there already is imported again as a new source. Progress counts bytes.
    Result<AddReport> add(const std::filesystem::path& source, const AddOptions& options, const RunContext& context,
        const AddObserver& observer = {});
    Result<std::vector<SourceInfo>> sources() const;
    // A complete source of this path that is a single file and has not changed since; nullopt otherwise.
    std::optional<uint32_t> findUnchangedSource(const std::filesystem::path& path) const;
    // The containers of a source in order; the visitor gets the path of the source too and returns false to stop.
    Result<void> visitContainers(
        uint32_t source, const std::function<bool(const std::filesystem::path&, const Container&)>& visitor) const;
    // All items committed so far. With `previous` only what is new is read.
    Result<std::shared_ptr<const ItemTable>> itemTable(
        std::shared_ptr<const ItemTable> previous = nullptr, const RunContext& context = {}) const;
    Result<ItemDetail> item(ItemId id) const;
    // The same for many, in the order given (fastest ascending); the visitor returns false to stop.
    Result<void> visitItems(std::span<const ItemId> items, const std::function<bool(const ItemDetail&)>& visitor,
        const RunContext& context = {}) const;
    // The stored bytes (without mbox From line; quoting kept). Changed, NotFound when the source is not as imported.
    Result<std::string> itemBytes(ItemId id, uint64_t limit = uint64_t{256} << 20) const;

    // -- index and questions
    // Reads the items that the index does not cover yet and puts them in; rebuilds what is missing or damaged. Segments
    // are published one by one: an interrupted call keeps what is done. Progress counts items. Called for a read-only
    // case it is ReadOnly; find() then reads those items itself.
    Result<IndexReport> updateIndex(const RunContext& context, const AddObserver& observer = {});
    // The state now. With `previous` only what changed is read. Never waits for an import, a scan or an indexer.
    Result<std::shared_ptr<const CaseSnapshot>> snapshot(
        std::shared_ptr<const CaseSnapshot> previous = nullptr, const RunContext& context = {}) const;
    // The fields that queries of a case may name.
    static const query::FieldTable& fields();
    // Parses with the fields, lists and views of this case; `now` and `zoneOffset` as in query::ParseContext.
    query::Parsed parse(std::string_view text, int64_t now, std::function<int(int64_t)> zoneOffset = {}) const;
    Result<Found> find(const CaseSnapshot& snapshot, const FindRequest& request, const RunContext& context = {}) const;
    // Values of a field that begin with `prefix` (folded), with how many items have each, most frequent first; for
    // completion. Fields of numbers and of free text give none.
    struct FieldValue
    {
        std::string value;
        uint64_t items = 0;
    };
    Result<std::vector<FieldValue>> fieldValues(const CaseSnapshot& snapshot, std::string_view field,
        std::string_view prefix, size_t limit, const RunContext& context = {}) const;

    // -- request sets (trafficviews.h)
    // The most frequent addresses, hosts, user agents ... among the request sets of rows, at most `limit` (<= 10,000).
    Result<TopValues> topValues(const CaseSnapshot& snapshot, std::span<const uint32_t> rows, TopKind kind,
        size_t limit, const RunContext& context = {}) const;
    // Imports a source of logs or captures again with buckets of another length (1 second to 1 day), as a new source.
    // The labels of the old sets go to those new ones of the same target and client whose bucket overlaps theirs by
    // half of the shorter one or more. BadArgument: not such a source; Changed: the file is not as imported.
    Result<RebucketReport> rebucket(
        uint32_t source, uint32_t seconds, const RunContext& context, const AddObserver& observer = {});

    // -- labels; each change is stored when the call returns, with its audit entry, or nothing of it is. Details are at
    // LabelStore. A request without an author is that of user().
    Result<feedback::Operation> label(
        std::span<const ItemId> items, const feedback::LabelRequest& request, const RunContext& context = {});
    Result<feedback::Operation> bookmark(std::span<const ItemId> items, bool on);
    Result<feedback::Operation> tag(std::span<const ItemId> items, std::string_view tag, bool on);
    Result<feedback::Operation> setNote(ItemId item, std::string_view text);
    Result<feedback::Operation> undo(const RunContext& context = {});
    Result<feedback::Operation> redo(const RunContext& context = {});
    struct UndoState
    {
        std::optional<feedback::Operation> undo, redo; // what the next call would be about
    };
    Result<UndoState> undoState() const;
    Result<std::vector<feedback::LabelEvent>> labelHistory(ItemId item) const;
    struct ItemMarks
    {
        std::string note;
        std::vector<std::string> tags;
    };
    Result<ItemMarks> itemMarks(ItemId item) const;
    // Items that an operation changed, ascending; for "show affected items".
    Result<std::vector<ItemId>> changedItems(uint64_t operation) const;
    // Labels from CSV or JSONL (item by Message-ID, path or SHA-256), or from the folders of a case's own sources
    // ("spam/", "ham/", Maildir ".Junk") when `file` is empty.
    Result<LabelImportReport> importLabels(const std::filesystem::path& file, const RunContext& context = {});
    // The name that changes are stored under; the login name unless set.
    void setUser(std::string name);
    std::string user() const;

    // -- audit log
    Result<store::AuditReport> verifyAudit() const;
    Result<void> visitAudit(uint64_t from, const std::function<bool(const store::AuditEntry&)>& visitor) const;

    // -- lists and views
    // Names of the "@lists", with how much they hold.
    struct ListInfo
    {
        std::string name;
        uint64_t entries = 0; // ranges or words
        bool isAddresses = true;
        int64_t changedAt = 0;
        std::string sha256; // of its canonical text
    };
    Result<std::vector<ListInfo>> lists() const;
    Result<std::shared_ptr<const query::NamedList>> list(std::string_view name) const; // NotFound
    Result<void> setList(const query::NamedList& list); // adds or replaces
    Result<void> removeList(std::string_view name);
    Result<std::vector<SavedView>> savedViews() const;
    Result<void> setSavedViews(std::span<const SavedView> views);
    Result<std::vector<std::string>> queryHistory() const; // newest first, at most 200
    Result<void> rememberQuery(std::string_view text);

    // -- out again
    // Writes rows of a snapshot in their order with one of report::exporterKinds(); the audit log gets an entry when
    // this opening may write. What `head` leaves empty is filled in (case, rule set, sources, time, user). BadArgument
    // when the target is the case or a source, or lies inside one. Cancelled and errors leave nothing under the
    // target's name. Fastest for rows in ascending order. Progress counts items.
    Result<report::ExportReport> exportItems(const CaseSnapshot& snapshot, std::span<const uint32_t> rows,
        std::string_view kind, const report::ExportOptions& options, report::ReportHead head,
        const RunContext& context = {}) const;

    // -- scans
    // Scans items and stores the results as a new scan beside the older ones. Cancelled: the scan stays, partial.
    // Thresholds of the options are replaced by those of the case. Progress counts items.
    Result<CaseScanReport> scan(std::shared_ptr<const DetectorSet> detectors, const CaseScanOptions& options,
        const RunContext& context, const ScanObserver& observer = {});
    Result<std::vector<ScanInfo>> scans() const; // oldest first
    Result<std::shared_ptr<const ScoreColumn>> scores(
        ScanId scan, std::shared_ptr<const ItemTable> items, const RunContext& context = {}) const;
    Result<ItemHits> hits(ScanId scan, ItemId item) const;

    // -- fuzzy storages
    // The storages of this case and how they are used, by name.
    Result<std::vector<fuzzy::FuzzyRule>> fuzzyRules() const;
    // What setFuzzyRule() asks of a rule: BadArgument says what is off (name, place, flags, conditions), BadRule names
    // the line of the script.
    Result<void> checkFuzzyRule(const fuzzy::FuzzyRule& rule) const;
    // Adds or replaces one; `oldName` renames. With an audit entry. A relative path of a file is made absolute.
    Result<void> setFuzzyRule(const fuzzy::FuzzyRule& rule, std::string_view oldName = {});
    Result<void> removeFuzzyRule(std::string_view name); // the storage itself stays
    // The opened storage of a rule; opened once, shared by all callers. NotFound: no rule of that name.
    Result<std::shared_ptr<fuzzy::FuzzyStorage>> fuzzyStorage(
        std::string_view name, const RunContext& context = {}) const;
    // What learning would do; nothing is stored. Progress counts items.
    Result<std::shared_ptr<const LearnPlan>> planLearning(
        std::span<const ItemId> items, const LearnRequest& request, const RunContext& context = {}) const;
    // Does it, flushed when it returns. `query` is what the items were chosen with.
    Result<LearnReport> learn(const LearnPlan& plan, std::string_view query, const RunContext& context = {});
    // Changes stored hashes of a local storage themselves, as one operation that can be undone; `after` as in
    // LocalStorage::restore. `text` is for the audit log: "move 12 hashes to flag 13".
    Result<feedback::Operation> changeHashes(std::string_view storage, std::span<const fuzzy::HashState> after,
        std::string_view text, const RunContext& context = {});
    // Where a stored hash came from, as far as this case knows; oldest first.
    Result<std::vector<HashOrigin>> hashOrigins(std::string_view storage, const Blake2b512& digest) const;
    // Finds near-duplicates: computes what is missing of the items' shingles and puts items into clusters. Progress
    // counts items. Without it the query field `cluster` knows nothing of the items added since.
    Result<IndexReport> updateClusters(const RunContext& context);

    // -- batches: labelled items with a context, frozen and handed over when submitted
    Result<std::vector<feedback::BatchInfo>> batches() const; // newest first
    Result<Batch> batch(BatchId id) const;
    // Drafts: stored when the call returns. Of a submitted batch too; its state follows from what changed.
    Result<BatchId> createBatch(const feedback::BatchContext& context, const feedback::BatchScope& scope);
    Result<void> setBatchContext(BatchId id, const feedback::BatchContext& context);
    Result<void> setBatchScope(BatchId id, const feedback::BatchScope& scope);
    Result<void> removeBatch(BatchId id); // BadArgument when it was submitted: withdraw it
    Result<BatchReview> reviewBatch(BatchId id, const CaseSnapshot& snapshot, const RunContext& context = {}) const;
    // Freezes the labelled items of the scope with their features, stores them, and publishes the messages in the
    // outbox; what is in the outbox is in the case. Progress counts items. BadArgument names what stands against it.
    Result<SubmitReceipt> submitBatch(
        BatchId id, const CaseSnapshot& snapshot, const SubmitOptions& options, const RunContext& context = {});
    // Exactly the messages that submitBatch() would publish with the same options, one a part; the first `parts`.
    Result<std::vector<std::string>> previewSubmission(BatchId id, const CaseSnapshot& snapshot,
        const SubmitOptions& options, size_t parts = SIZE_MAX, const RunContext& context = {}) const;
    // Later trainings leave it out. An empty reason is BadArgument.
    Result<void> withdrawBatch(BatchId id, std::string_view reason);
    // The frozen records of the last submission, by item; where people do not agree an item has one of each author.
    Result<std::vector<feedback::BatchRecord>> batchRecords(BatchId id) const;
    // Replies and batches of others in the inbox; what was read is moved away.
    Result<InboxReport> readInbox(const RunContext& context = {});
    // One file with all of a batch for another case, and back. The records of an imported batch need not be items here.
    Result<void> exportBatch(BatchId id, const std::filesystem::path& file) const;
    Result<BatchId> importBatch(const std::filesystem::path& file);
    Result<std::vector<CaseMessage>> messages() const; // newest first, at most 1,000
    // The UUID that stands for this case in what it sends; made by the first call that may write, "" before.
    Result<std::string> organization() const;

    // -- features, training, models
    // Computes the features of the items that have none yet and stores them. Progress counts items.
    Result<IndexReport> updateFeatures(const RunContext& context);
    // The rows that a training would get: features of the messages and symbols of the newest scan. Rows ascend by item.
    Result<std::shared_ptr<const train::TrainingSet>> trainingSet(
        const TrainingSelection& selection, std::string_view model, const RunContext& context = {}) const;
    // Rows of any items, labels as they are now (2: none).
    Result<std::shared_ptr<const train::TrainingSet>> featureRows(
        std::span<const ItemId> items, const RunContext& context = {}) const;
    Result<TrainingPreview> previewTraining(const TrainRequest& request, const RunContext& context = {}) const;
    // Trains in a process of its own and puts the result into the registry; nothing of the case changes before that.
    // One at a time: Locked when another runs. A training whose gate fails ends as Rejected, not as an error.
    Result<train::TrainOutcome> train(const TrainRequest& request, const RunContext& context,
        const std::function<void(const train::TrainEvent&)>& observer = {},
        std::shared_ptr<train::TrainControl> control = nullptr);
    Result<std::vector<RunInfo>> runs() const; // newest first
    Result<std::vector<train::TrainEvent>> runEvents(uint64_t run) const;
    // The models of this case, in NAME.assay.d/models. Changes that belong into the audit log pass promote() ...
    const train::Registry& registry() const;
    Result<train::VersionInfo> promote(const train::PromoteRequest& request);
    Result<train::VersionInfo> rollBack(std::string_view model, std::string_view note);
    Result<void> removeVersion(std::string_view model, std::string_view version);
    Result<void> pinVersion(std::string_view model, std::string_view version, bool on);
    Result<void> removeAlias(std::string_view model, std::string_view alias);
    // Keeps what train::Registry::purge keeps, and what saved comparisons and stored scans name.
    Result<train::PurgeReport> purgeModels(size_t count);
    // Models to score with in the next scan: the current ones, and `shadows` ("boosted/candidate") for comparison.
    Result<std::vector<ModelVoice>> voices(const std::vector<std::string>& shadows = {}) const;
    Result<double> maxScore(std::string_view model) const; // 3 unless set
    Result<void> setMaxScore(std::string_view model, double score);
    // Why a model said what it said about an item in a scan; the model is loaded by the version that scored.
    Result<ModelExplanation> explain(
        ScanId scan, ItemId item, const ModelOutput& output, const RunContext& context = {}) const;
    // Labels of a training selection against cross-validated models; the case remembers them for the query field
    // `suspect`. Progress counts folds.
    Result<SuspectReport> findSuspects(const TrainingSelection& selection, const RunContext& context = {});
    Result<SuspectReport> suspects() const; // of the last findSuspects()
    Result<DriftView> drift(std::string_view model, std::string_view version, std::string_view windowQuery,
        const RunContext& context = {}) const;
    // Scores the models on the same items. Opens fast; tests and intervals: testComparison().
    Result<CaseComparison> compare(const CompareRequest& request, const RunContext& context = {}) const;
    Result<train::ComparisonTests> testComparison(const CaseComparison& comparison,
        const train::ComparisonOptions& options, const RunContext& context = {}) const;
    // HTML with everything that the decision rests on; its SHA-256 goes into the log of a promotion.
    Result<std::string> comparisonReport(
        const CaseComparison& comparison, const train::ComparisonTests* tests, const RunContext& context = {}) const;
    // Keeps a comparison with its report; purgeModels() keeps the versions that it names.
    Result<uint64_t> saveComparison(const CaseComparison& comparison, std::string_view report);
    // Items of a query (empty: all), labelled or not, that two models judge differently at their own thresholds.
    Result<VerdictChanges> verdictChanges(
        const CompareWhich& from, const CompareWhich& to, std::string_view query, const RunContext& context = {}) const;
    // How the voices of a scan become one risk: with fixed weights, or as learned.
    Result<models::FusionOptions> fusion() const;
    // Learns it from labelled items of a query that no current model learned from (empty: all such); used when it beats
    // the fixed weights out of fold.
    Result<FusionReport> learnFusion(std::string_view query, const RunContext& context = {});
    Result<void> forgetFusion(); // back to fixed weights

    // -- settings of the case
    Result<Thresholds> thresholds() const;
    Result<void> setThresholds(const Thresholds& thresholds);
    // Free values of the window (layout, selection ...); empty when unset. setState on a read-only case is ReadOnly.
    Result<std::string> state(std::string_view key) const;
    Result<void> setState(std::string_view key, std::string_view value);

private:
    struct Data;
    static Result<std::unique_ptr<Case>> openForWriting(const std::filesystem::path& file);
    static Result<std::unique_ptr<Case>> openForReading(const std::filesystem::path& file, std::optional<Error> reason);
    explicit Case(std::unique_ptr<Data> data);
    template <typename Change>
    Result<feedback::Operation> changeLabels(const Change& change);
    std::unique_ptr<Data> m_data;
};

} // namespace assay
