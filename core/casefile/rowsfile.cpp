// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/rowsfile.h"

#include <cstring>
#include <type_traits>

namespace assay {
namespace {

enum Section : uint32_t { Rows = 1, Pool = 2, Addresses = 3, Traffic = 4 };
static_assert(std::is_trivially_copyable_v<ItemRow> && sizeof(ItemRow) == 56);
static_assert(std::is_trivially_copyable_v<IpAddress> && sizeof(IpAddress) == 16);

template <typename T>
std::vector<T> valuesOf(std::string_view bytes)
{
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty())
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
}

// Every number leads to something that is there, and rows ascend.
bool isSound(const ItemBlock& block)
{
    const auto inside = [&](uint32_t offset, uint32_t length) {
        return offset <= block.pool.size() && length <= block.pool.size() - offset;
    };
    if (!block.traffic.empty() && block.traffic.size() != block.rows.size())
        return false;
    for (size_t i = 0; i < block.rows.size(); ++i) {
        const ItemRow& row = block.rows[i];
        if (!inside(row.subject, row.subjectLength) || !inside(row.from, row.fromLength)
            || row.ip > block.addresses.size() || row.kind > ItemKind::RequestSet
            || (i > 0 && row.id <= block.rows[i - 1].id))
            return false;
    }
    return true;
}

} // namespace

std::string packRows(const ItemBlock& block, uint32_t firstRow)
{
    IndexFileWriter writer;
    writer.add(Rows, block.rows);
    writer.add(Pool, block.pool);
    writer.add(Addresses, block.addresses);
    if (!block.traffic.empty())
        writer.add(Traffic, block.traffic);
    return writer.finish(IndexIdentity{IndexKind::Rows, 0, firstRow, static_cast<uint32_t>(block.rows.size())});
}

std::shared_ptr<const ItemBlock> readRows(const std::filesystem::path& path, uint32_t firstRow)
{
    const auto file = IndexFile::open(path);
    const auto rowCount = static_cast<uint32_t>(ItemTable::blockRows);
    if (!file || (*file)->identity() != IndexIdentity{IndexKind::Rows, 0, firstRow, rowCount})
        return nullptr;
    auto block = std::make_shared<ItemBlock>();
    block->rows = valuesOf<ItemRow>((*file)->view(Rows));
    block->pool = (*file)->view(Pool);
    block->addresses = valuesOf<IpAddress>((*file)->view(Addresses));
    block->traffic = valuesOf<TrafficNumbers>((*file)->view(Traffic));
    if ((*file)->isDamaged() || block->rows.size() != rowCount || !isSound(*block))
        return nullptr;
    return block;
}

} // namespace assay
