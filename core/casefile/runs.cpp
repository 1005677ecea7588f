// SPDX-License-Identifier: GPL-3.0-or-later
// The trainings that a case remembers.
#include "core/casefile/runs.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/casefile/batches.h"
#include "core/casefile/batchstore.h"
#include "core/casefile/trainingjson.h"
#include "core/train/rundirectory.h"
#include "core/train/trainevents.h"

#include <charconv>
#include <ctime>

namespace assay {

using train::TrainEnd;
using train::TrainOutcome;

namespace {

// "batch 3", "3": the number at the end, 0 when there is none.
uint64_t batchNumber(std::string_view name)
{
    size_t begin = name.size();
    while (begin > 0 && isAsciiDigit(name[begin - 1]))
        --begin;
    uint64_t number = 0;
    std::from_chars(name.data() + begin, name.data() + name.size(), number);
    return number;
}

Result<void> insertBatches(store::Database& database, uint64_t run, const std::vector<std::string>& names)
{
    auto insert = database.prepare("INSERT OR IGNORE INTO run_batch(run,batch,submission) "
                                   "SELECT ?1,id,submission FROM batch WHERE id=?2");
    if (!insert)
        return insert.error();
    for (const std::string& name : names) {
        insert->bind(1, static_cast<int64_t>(run)).bind(2, static_cast<int64_t>(batchNumber(name)));
        if (const auto done = insert->run(); !done)
            return done;
    }
    return {};
}

Result<void> readBatches(store::Database& database, RunInfo& run)
{
    auto rows = database.prepare("SELECT batch FROM run_batch WHERE run=?1 ORDER BY batch");
    if (!rows)
        return rows.error();
    rows->bind(1, static_cast<int64_t>(run.number));
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        run.batches.push_back(BatchId{static_cast<uint32_t>(rows->number(0))});
    }
    return {};
}

Result<std::vector<RunInfo>> readRuns(store::Database& database, const std::filesystem::path& file)
{
    auto rows =
        database.prepare("SELECT id,started_at,ended_at,author,request,outcome FROM run ORDER BY id DESC LIMIT 10000");
    if (!rows)
        return rows.error();
    std::vector<RunInfo> runs;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        RunInfo& run = runs.emplace_back();
        run.number = static_cast<uint64_t>(rows->number(0));
        run.startedAt = rows->number(1);
        run.endedAt = rows->number(2);
        run.author = rows->text(3);
        auto request = trainRequestFromJson(rows->text(4));
        if (!request)
            return request.error();
        run.request = std::move(*request);
        run.directory = runFolder(file, run.number);
        if (rows->text(5).empty())
            continue;
        auto outcome = trainOutcomeFromJson(rows->text(5));
        if (!outcome)
            return outcome.error();
        run.outcome = std::move(*outcome);
    }
    for (RunInfo& run : runs) {
        if (const auto read = readBatches(database, run); !read)
            return read.error();
    }
    return runs;
}

// What a program that was killed had trained: the version may be in the registry already.
TrainOutcome recoveredOutcome(
    const train::Registry& registry, uint64_t run, const TrainRequest& request, models::TrainingRecord& learned)
{
    TrainOutcome outcome;
    outcome.model = request.model;
    outcome.error = Error{ErrorCode::HelperFailed, jobOf(run), "the program ended during the training"};
    const auto decisions = registry.decisions();
    for (size_t i = 0; decisions && i < decisions->size(); ++i) {
        const train::Decision& decision = (*decisions)[i];
        if (decision.job != jobOf(run) || decision.model != request.model)
            continue;
        const auto info = registry.find(decision.model, decision.version);
        if (!info)
            continue;
        const bool isRejected = info->manifest.status == train::VersionStatus::Rejected;
        outcome = {isRejected ? TrainEnd::Rejected : TrainEnd::Published, info->model, info->id, info->number,
            info->manifest.gate, std::nullopt};
        learned = info->manifest.training;
    }
    return outcome;
}

} // namespace

