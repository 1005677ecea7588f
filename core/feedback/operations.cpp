// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/operations.h"

#include "core/base/json.h"
#include "core/store/auditlog.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace assay::feedback {
namespace {

constexpr const char* selectOperation =
    "SELECT o.id,o.kind,o.subject,a.name,o.at,o.text,o.query,o.changed,o.unchanged,o.before,o.undoes,o.first_event,"
    "o.events FROM operation o LEFT JOIN author a ON a.id=o.author WHERE o.id=?1";
constexpr const char* insertOperation =
    "INSERT INTO operation(id,kind,subject,author,at,text,query,changed,unchanged,before,undoes,first_event,events)"
    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)";

constexpr size_t longestAuthor = 256, longestNote = 10'000, longestQuery = 8192;

// "0=90 1=10"
std::string countsText(const std::map<LabelId, uint64_t>& counts)
{
    std::string text;
    for (const auto& [label, count] : counts)
        text += (text.empty() ? "" : " ") + std::to_string(label) + "=" + std::to_string(count);
    return text;
}

std::map<LabelId, uint64_t> countsFrom(std::string_view text)
{
    std::map<LabelId, uint64_t> counts;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        LabelId label = noLabel;
        uint64_t count = 0;
        const auto first = std::from_chars(at, end, label);
        if (first.ec != std::errc() || first.ptr == end || *first.ptr != '=')
            break;
        const auto second = std::from_chars(first.ptr + 1, end, count);
        if (second.ec != std::errc())
            break;
        counts[label] = count;
        at = second.ptr == end ? end : second.ptr + 1;
    }
    return counts;
}

std::string_view actionName(OperationKind kind)
{
    switch (kind) {
    case OperationKind::Label:
        return "label";
    case OperationKind::Bookmark:
        return "bookmark";
    case OperationKind::Tag:
        return "tag";
    case OperationKind::Note:
        return "note";
    case OperationKind::Import:
        return "import labels";
    case OperationKind::Undo:
        return "undo";
    case OperationKind::Redo:
        return "redo";
    case OperationKind::Fuzzy:
        return "fuzzy";
    }
    return "";
}

} // namespace

std::string labelName(LabelId label)
{
    const LabelKind* kind = findLabel(label);
    return kind ? std::string(kind->name) : label == noLabel ? "none" : "label " + std::to_string(label);
}

std::string labelCountsText(const std::map<LabelId, uint64_t>& counts)
{
    if (counts.size() == 1)
        return labelName(counts.begin()->first);
    JsonWriter json;
    json.beginObject();
    for (const auto& [label, count] : counts)
        json.member(labelName(label), count);
    return json.endObject().take();
}

Result<StoredOperation> readOperation(const store::Database& database, uint64_t id)
{
    auto row = database.prepare(selectOperation);
    if (!row)
        return row.error();
    const auto there = row->bind(1, static_cast<int64_t>(id)).step();
    if (!there)
        return there.error();
    if (!*there)
        return Error{ErrorCode::NotFound, "operation " + std::to_string(id), {}};
    StoredOperation stored;
    Operation& operation = stored.operation;
    operation.id = static_cast<uint64_t>(row->number(0));
    operation.kind = static_cast<OperationKind>(row->number(1));
    operation.subject = static_cast<OperationKind>(row->number(2));
    operation.author = row->text(3);
    operation.at = row->number(4);
    operation.text = row->text(5);
    operation.query = row->text(6);
    operation.changed = static_cast<uint64_t>(row->number(7));
    operation.unchanged = static_cast<uint64_t>(row->number(8));
    operation.before = countsFrom(row->text(9));
    operation.undoes = static_cast<uint64_t>(row->number(10));
    stored.events = EventRange{row->number(11), row->number(12)};
    return stored;
}

Result<std::optional<StoredOperation>> nextOperation(const store::Database& database, bool redo)
{
    // Operations that are undone are always the last ones: the oldest of them was undone last.
    const auto id = database.number(redo ? "SELECT min(operation) FROM undoable WHERE undone=1"
                                         : "SELECT max(operation) FROM undoable WHERE undone=0");
    if (!id)
        return id.error();
    if (*id == 0)
        return std::optional<StoredOperation>();
    auto stored = readOperation(database, static_cast<uint64_t>(*id));
    if (!stored)
        return stored.error();
    return std::optional(std::move(*stored));
}

Result<int64_t> numberOf(store::Database& database, const char* table, std::string_view name)
{
    auto find = database.prepare("SELECT id FROM " + std::string(table) + " WHERE name=?1");
    if (!find)
        return find.error();
    const auto there = find->bindText(1, name).step();
    if (!there)
        return there.error();
    if (*there)
        return find->number(0);
    auto insert = database.prepare("INSERT INTO " + std::string(table) + "(name) VALUES(?1)");
    if (!insert)
        return insert.error();
    const auto inserted = insert->bindText(1, name).run();
    if (!inserted)
        return inserted.error();
    if (database.lastRowId() > UINT16_MAX)
        return Error{ErrorCode::LimitExceeded, std::string(name), "a case holds at most 65,535 names of a kind"};
    return database.lastRowId();
}

