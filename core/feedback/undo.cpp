// SPDX-License-Identifier: GPL-3.0-or-later
// Taking back and doing again. Both add events that repeat an earlier state; the history only grows.
#include "core/feedback/labelstore.h"

#include "core/feedback/markwriter.h"
#include "core/feedback/operations.h"

namespace assay::feedback {
namespace {

// An operation may have several events for an item: taking back goes through them backwards.
constexpr const char* takeBackLabels =
    "INSERT INTO label_event(operation,item,parent,label,author,at,confidence,note,others,conflict) "
    "SELECT ?3,e.item,coalesce(p.parent,0),coalesce(p.label,0),coalesce(p.author,0),coalesce(p.at,0),"
    "coalesce(p.confidence,0),p.note,p.others,coalesce(p.conflict,0) "
    "FROM label_event e LEFT JOIN label_event p ON p.id=e.parent WHERE e.id BETWEEN ?1 AND ?2 ORDER BY e.id DESC";
constexpr const char* repeatLabels =
    "INSERT INTO label_event(operation,item,parent,label,author,at,confidence,note,others,conflict) "
    "SELECT ?3,item,parent,label,author,at,confidence,note,others,conflict "
    "FROM label_event WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
constexpr const char* followEvents =
    "INSERT OR REPLACE INTO label(item,label,author,at,confidence,conflict,event) "
    "SELECT item,label,author,at,confidence,conflict,id FROM label_event WHERE id>=?1 ORDER BY id";
constexpr const char* countLabels =
    "SELECT label,count(*) FROM label WHERE item IN (SELECT item FROM label_event WHERE id BETWEEN ?1 AND ?2) "
    "GROUP BY label";

Result<std::map<LabelId, uint64_t>> labelsOf(store::Database& database, const EventRange& events)
{
    std::map<LabelId, uint64_t> counts;
    auto rows = database.prepare(countLabels);
    if (!rows)
        return rows.error();
    rows->bind(1, events.first).bind(2, events.first + events.count - 1);
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        counts[static_cast<LabelId>(rows->number(0))] = static_cast<uint64_t>(rows->number(1));
    }
    return counts;
}

Result<void> moveLabels(store::Database& database, Change& change, const EventRange& events, bool redo)
{
    auto before = labelsOf(database, events);
    if (!before)
        return before.error();
    change.operation().before = std::move(*before);
    auto copy = database.prepare(redo ? repeatLabels : takeBackLabels);
    if (!copy)
        return copy.error();
    copy->bind(1, events.first).bind(2, events.first + events.count - 1);
    const auto copied = copy->bind(3, static_cast<int64_t>(change.operation().id)).run();
    if (!copied)
        return copied;
    // Both give their events ids from first on, as nobody else writes.
    change.events().count = database.changedRows();
    auto follow = database.prepare(followEvents);
    if (!follow)
        return follow.error();
    const auto followed = follow->bind(1, change.events().first).run();
    if (!followed)
        return followed;
    const auto after = labelsOf(database, events);
    if (!after)
        return after.error();
    change.describe({}, labelCountsText(*after));
    return {};
}

Result<void> moveMarks(store::Database& database, Change& change, const StoredOperation& subject, bool redo)
{
    auto writer = MarkWriter::create(database, change, subject.operation.subject, subject.operation.text);
    if (!writer)
        return writer.error();
    auto rows = database.prepare("SELECT item,before,after FROM mark_event WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    if (!rows)
        return rows.error();
    rows->bind(1, subject.events.first).bind(2, subject.events.first + subject.events.count - 1);
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        const std::string value(rows->text(redo ? 2 : 1));
        const auto isChanged = writer->set(ItemId{static_cast<uint32_t>(rows->number(0))}, value);
        if (!isChanged)
            return isChanged.error();
    }
    if (subject.operation.subject == OperationKind::Note)
        change.describe(writer->valueBefore(), {});
    else
        change.describe({}, subject.operation.text);
    return {};
}

Result<Operation> move(store::Database& database, std::string_view author, const RunContext& context, bool redo)
{
    const auto checked = checkTexts(author, {}, {});
    if (!checked)
        return checked.error();
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, redo ? "redo" : "undo", {}};
    auto change = Change::begin(database, redo ? OperationKind::Redo : OperationKind::Undo, author);
    if (!change)
        return change.error();
    const auto next = nextOperation(database, redo);
    if (!next)
        return next.error();
    if (!*next)
        return Error{ErrorCode::NotFound, redo ? "redo" : "undo", redo ? "nothing to redo" : "nothing to undo"};
    const StoredOperation& subject = **next;
    if (subject.operation.subject == OperationKind::Fuzzy)
        return Error{ErrorCode::Unsupported, redo ? "redo" : "undo", "it is about a fuzzy storage"};
    const auto set = change->setSubject(subject.operation.subject);
    if (!set)
        return set.error();
    Operation& operation = change->operation();
    operation.undoes = subject.operation.id;
    operation.text = subject.operation.text;
    operation.query = subject.operation.query;
    operation.changed = subject.operation.changed;
    const auto moved = isAboutLabels(subject.operation.subject) ? moveLabels(database, *change, subject.events, redo)
                                                                : moveMarks(database, *change, subject, redo);
    if (!moved)
        return moved.error();
    return change->commit({});
}

Result<std::optional<Operation>> next(const store::Database& database, bool redo)
{
    auto stored = nextOperation(database, redo);
    if (!stored)
        return stored.error();
    if (!*stored)
        return std::optional<Operation>();
    return std::optional((*stored)->operation);
}

} // namespace

Result<Operation> LabelStore::undo(std::string_view author, const RunContext& context)
{
    return move(m_database, author, context, false);
}

Result<Operation> LabelStore::redo(std::string_view author, const RunContext& context)
{
    return move(m_database, author, context, true);
}

Result<std::optional<Operation>> LabelStore::nextUndo() const
{
    return next(m_database, false);
}

Result<std::optional<Operation>> LabelStore::nextRedo() const
{
    return next(m_database, true);
}

} // namespace assay::feedback
