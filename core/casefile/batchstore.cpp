// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/batchstore.h"

#include "core/feedback/batchjson.h"

#include <ctime>

namespace assay {
namespace {

constexpr std::string_view selectBatch =
    "SELECT b.id,b.author,b.created_at,b.changed_at,b.context,b.scope,b.submitted_at,b.processed_at,b.submission,"
    "b.pending,b.failed,b.edited,b.labels,b.reply,b.withdrawn,b.origin,s.messages,s.sha256 FROM batch b "
    "LEFT JOIN submission s ON s.id=b.submission ";

Result<BatchRow> readRow(const store::Statement& row)
{
    BatchRow read;
    feedback::BatchInfo& info = read.batch.info;
    info.id = BatchId{static_cast<uint32_t>(row.number(0))};
    auto context = feedback::contextFromJson(row.text(4));
    auto scope = feedback::scopeFromJson(row.text(5));
    if (!context || !scope)
        return Error{ErrorCode::BadData, batchName(info.id), (context ? scope.error() : context.error()).detail};
    info.context = std::move(*context);
    read.batch.scope = std::move(*scope);
    info.author = row.text(1);
    info.createdAt = row.number(2);
    info.changedAt = row.number(3);
    info.submittedAt = row.number(6);
    info.processedAt = row.number(7);
    read.submission = row.number(8);
    read.isPending = row.number(9) != 0;
    read.hasFailed = row.number(10) != 0;
    read.isEdited = row.number(11) != 0;
    read.labels = row.text(12);
    info.reply = row.text(13);
    info.isWithdrawn = !row.isNull(14);
    info.withdrawnBecause = row.text(14);
    info.origin = row.text(15);
    info.records = static_cast<uint64_t>(row.number(16));
    info.sha256 = row.text(17);
    return read;
}

Result<void> readRuns(store::Database& database, feedback::BatchInfo& info)
{
    auto rows = database.prepare("SELECT run FROM run_batch WHERE batch=?1 ORDER BY run");
    if (!rows)
        return rows.error();
    rows->bind(1, int64_t{info.id.value});
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        info.usedInRuns.push_back(static_cast<uint64_t>(rows->number(0)));
    }
    return {};
}

Result<std::vector<BatchRow>> readAll(store::Database& database, std::string_view condition, int64_t parameter)
{
    auto rows = database.prepare(std::string(selectBatch) + std::string(condition));
    if (!rows)
        return rows.error();
    if (parameter != 0)
        rows->bind(1, parameter);
    std::vector<BatchRow> batches;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        auto batch = readRow(*rows);
        if (!batch)
            return batch.error();
        batches.push_back(std::move(*batch));
    }
    for (BatchRow& batch : batches) {
        const auto runs = readRuns(database, batch.batch.info);
        if (!runs)
            return runs.error();
    }
    return batches;
}

} // namespace

std::string batchName(BatchId id)
{
    return "batch " + std::to_string(id.value);
}

Result<BatchRow> readBatchRow(store::Database& database, BatchId id)
{
    auto rows = readAll(database, "WHERE b.id=?1", id.isNone() || id.value == 0 ? -1 : int64_t{id.value});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return Error{ErrorCode::NotFound, batchName(id), {}};
    return std::move(rows->front());
}

Result<std::vector<BatchRow>> readBatchRows(store::Database& database)
{
    return readAll(database, "ORDER BY b.id DESC", 0);
}

Result<BatchId> findImported(store::Database& database, std::string_view origin)
{
    auto row = database.prepare("SELECT id FROM batch WHERE origin=?1 ORDER BY id DESC");
    if (!row)
        return row.error();
    const auto there = row->bindText(1, origin).step();
    if (!there)
        return there.error();
    return *there ? BatchId{static_cast<uint32_t>(row->number(0))} : BatchId();
}

Result<BatchId> insertBatch(store::Database& database, const BatchRow& row)
{
    const feedback::BatchInfo& info = row.batch.info;
    auto insert = database.prepare("INSERT INTO batch(author,created_at,changed_at,context,scope,origin) "
                                   "VALUES(?1,?2,?2,?3,?4,?5)");
    if (!insert)
        return insert.error();
    const std::string context = toJson(info.context), scope = toJson(row.batch.scope);
    insert->bindText(1, info.author).bind(2, int64_t{std::time(nullptr)}).bindText(3, context).bindText(4, scope);
    const auto inserted = insert->bindText(5, info.origin).run();
    if (!inserted)
        return inserted.error();
    return BatchId{static_cast<uint32_t>(database.lastRowId())};
}

Result<void> updateBatch(store::Database& database, const BatchRow& row)
{
    const feedback::BatchInfo& info = row.batch.info;
    auto update = database.prepare(
        "UPDATE batch SET changed_at=?2,context=?3,scope=?4,submitted_at=?5,processed_at=?6,submission=?7,pending=?8,"
        "failed=?9,edited=?10,labels=?11,reply=?12,withdrawn=?13 WHERE id=?1");
    if (!update)
        return update.error();
    const std::string context = toJson(info.context), scope = toJson(row.batch.scope);
    update->bind(1, int64_t{info.id.value}).bind(2, int64_t{std::time(nullptr)}).bindText(3, context);
    update->bindText(4, scope).bind(5, info.submittedAt).bind(6, info.processedAt).bind(7, row.submission);
    update->bind(8, int64_t{row.isPending}).bind(9, int64_t{row.hasFailed}).bind(10, int64_t{row.isEdited});
    update->bindText(11, row.labels).bindText(12, info.reply);
    if (info.isWithdrawn)
        update->bindText(13, info.withdrawnBecause);
    else
        update->bindNull(13);
    return update->run();
}

Result<void> addMessage(
    store::Database& database, CaseMessage::Severity severity, std::string_view text, std::string_view object)
{
    auto insert = database.prepare("INSERT INTO message(at,severity,text,object) VALUES(?1,?2,?3,?4)");
    if (!insert)
        return insert.error();
    insert->bind(1, int64_t{std::time(nullptr)}).bind(2, static_cast<int64_t>(severity)).bindText(3, text);
    return insert->bindText(4, object).run();
}

} // namespace assay