Result<void> checkTexts(std::string_view author, std::string_view note, std::string_view query)
{
    const auto bad = [](const char* subject, const char* detail) {
        return Error{ErrorCode::BadArgument, subject, detail};
    };
    if (author.empty() || author.size() > longestAuthor || !isValidUtf8(author))
        return bad("author", "must be UTF-8 of 1 to 256 bytes");
    if (note.size() > longestNote || !isValidUtf8(note))
        return bad("note", "must be UTF-8 of at most 10,000 bytes");
    if (query.size() > longestQuery || !isValidUtf8(query))
        return bad("query", "must be UTF-8 of at most 8,192 bytes");
    return {};
}

Result<void> checkItems(const store::Database& database, std::span<const ItemId> items)
{
    const auto count = database.number("SELECT coalesce(max(id)+1,0) FROM item");
    if (!count)
        return count.error();
    for (const ItemId item : items) {
        if (item.value >= *count)
            return Error{ErrorCode::NotFound, "item " + std::to_string(item.value), {}};
    }
    return {};
}

std::span<const ItemId> ascending(std::span<const ItemId> items, std::vector<ItemId>& copy)
{
    const auto isNotBefore = [](ItemId a, ItemId b) { return a >= b; };
    if (std::adjacent_find(items.begin(), items.end(), isNotBefore) == items.end())
        return items;
    copy.assign(items.begin(), items.end());
    std::sort(copy.begin(), copy.end());
    copy.erase(std::unique(copy.begin(), copy.end()), copy.end());
    return copy;
}

Result<Change> Change::begin(store::Database& database, OperationKind kind, std::string_view author)
{
    auto transaction = store::Transaction::begin(database, store::Durability::Durable);
    if (!transaction)
        return transaction.error();
    Change change(database, std::move(*transaction));
    const auto id = database.number("SELECT coalesce(max(id),0)+1 FROM operation");
    if (!id)
        return id.error();
    change.m_operation.id = static_cast<uint64_t>(*id);
    change.m_operation.kind = kind;
    change.m_operation.author = author;
    change.m_operation.at = std::time(nullptr);
    const auto set = change.setSubject(kind);
    if (!set)
        return set.error();
    return change;
}

Result<void> Change::setSubject(OperationKind subject)
{
    m_operation.subject = subject;
    if (subject == OperationKind::Fuzzy)
        return {}; // its events are there before
    const auto event = m_database->number(isAboutLabels(subject) ? "SELECT coalesce(max(id),0)+1 FROM label_event"
                                                                 : "SELECT coalesce(max(id),0)+1 FROM mark_event");
    if (!event)
        return event.error();
    m_events.first = *event;
    return {};
}

void Change::describe(std::string before, std::string after)
{
    m_before = std::move(before);
    m_after = std::move(after);
}

void Change::setAction(std::string action, std::string object)
{
    m_action = std::move(action);
    m_object = std::move(object);
}

Result<void> Change::insert()
{
    const auto author = numberOf(*m_database, "author", m_operation.author);
    if (!author)
        return author.error();
    auto row = m_database->prepare(insertOperation);
    if (!row)
        return row.error();
    const std::string before = countsText(m_operation.before);
    row->bind(1, static_cast<int64_t>(m_operation.id)).bind(2, static_cast<int64_t>(m_operation.kind));
    row->bind(3, static_cast<int64_t>(m_operation.subject)).bind(4, *author).bind(5, m_operation.at);
    row->bindText(6, m_operation.text).bindText(7, m_operation.query);
    row->bind(8, static_cast<int64_t>(m_operation.changed)).bind(9, static_cast<int64_t>(m_operation.unchanged));
    row->bindText(10, before).bind(11, static_cast<int64_t>(m_operation.undoes));
    return row->bind(12, m_events.first).bind(13, m_events.count).run();
}

Result<void> Change::updateStacks()
{
    if (!m_isUndoable)
        return {};
    const std::string subject = std::to_string(m_operation.undoes);
    if (m_operation.kind == OperationKind::Undo)
        return m_database->execute("UPDATE undoable SET undone=1 WHERE undone=0 AND operation=" + subject);
    if (m_operation.kind == OperationKind::Redo)
        return m_database->execute("UPDATE undoable SET undone=0 WHERE undone=1 AND operation=" + subject);
    return m_database->execute(
        "DELETE FROM undoable WHERE undone=1; INSERT INTO undoable VALUES(0," + std::to_string(m_operation.id) + ")");
}

Result<void> Change::writeAudit(std::span<const ItemId> items)
{
    store::AuditEntry entry;
    entry.at = m_operation.at;
    entry.user = m_operation.author;
    entry.action = m_action.empty() ? actionName(m_operation.kind) : std::string_view(m_action);
    if (!m_object.empty())
        entry.object = m_object;
    else if (m_operation.undoes != 0)
        entry.object = "operation " + std::to_string(m_operation.undoes);
    else if (items.size() == 1)
        entry.object = "item " + std::to_string(items.front().value);
    else
        entry.object = "operation " + std::to_string(m_operation.id);
    entry.count = m_operation.changed;
    entry.before = isAboutLabels(m_operation.subject) ? labelCountsText(m_operation.before) : m_before;
    entry.after = m_after;
    entry.query = m_operation.query;
    return store::AuditLog(*m_database).append(std::move(entry));
}

Result<Operation> Change::commit(std::span<const ItemId> items)
{
    if (m_operation.changed == 0) {
        m_operation.id = 0;
        return m_operation; // the transaction is rolled back
    }
    auto stored = insert();
    if (stored)
        stored = updateStacks();
    if (stored)
        stored = writeAudit(items);
    if (stored)
        stored = m_transaction.commit();
    if (!stored)
        return stored.error();
    return m_operation;
}

} // namespace assay::feedback
