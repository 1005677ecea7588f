// SPDX-License-Identifier: GPL-3.0-or-later
// What submitted batches and the last look for suspect labels say about items, for questions.
#include "core/casefile/loopcolumns.h"

#include <algorithm>

namespace assay {
namespace {

// Changes whenever one of the columns does.
constexpr const char* keySql =
    "SELECT coalesce((SELECT group_concat(id||':'||submission||':'||(withdrawn IS NULL)) FROM batch "
    "WHERE submission<>0),'')||'/'||(SELECT count(*)||':'||coalesce(max(rowid),0)||':'||coalesce(total(confidence),0) "
    "FROM suspect)||'/'||coalesce((SELECT value FROM setting WHERE key='suspects_at'),'')";
constexpr const char* recordsSql =
    "SELECT r.item,b.id,b.withdrawn IS NULL FROM batch b JOIN batch_record r ON r.submission=b.submission "
    "WHERE b.submission<>0 AND r.item>=0 AND r.item<?1";

Result<std::string> textOf(store::Database& database, const char* sql)
{
    auto row = database.prepare(sql);
    if (!row)
        return row.error();
    const auto there = row->step();
    if (!there)
        return there.error();
    return std::string(row->text(0));
}

Result<void> readRecords(store::Database& database, uint32_t rows, LoopColumns& columns)
{
    auto records = database.prepare(recordsSql);
    if (!records)
        return records.error();
    records->bind(1, int64_t{rows});
    for (auto there = records->step(); !there || *there; there = records->step()) {
        if (!there)
            return there.error();
        const auto row = static_cast<uint32_t>(records->number(0)); // row r is item r
        columns.batchOfRow.emplace_back(row, static_cast<uint32_t>(records->number(1)));
        if (records->number(2) != 0)
            columns.reviewed[row / 8] |= static_cast<uint8_t>(1U << (row % 8));
    }
    // An item that people do not agree on has a record of each.
    std::sort(columns.batchOfRow.begin(), columns.batchOfRow.end());
    columns.batchOfRow.erase(
        std::unique(columns.batchOfRow.begin(), columns.batchOfRow.end()), columns.batchOfRow.end());
    return {};
}

Result<void> readSuspects(store::Database& database, uint32_t rows, LoopColumns& columns)
{
    auto suspects = database.prepare("SELECT item,confidence FROM suspect WHERE item<?1 ORDER BY item");
    if (!suspects)
        return suspects.error();
    suspects->bind(1, int64_t{rows});
    for (auto there = suspects->step(); !there || *there; there = suspects->step()) {
        if (!there)
            return there.error();
        columns.suspects.emplace_back(
            static_cast<uint32_t>(suspects->number(0)), static_cast<float>(suspects->real(1)));
    }
    return {};
}

// Nobody else makes such columns.
struct KeyedColumns : LoopColumns
{
    std::string key; // changes with them
};

} // namespace

Result<std::shared_ptr<const LoopColumns>> readLoopColumns(
    store::Database& database, uint32_t rows, std::shared_ptr<const LoopColumns> previous)
{
    auto key = textOf(database, keySql);
    if (!key)
        return key.error();
    *key += "/" + std::to_string(rows);
    if (previous && static_cast<const KeyedColumns&>(*previous).key == *key)
        return previous;
    auto columns = std::make_shared<KeyedColumns>();
    columns->key = std::move(*key);
    columns->reviewed.resize((size_t{rows} + 7) / 8);
    const auto records = readRecords(database, rows, *columns);
    if (!records)
        return records.error();
    const auto suspects = readSuspects(database, rows, *columns);
    if (!suspects)
        return suspects.error();
    if (columns->batchOfRow.empty() && columns->suspects.empty())
        return std::shared_ptr<const LoopColumns>();
    return std::shared_ptr<const LoopColumns>(std::move(columns));
}

} // namespace assay
