// SPDX-License-Identifier: GPL-3.0-or-later
// Labels, bookmarks, tags, notes and the audit log of a case.
#include "core/casefile/casedata.h"
#include "core/feedback/labelstore.h"

namespace assay {

using feedback::LabelStore;
using feedback::Operation;
namespace {

// What LabelStore leaves to the case.
bool isAboutFuzzy(const Result<Operation>& moved)
{
    return !moved && moved.error().code == ErrorCode::Unsupported;
}

} // namespace

Result<void> Case::Data::audit(store::Database& database, store::AuditEntry entry) const
{
    if (entry.user.empty())
        entry.user = userName();
    return store::AuditLog(database).append(std::move(entry));
}

Result<void> Case::Data::change(const std::function<Result<void>(store::Database&)>& write) const
{
    auto database = connections.take();
    if (!database)
        return database.error();
    const auto pass = gate.enterFirst();
    auto transaction = store::Transaction::begin(**database, store::Durability::Durable);
    if (!transaction)
        return transaction.error();
    const auto written = write(**database);
    return written ? transaction->commit() : written;
}

Result<void> Case::Data::audit(store::AuditEntry entry) const
{
    return change([&](store::Database& database) { return audit(database, std::move(entry)); });
}

Result<std::shared_ptr<const feedback::LabelColumns>> Case::Data::labelColumns(
    uint32_t items, std::shared_ptr<const feedback::LabelColumns> previous, const RunContext& context) const
{
    if (!hasLabels()) {
        auto none = std::make_shared<feedback::LabelColumns>();
        none->labels.resize(items);
        none->confidence.resize(items);
        none->at.resize(items);
        none->author.resize(items);
        none->marks.resize(items);
        none->authors.emplace_back();
        return std::shared_ptr<const feedback::LabelColumns>(std::move(none));
    }
    auto database = connections.take();
    if (!database)
        return database.error();
    return LabelStore(**database).columns(items, std::move(previous), context);
}

// One change through a LabelStore, with a connection and in turn.
template <typename Change>
Result<Operation> Case::changeLabels(const Change& change)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    LabelStore labels(**database);
    const auto pass = m_data->gate.enterFirst();
    return change(labels, m_data->userName());
}

Result<Operation> Case::label(
    std::span<const ItemId> items, const feedback::LabelRequest& request, const RunContext& context)
{
    return changeLabels([&](LabelStore& labels, const std::string& user) {
        if (!request.author.empty())
            return labels.label(items, request, context);
        feedback::LabelRequest named = request;
        named.author = user;
        return labels.label(items, named, context);
    });
}

Result<Operation> Case::bookmark(std::span<const ItemId> items, bool on)
{
    return changeLabels([&](LabelStore& labels, const std::string& user) { return labels.bookmark(items, on, user); });
}

Result<Operation> Case::tag(std::span<const ItemId> items, std::string_view tag, bool on)
{
    return changeLabels([&](LabelStore& labels, const std::string& user) { return labels.tag(items, tag, on, user); });
}

Result<Operation> Case::setNote(ItemId item, std::string_view text)
{
    return changeLabels([&](LabelStore& labels, const std::string& user) { return labels.setNote(item, text, user); });
}

Result<Operation> Case::undo(const RunContext& context)
{
    auto undone = changeLabels([&](LabelStore& labels, const std::string& user) { return labels.undo(user, context); });
    return isAboutFuzzy(undone) ? m_data->moveFuzzy(false, context) : undone;
}

Result<Operation> Case::redo(const RunContext& context)
{
    auto redone = changeLabels([&](LabelStore& labels, const std::string& user) { return labels.redo(user, context); });
    return isAboutFuzzy(redone) ? m_data->moveFuzzy(true, context) : redone;
}

Result<Case::UndoState> Case::undoState() const
{
    if (!m_data->hasLabels())
        return UndoState();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const LabelStore labels(**database);
    auto undo = labels.nextUndo();
    if (!undo)
        return undo.error();
    auto redo = labels.nextRedo();
    if (!redo)
        return redo.error();
    return UndoState{std::move(*undo), std::move(*redo)};
}

Result<std::vector<feedback::LabelEvent>> Case::labelHistory(ItemId item) const
{
    if (!m_data->hasLabels())
        return std::vector<feedback::LabelEvent>();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return LabelStore(**database).history(item);
}

Result<Case::ItemMarks> Case::itemMarks(ItemId item) const
{
    if (!m_data->hasLabels())
        return ItemMarks();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const LabelStore labels(**database);
    auto note = labels.note(item);
    if (!note)
        return note.error();
    auto tags = labels.tags(item);
    if (!tags)
        return tags.error();
    return ItemMarks{std::move(*note), std::move(*tags)};
}

Result<std::vector<ItemId>> Case::changedItems(uint64_t operation) const
{
    if (!m_data->hasLabels())
        return Error{ErrorCode::NotFound, "operation " + std::to_string(operation), {}};
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return LabelStore(**database).changedItems(operation);
}

void Case::setUser(std::string name)
{
    const std::lock_guard lock(m_data->userMutex);
    m_data->user = std::move(name);
}

std::string Case::user() const
{
    return m_data->userName();
}

Result<store::AuditReport> Case::verifyAudit() const
{
    if (!m_data->hasLabels())
        return store::AuditReport();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return store::AuditLog(**database).verify();
}

Result<void> Case::visitAudit(uint64_t from, const std::function<bool(const store::AuditEntry&)>& visitor) const
{
    if (!m_data->hasLabels())
        return {};
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return store::AuditLog(**database).visit(from, visitor);
}

} // namespace assay
