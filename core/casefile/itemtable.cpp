// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/itemtable.h"

#include <algorithm>
#include <cassert>

namespace assay {

ItemTable::ItemTable(std::vector<std::shared_ptr<const ItemBlock>> blocks)
    : m_blocks(std::move(blocks))
{
    for (const auto& block : m_blocks) {
        assert(m_count % blockRows == 0);
        m_count += block->rows.size();
    }
}

std::string_view ItemTable::subject(size_t index) const
{
    const ItemBlock& block = *m_blocks[index / blockRows];
    const ItemRow& row = block.rows[index % blockRows];
    return std::string_view(block.pool).substr(row.subject, row.subjectLength);
}

std::string_view ItemTable::from(size_t index) const
{
    const ItemBlock& block = *m_blocks[index / blockRows];
    const ItemRow& row = block.rows[index % blockRows];
    return std::string_view(block.pool).substr(row.from, row.fromLength);
}

std::optional<IpAddress> ItemTable::sourceIp(size_t index) const
{
    const ItemBlock& block = *m_blocks[index / blockRows];
    const uint32_t ip = block.rows[index % blockRows].ip;
    return ip == 0 ? std::nullopt : std::optional(block.addresses[ip - 1]);
}

const TrafficNumbers* ItemTable::traffic(size_t index) const
{
    const ItemBlock& block = *m_blocks[index / blockRows];
    if (block.traffic.empty() || block.rows[index % blockRows].kind != ItemKind::RequestSet)
        return nullptr;
    return &block.traffic[index % blockRows];
}

std::string_view predictionName(Prediction prediction)
{
    constexpr std::string_view names[] = {"unknown", "notbot", "bot"};
    return names[std::min(static_cast<size_t>(prediction), std::size(names) - 1)];
}

size_t ItemTable::find(ItemId id) const
{
    const auto block = std::partition_point(
        m_blocks.begin(), m_blocks.end(), [id](const auto& candidate) { return candidate->rows.back().id < id; });
    if (block == m_blocks.end())
        return m_count;
    const auto& rows = (*block)->rows;
    const auto row =
        std::partition_point(rows.begin(), rows.end(), [id](const ItemRow& candidate) { return candidate.id < id; });
    if (row == rows.end() || row->id != id)
        return m_count;
    return static_cast<size_t>(block - m_blocks.begin()) * blockRows + static_cast<size_t>(row - rows.begin());
}

uint64_t ItemTable::residentBytes() const
{
    uint64_t bytes = 0;
    for (const auto& block : m_blocks)
        bytes += block->rows.capacity() * sizeof(ItemRow) + block->pool.capacity()
            + block->addresses.capacity() * sizeof(IpAddress) + block->traffic.capacity() * sizeof(TrafficNumbers);
    return bytes;
}

} // namespace assay
