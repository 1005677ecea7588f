// SPDX-License-Identifier: GPL-3.0-or-later
// Batches of a case: drafts, states, withdrawal.
#include "core/base/json.h"
#include "core/casefile/batchstore.h"

#include <ctime>

namespace assay {

using feedback::BatchInfo;
using feedback::BatchState;
namespace {

constexpr size_t longestName = 300; // bytes of name, zone
constexpr size_t longestText = 40'000; // bytes of texts: 10,000 characters of four
constexpr size_t longestReason = 10'000; // bytes, of a withdrawal
constexpr size_t mostItems = size_t{1} << 28;

Error badBatch(std::string detail)
{
    return Error{ErrorCode::BadArgument, "batch", std::move(detail)};
}

// What even a draft must hold to.
Result<void> checkDraft(const feedback::BatchContext& context)
{
    if (context.name.size() > longestName || context.zone.size() > longestName)
        return badBatch("a name is too long");
    if (context.notes.size() > longestText || context.reasonText.size() > longestText)
        return badBatch("a text is longer than 10,000 characters");
    for (const std::string* text : {&context.name, &context.zone, &context.notes, &context.reasonText}) {
        if (!isValidUtf8(*text))
            return badBatch("a text is not UTF-8");
    }
    return {};
}

Result<void> checkDraft(const feedback::BatchScope& scope)
{
    if (!isValidUtf8(scope.query) || !isValidUtf8(scope.list) || scope.query.size() > (size_t{1} << 20))
        return badBatch("the query is too long or not UTF-8");
    const auto isBefore = [](ItemId a, ItemId b) { return !(a < b); };
    for (const auto* items : {&scope.items, &scope.added, &scope.removed}) {
        const bool ascends = std::adjacent_find(items->begin(), items->end(), isBefore) == items->end();
        if (!ascends || items->size() > mostItems || (!items->empty() && items->back().isNone()))
            return badBatch("items must ascend");
    }
    return {};
}

feedback::BatchContext completed(feedback::BatchContext context)
{
    if (context.reasonText.empty())
        context.reasonText = feedback::reasonMeaning(context.reason);
    return context;
}

} // namespace

Result<BatchState> Case::Data::batchState(const Case& work, const BatchRow& row) const
{
    const BatchInfo& info = row.batch.info;
    auto database = connections.take();
    if (!database)
        return database.error();
    const auto operation = (*database)->number("SELECT coalesce(max(id),0) FROM operation");
    if (!operation)
        return operation.error();
    const std::lock_guard taken(batchMutex);
    KnownBatch& known = knownBatches[info.id.value];
    if (row.submission != 0) {
        if (!info.origin.empty())
            return BatchState::Processed;
        if (known.labels.empty() || known.operation != *operation || known.scope != row.batch.scope) {
            auto digest = labelsDigest(**database, row.batch.scope.items);
            if (!digest)
                return digest.error();
            known = {*operation, row.batch.scope, {}, std::move(*digest)};
        }
        if (row.isEdited || known.labels != row.labels)
            return BatchState::Changed;
        return row.hasFailed ? BatchState::Failed : row.isPending ? BatchState::Submitted : BatchState::Processed;
    }
    // An item that was found with a label stands for the batch until something of either changes.
    if (known.operation != *operation || known.scope != row.batch.scope) {
        const auto isStillThere = known.labelled.isNone() || known.scope != row.batch.scope
            ? Result<ItemId>(ItemId())
            : firstLabelled(**database, {&known.labelled, 1});
        if (!isStillThere)
            return isStillThere.error();
        ItemId labelled = *isStillThere;
        if (labelled.isNone()) {
            const auto first = firstLabelledOf(work, **database, row.batch.scope);
            if (!first)
                return first.error();
            labelled = *first;
        }
        known = {*operation, row.batch.scope, labelled, {}};
    }
    return known.labelled.isNone() ? BatchState::Empty : BatchState::Draft;
}

Result<ItemId> Case::Data::firstLabelledOf(
    const Case& work, store::Database& database, const feedback::BatchScope& scope) const
{
    if (scope.isFrozen)
        return firstLabelled(database, scope.items);
    const auto labels = database.number("SELECT count(*) FROM (SELECT 1 FROM label WHERE label<>0 LIMIT 1)");
    if (!labels)
        return labels.error();
    if (*labels == 0)
        return ItemId();
    const auto current = work.snapshot();
    if (!current)
        return current.error();
    const auto items = scopeItems(work, scope, **current, {});
    // A draft whose query cannot be asked now has no items.
    if (!items)
        return items.error().code == ErrorCode::BadArgument ? Result<ItemId>(ItemId()) : items.error();
    return firstLabelled(database, *items);
}

Result<std::vector<BatchInfo>> Case::batches() const
{
    std::vector<BatchInfo> infos;
    if (!m_data->hasBatches())
        return infos;
    std::vector<BatchRow> rows;
    {
        auto database = m_data->connections.take();
        if (!database)
            return database.error();
        auto read = readBatchRows(**database);
        if (!read)
            return read.error();
        rows = std::move(*read);
    }
    for (BatchRow& row : rows) {
        const auto state = m_data->batchState(*this, row);
        if (!state)
            return state.error();
        infos.push_back(std::move(row.batch.info));
        infos.back().state = *state;
    }
    return infos;
}

Result<Batch> Case::batch(BatchId id) const
{
    auto row = m_data->batchRow(id);
    if (!row)
        return row.error();
    const auto state = m_data->batchState(*this, *row);
    if (!state)
        return state.error();
    row->batch.info.state = *state;
    return std::move(row->batch);
}

Result<BatchRow> Case::Data::batchRow(BatchId id) const
{
    if (!hasBatches())
        return Error{ErrorCode::NotFound, batchName(id), {}};
    auto database = connections.take();
    if (!database)
        return database.error();
    return readBatchRow(**database, id);
}

Result<BatchId> Case::createBatch(const feedback::BatchContext& context, const feedback::BatchScope& scope)
{
    for (const auto& checked : {m_data->mayWrite(), checkDraft(context), checkDraft(scope)}) {
        if (!checked)
            return checked.error();
    }
    BatchRow row;
    row.batch.info.author = m_data->userName();
    row.batch.info.context = completed(context);
    row.batch.scope = scope;
    BatchId id;
    const auto created = m_data->change([&](store::Database& database) -> Result<void> {
        const auto organization = ensureOrganization(database);
        if (!organization)
            return organization.error();
        const auto inserted = insertBatch(database, row);
        if (!inserted)
            return inserted.error();
        id = *inserted;
        store::AuditEntry entry;
        entry.action = "create batch";
        entry.object = batchName(id);
        entry.after = std::string(feedback::reasonName(context.reason));
        entry.query = scope.query;
        return m_data->audit(database, std::move(entry));
    });
    if (!created)
        return created.error();
    return id;
}

Result<void> Case::Data::editBatch(BatchId id, const std::function<bool(Batch&)>& edit) const
{
    const auto allowed = mayWrite();
    if (!allowed)
        return allowed;
    return change([&](store::Database& database) -> Result<void> {
        auto row = readBatchRow(database, id);
        if (!row)
            return row.error();
        if (!row->batch.info.origin.empty())
            return badBatch("it came from somewhere else");
        if (!edit(row->batch))
            return {};
        row->isEdited = row->submission != 0;
        return updateBatch(database, *row);
    });
}

Result<void> Case::setBatchContext(BatchId id, const feedback::BatchContext& context)
{
    const auto checked = checkDraft(context);
    if (!checked)
        return checked;
    return m_data->editBatch(id, [&](Batch& batch) {
        feedback::BatchContext set = completed(context);
        const bool differs = set != batch.info.context;
        batch.info.context = std::move(set);
        return differs;
    });
}

Result<void> Case::setBatchScope(BatchId id, const feedback::BatchScope& scope)
{
    const auto checked = checkDraft(scope);
    if (!checked)
        return checked;
    return m_data->editBatch(id, [&](Batch& batch) {
        const bool differs = scope != batch.scope;
        batch.scope = scope;
        return differs;
    });
}

Result<void> Case::removeBatch(BatchId id)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    return m_data->change([&](store::Database& database) -> Result<void> {
        const auto row = readBatchRow(database, id);
        if (!row)
            return row.error();
        if (row->submission != 0)
            return badBatch("it was submitted; it can be withdrawn");
        const auto removed = database.execute("DELETE FROM batch WHERE id=" + std::to_string(id.value));
        if (!removed)
            return removed;
        store::AuditEntry entry;
        entry.action = "remove batch";
        entry.object = batchName(id);
        entry.before = row->batch.info.context.name;
        return m_data->audit(database, std::move(entry));
    });
}