Result<uint64_t> insertRun(store::Database& database, const TrainRequest& request, const std::string& author)
{
    auto insert = database.prepare("INSERT INTO run(started_at,author,request) VALUES(?1,?2,?3)");
    if (!insert)
        return insert.error();
    const std::string json = toJson(request);
    insert->bind(1, int64_t{std::time(nullptr)}).bindText(2, author).bindText(3, json);
    const auto done = insert->run();
    return done ? Result<uint64_t>(static_cast<uint64_t>(database.lastRowId())) : done.error();
}

Result<void> closeRun(
    store::Database& database, uint64_t run, const train::TrainOutcome& outcome, const models::TrainingRecord* learned)
{
    auto update = database.prepare("UPDATE run SET ended_at=?2,outcome=?3,model=?4,version=?5 WHERE id=?1");
    if (!update)
        return update.error();
    const std::string json = toJson(outcome);
    const bool isThere = !outcome.version.empty();
    update->bind(1, static_cast<int64_t>(run)).bind(2, int64_t{std::time(nullptr)}).bindText(3, json);
    update->bindText(4, isThere ? outcome.model : std::string_view()).bindText(5, outcome.version);
    if (const auto done = update->run(); !done)
        return done;
    return learned ? insertBatches(database, run, learned->batches) : Result<void>();
}

std::filesystem::path runFolder(const std::filesystem::path& file, uint64_t run)
{
    return caseFolder(file) / "runs" / std::to_string(run);
}

std::string describeOutcome(const train::TrainOutcome& outcome)
{
    const std::string name = outcome.model + " " + std::to_string(outcome.number);
    switch (outcome.end) {
    case train::TrainEnd::Published:
        return name + " was trained";
    case train::TrainEnd::StoppedEarly:
        return name + " was trained, and stopped early";
    case train::TrainEnd::Rejected:
        return name + " was trained and rejected by the gate";
    case train::TrainEnd::Cancelled:
        return "the training of " + outcome.model + " was cancelled";
    case train::TrainEnd::Failed:
        break;
    }
    return "the training of " + outcome.model + " failed" + (outcome.error ? ": " + outcome.error->toString() : "");
}

std::string jobOf(uint64_t run)
{
    return "run " + std::to_string(run);
}

Result<void> Case::Data::storeOutcome(
    uint64_t run, const TrainOutcome& outcome, const models::TrainingRecord& learned, const std::string& before) const
{
    return change([&](store::Database& database) -> Result<void> {
        auto done = closeRun(database, run, outcome, outcome.version.empty() ? nullptr : &learned);
        if (!done)
            return done;
        store::AuditEntry entry;
        entry.action = "train";
        entry.object = jobOf(run);
        entry.count = learned.items;
        entry.query = learned.query;
        entry.before = before;
        entry.after = toValidUtf8(describeOutcome(outcome));
        done = audit(database, std::move(entry));
        const auto severity = outcome.end == TrainEnd::Failed ? CaseMessage::Severity::Error
            : outcome.end == TrainEnd::Rejected               ? CaseMessage::Severity::Warning
                                                              : CaseMessage::Severity::Info;
        return done ? addMessage(database, severity, toValidUtf8(describeOutcome(outcome)), jobOf(run)) : done;
    });
}

void Case::Data::finishRuns(const std::vector<RunInfo>& runs) const
{
    for (const RunInfo& run : runs) {
        if (run.endedAt != 0)
            continue;
        models::TrainingRecord learned;
        const TrainOutcome outcome = recoveredOutcome(models, run.number, run.request, learned);
        if (!storeOutcome(run.number, outcome, learned, "interrupted")) { } // tried again next time
        std::error_code ignored;
        std::filesystem::remove(train::RunDirectory{runFolder(path, run.number)}.data(), ignored);
    }
}

Result<std::vector<RunInfo>> Case::runs() const
{
    if (!m_data->hasRuns())
        return std::vector<RunInfo>();
    auto database = m_data->connections.take();
    return database ? readRuns(**database, m_data->path) : database.error();
}

Result<std::vector<train::TrainEvent>> Case::runEvents(uint64_t run) const
{
    return train::readEvents(train::RunDirectory{runFolder(m_data->path, run)}.events());
}

} // namespace assay
