// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots of the item list.
#include "core/casefile/casedata.h"
#include "core/casefile/indexfiles.h"
#include "core/casefile/itemreader.h"
#include "core/casefile/rowsfile.h"

#include "core/text/utf8.h"

#include <unordered_map>

namespace assay {
namespace {

constexpr const char* selectRows =
    "SELECT i.id,i.date,i.length,i.defects,c.folder,c.source,i.subject,i.sender,i.ip,i.kind,";
constexpr const char* fromItems =
    " FROM item i JOIN container c ON c.id=i.container WHERE i.id>=?1 ORDER BY i.id LIMIT ?2";

// Fills one block; texts that occur again in it are kept once.
class BlockBuilder
{
public:
    void add(const store::Statement& values)
    {
        ItemRow& row = m_block->rows.emplace_back();
        row.id = ItemId{static_cast<uint32_t>(values.number(0))};
        row.date = values.isNull(1) ? ItemRow::noDate : values.number(1);
        row.length = static_cast<uint64_t>(values.number(2));
        row.defects = static_cast<uint64_t>(values.number(3));
        row.folder = static_cast<uint32_t>(values.number(4));
        row.source = static_cast<uint32_t>(values.number(5));
        row.kind = static_cast<ItemKind>(values.number(9));
        const std::string_view subject = utf8Prefix(values.text(6), UINT16_MAX);
        row.subjectLength = static_cast<uint16_t>(subject.size());
        row.subject = pooled(subject);
        const std::string_view from = utf8Prefix(values.text(7), UINT16_MAX);
        row.fromLength = static_cast<uint16_t>(from.size());
        row.from = pooled(from);
        row.ip = address(values.text(8));
        addTraffic(values);
    }
    size_t count() const { return m_block->rows.size(); }

    std::shared_ptr<const ItemBlock> finish()
    {
        if (!m_block->traffic.empty())
            m_block->traffic.resize(m_block->rows.size());
        m_block->traffic.shrink_to_fit();
        m_block->rows.shrink_to_fit();
        m_block->pool.shrink_to_fit();
        m_block->addresses.shrink_to_fit();
        return m_block;
    }

private:
    uint32_t pooled(std::string_view text)
    {
        if (text.empty())
            return 0;
        const auto [entry, isNew] = m_texts.try_emplace(std::string(text), 0);
        if (isNew) {
            entry->second = static_cast<uint32_t>(m_block->pool.size());
            m_block->pool += text;
        }
        return entry->second;
    }

    void addTraffic(const store::Statement& values)
    {
        const auto numbers = values.isNull(10) ? std::nullopt : unpackTrafficNumbers(values.blob(10));
        if (numbers) {
            m_block->traffic.resize(m_block->rows.size());
            m_block->traffic.back() = *numbers;
        }
    }

    uint32_t address(std::string_view text)
    {
        if (text.empty())
            return 0;
        const auto [entry, isNew] = m_addresses.try_emplace(std::string(text), 0);
        if (isNew) {
            if (const auto parsed = IpAddress::parse(text)) {
                m_block->addresses.push_back(*parsed);
                entry->second = static_cast<uint32_t>(m_block->addresses.size());
            }
        }
        return entry->second;
    }

    std::shared_ptr<ItemBlock> m_block = std::make_shared<ItemBlock>();
    std::unordered_map<std::string, uint32_t> m_texts, m_addresses;
};

// The next block from `first` on, of at most `limit` rows; empty at the end.
Result<std::shared_ptr<const ItemBlock>> readBlock(
    store::Statement& rows, int64_t first, size_t limit = ItemTable::blockRows)
{
    BlockBuilder builder;
    rows.bind(1, first).bind(2, static_cast<int64_t>(limit));
    for (auto there = rows.step(); !there || *there; there = rows.step()) {
        if (!there)
            return there.error();
        builder.add(rows);
    }
    return builder.finish();
}

bool haveSameTraffic(const TrafficNumbers* a, const TrafficNumbers* b)
{
    return a && b ? *a == *b : a == b;
}

// Whether a block read from a file is that of this case: one row in a few hundred is compared
// with the database.
Result<bool> belongsHere(store::Statement& rows, const std::shared_ptr<const ItemBlock>& block, int64_t first)
{
    constexpr size_t step = 381; // the last row is one of them
    const ItemTable stored({block});
    for (size_t i = 0; i < block->rows.size(); i += step) {
        const auto read = readBlock(rows, i == 0 ? first : int64_t{block->rows[i].id.value}, 1);
        if (!read)
            return read.error();
        const ItemTable there({*read});
        if (there.count() != 1)
            return false;
        const ItemRow &a = there.row(0), &b = stored.row(i);
        if (a.id != b.id || a.length != b.length || a.date != b.date || a.folder != b.folder || a.source != b.source
            || a.defects != b.defects || there.subject(0) != stored.subject(i) || there.from(0) != stored.from(i)
            || there.sourceIp(0) != stored.sourceIp(i) || !haveSameTraffic(there.traffic(0), stored.traffic(i)))
            return false;
    }
    return true;
}

// The block from its file when there is a good one, else from the database.
Result<std::shared_ptr<const ItemBlock>> loadBlock(
    store::Statement& rows, const IndexFiles& files, uint32_t number, int64_t first)
{
    if (auto block = readRows(files.rowsFile(number), number * static_cast<uint32_t>(ItemTable::blockRows))) {
        const auto ours = belongsHere(rows, block, first);
        if (!ours)
            return ours.error();
        if (*ours)
            return block;
    }
    return readBlock(rows, first);
}

} // namespace

Result<std::shared_ptr<const ItemTable>> Case::itemTable(
    std::shared_ptr<const ItemTable> previous, const RunContext& context) const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    std::string sql = selectRows;
    sql += trafficColumn(**database, "item");
    sql += fromItems;
    auto rows = (*database)->prepare(sql);
    if (!rows)
        return rows.error();
    const IndexFiles files(folder() / "index");
    std::vector<std::shared_ptr<const ItemBlock>> blocks;
    if (previous)
        blocks = previous->blocks();
    if (!blocks.empty() && blocks.back()->rows.size() < ItemTable::blockRows)
        blocks.pop_back(); // it may have grown
    int64_t next = blocks.empty() ? 0 : int64_t{blocks.back()->rows.back().id.value} + 1;
    while (true) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, m_data->path.string(), {}};
        auto block = loadBlock(*rows, files, static_cast<uint32_t>(blocks.size()), next);
        if (!block)
            return block.error();
        const auto& read = (*block)->rows;
        if (read.empty())
            break;
        next = int64_t{read.back().id.value} + 1;
        blocks.push_back(*block);
        if (read.size() < ItemTable::blockRows)
            break;
    }
    auto table = std::make_shared<const ItemTable>(std::move(blocks));
    if (previous && previous->count() == table->count())
        return previous;
    return table;
}

} // namespace assay