Result<void> Case::withdrawBatch(BatchId id, std::string_view reason)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    if (reason.empty() || reason.size() > longestReason || !isValidUtf8(reason))
        return badBatch("say why in 1 to 10,000 bytes of UTF-8");
    return m_data->change([&](store::Database& database) -> Result<void> {
        auto row = readBatchRow(database, id);
        if (!row)
            return row.error();
        if (row->submission == 0)
            return badBatch("it was never submitted; it can be removed");
        if (row->batch.info.isWithdrawn)
            return badBatch("it is withdrawn already");
        row->batch.info.isWithdrawn = true;
        row->batch.info.withdrawnBecause = reason;
        const auto updated = updateBatch(database, *row);
        if (!updated)
            return updated;
        store::AuditEntry entry;
        entry.action = "withdraw batch";
        entry.object = batchName(id);
        entry.count = row->batch.info.records;
        entry.after = reason;
        return m_data->audit(database, std::move(entry));
    });
}

Result<std::vector<CaseMessage>> Case::messages() const
{
    std::vector<CaseMessage> messages;
    if (!m_data->hasBatches())
        return messages;
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto rows = (*database)->prepare("SELECT id,at,severity,text,object FROM message ORDER BY id DESC LIMIT 1000");
    if (!rows)
        return rows.error();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        CaseMessage& message = messages.emplace_back();
        message.id = static_cast<uint64_t>(rows->number(0));
        message.at = rows->number(1);
        message.severity = static_cast<CaseMessage::Severity>(rows->number(2));
        message.text = rows->text(3);
        message.object = rows->text(4);
    }
    return messages;
}

} // namespace assay
