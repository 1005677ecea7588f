// SPDX-License-Identifier: GPL-3.0-or-later
// Bookmarks, tags and notes.
#include "core/feedback/markwriter.h"

#include "core/base/json.h"

namespace assay::feedback {
namespace {

enum : size_t { Select, Insert, Remove, InsertEvent };

// ?1 item, ?2 tag or text of the note.
struct MarkSql
{
    const char *select, *insert, *remove;
};

MarkSql sqlOf(OperationKind subject)
{
    if (subject == OperationKind::Bookmark)
        return {"SELECT '1' FROM bookmark WHERE item=?1", "INSERT INTO bookmark(item) VALUES(?1)",
            "DELETE FROM bookmark WHERE item=?1"};
    if (subject == OperationKind::Tag)
        return {"SELECT '1' FROM item_tag WHERE item=?1 AND tag=?2", "INSERT INTO item_tag(item,tag) VALUES(?1,?2)",
            "DELETE FROM item_tag WHERE item=?1 AND tag=?2"};
    return {"SELECT text FROM note WHERE item=?1", "INSERT OR REPLACE INTO note(item,text) VALUES(?1,?2)",
        "DELETE FROM note WHERE item=?1"};
}

constexpr const char* insertEvent = "INSERT INTO mark_event(id,operation,item,before,after) VALUES(?1,?2,?3,?4,?5)";

constexpr size_t longestTag = 256;

} // namespace

Result<MarkWriter> MarkWriter::create(
    store::Database& database, Change& change, OperationKind subject, std::string_view tag)
{
    int64_t number = 0;
    if (subject == OperationKind::Tag) {
        const auto found = numberOf(database, "tag", tag);
        if (!found)
            return found.error();
        number = *found;
    }
    const MarkSql sql = sqlOf(subject);
    std::vector<store::Statement> statements;
    for (const char* text : {sql.select, sql.insert, sql.remove, insertEvent}) {
        auto prepared = database.prepare(text);
        if (!prepared)
            return prepared.error();
        statements.push_back(std::move(*prepared));
    }
    return MarkWriter(change, std::move(statements), number);
}

void MarkWriter::bindItem(store::Statement& statement, ItemId item)
{
    statement.bind(1, int64_t{item.value});
    if (m_tag != 0)
        statement.bind(2, m_tag);
}

Result<void> MarkWriter::readBefore(ItemId item)
{
    m_before.clear();
    store::Statement& select = m_statements[Select];
    bindItem(select, item);
    const auto there = select.step();
    if (!there)
        return there.error();
    if (*there)
        m_before = select.text(0);
    select.reset();
    return {};
}

Result<void> MarkWriter::store(ItemId item, std::string_view value)
{
    store::Statement& statement = m_statements[value.empty() ? Remove : Insert];
    bindItem(statement, item);
    const bool isNote = m_change->operation().subject == OperationKind::Note;
    if (isNote && !value.empty())
        statement.bindText(2, value);
    return statement.run();
}

Result<bool> MarkWriter::set(ItemId item, std::string_view value)
{
    const auto read = readBefore(item);
    if (!read)
        return read.error();
    if (m_before == value)
        return false;
    const auto stored = store(item, value);
    if (!stored)
        return stored.error();
    EventRange& events = m_change->events();
    store::Statement& event = m_statements[InsertEvent];
    event.bind(1, events.first + events.count).bind(2, static_cast<int64_t>(m_change->operation().id));
    const auto inserted = event.bind(3, int64_t{item.value}).bindText(4, m_before).bindText(5, value).run();
    if (!inserted)
        return inserted.error();
    ++events.count;
    return true;
}

namespace {

struct MarkRequest
{
    OperationKind kind = OperationKind::Bookmark;
    std::string_view text; // of the operation; name of a tag
    std::string_view value;
    std::string_view author;
};

Result<Operation> setMarks(store::Database& database, std::span<const ItemId> items, const MarkRequest& request)
{
    const auto checked = checkItems(database, items);
    if (!checked)
        return checked.error();
    std::vector<ItemId> copy;
    const auto unique = ascending(items, copy);
    auto change = Change::begin(database, request.kind, request.author);
    if (!change)
        return change.error();
    change->operation().text = request.text;
    auto writer = MarkWriter::create(database, *change, request.kind, request.text);
    if (!writer)
        return writer.error();
    for (const ItemId item : unique) {
        const auto isChanged = writer->set(item, request.value);
        if (!isChanged)
            return isChanged.error();
        ++(*isChanged ? change->operation().changed : change->operation().unchanged);
    }
    if (request.kind == OperationKind::Note)
        change->describe(writer->valueBefore(), std::string(request.value));
    else if (request.kind == OperationKind::Tag)
        change->describe({}, (request.value.empty() ? "-" : "+") + std::string(request.text));
    else
        change->describe({}, request.value.empty() ? "off" : "on");
    return change->commit(unique);
}

} // namespace

Result<Operation> LabelStore::bookmark(std::span<const ItemId> items, bool on, std::string_view author)
{
    const auto checked = checkTexts(author, {}, {});
    if (!checked)
        return checked.error();
    return setMarks(m_database, items, {OperationKind::Bookmark, on ? "on" : "off", on ? "1" : "", author});
}

Result<Operation> LabelStore::tag(std::span<const ItemId> items, std::string_view tag, bool on, std::string_view author)
{
    const auto checked = checkTexts(author, {}, {});
    if (!checked)
        return checked.error();
    if (tag.empty() || tag.size() > longestTag || !isValidUtf8(tag))
        return Error{ErrorCode::BadArgument, "tag", "must be UTF-8 of 1 to 256 bytes"};
    return setMarks(m_database, items, {OperationKind::Tag, tag, on ? "1" : "", author});
}

Result<Operation> LabelStore::setNote(ItemId item, std::string_view text, std::string_view author)
{
    const auto checked = checkTexts(author, text, {});
    if (!checked)
        return checked.error();
    return setMarks(m_database, std::span(&item, 1), {OperationKind::Note, {}, text, author});
}

} // namespace assay::feedback
