// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of single items and operations.
#include "core/feedback/labelstore.h"

#include "core/feedback/operations.h"

namespace assay::feedback {
namespace {

// Steps through all rows; `take` gets the statement at each.
template <typename Take>
Result<void> forEachRow(store::Statement& rows, const Take& take)
{
    for (auto there = rows.step(); !there || *there; there = rows.step()) {
        if (!there)
            return there.error();
        take(rows);
    }
    return {};
}

} // namespace

Result<std::vector<LabelEvent>> LabelStore::history(ItemId item) const
{
    // Where an undo led back to no label, the event is that of who took it back.
    auto rows = m_database.prepare(
        "SELECT e.operation,e.label,coalesce(a.name,b.name),CASE e.author WHEN 0 THEN o.at ELSE e.at END,e.confidence,"
        "e.note FROM label_event e JOIN operation o ON o.id=e.operation LEFT JOIN author a ON a.id=e.author "
        "LEFT JOIN author b ON b.id=o.author WHERE e.item=?1 ORDER BY e.id");
    if (!rows)
        return rows.error();
    rows->bind(1, int64_t{item.value});
    std::vector<LabelEvent> events;
    const auto read = forEachRow(*rows, [&](const store::Statement& row) {
        LabelEvent& event = events.emplace_back();
        event.operation = static_cast<uint64_t>(row.number(0));
        event.item = item;
        event.label = static_cast<LabelId>(row.number(1));
        event.author = row.text(2);
        event.at = row.number(3);
        event.confidence = static_cast<uint8_t>(row.number(4));
        event.note = row.text(5);
    });
    if (!read)
        return read.error();
    return events;
}

Result<std::string> LabelStore::note(ItemId item) const
{
    auto row = m_database.prepare("SELECT text FROM note WHERE item=?1");
    if (!row)
        return row.error();
    const auto there = row->bind(1, int64_t{item.value}).step();
    if (!there)
        return there.error();
    return *there ? std::string(row->text(0)) : std::string();
}

Result<std::vector<std::string>> LabelStore::tags(ItemId item) const
{
    auto rows =
        m_database.prepare("SELECT t.name FROM item_tag i JOIN tag t ON t.id=i.tag WHERE i.item=?1 ORDER BY t.name");
    if (!rows)
        return rows.error();
    rows->bind(1, int64_t{item.value});
    std::vector<std::string> tags;
    const auto read = forEachRow(*rows, [&](const store::Statement& row) { tags.push_back(std::string(row.text(0))); });
    if (!read)
        return read.error();
    return tags;
}

Result<std::vector<ItemId>> LabelStore::changedItems(uint64_t operation) const
{
    const auto stored = readOperation(m_database, operation);
    if (!stored)
        return stored.error();
    const bool isFuzzy = stored->operation.subject == OperationKind::Fuzzy;
    if (isFuzzy && stored->operation.undoes != 0)
        return changedItems(stored->operation.undoes); // only learning names items
    auto rows = m_database.prepare(isFuzzy
            ? "SELECT DISTINCT item FROM fuzzy_origin WHERE event BETWEEN ?1 AND ?2 ORDER BY item"
            : isAboutLabels(stored->operation.subject)
            ? "SELECT DISTINCT item FROM label_event WHERE id BETWEEN ?1 AND ?2 ORDER BY item"
            : "SELECT DISTINCT item FROM mark_event WHERE id BETWEEN ?1 AND ?2 ORDER BY item");
    if (!rows)
        return rows.error();
    rows->bind(1, stored->events.first).bind(2, stored->events.first + stored->events.count - 1);
    std::vector<ItemId> items;
    const auto read = forEachRow(
        *rows, [&](const store::Statement& row) { items.push_back(ItemId{static_cast<uint32_t>(row.number(0))}); });
    if (!read)
        return read.error();
    return items;
}

} // namespace assay::feedback
