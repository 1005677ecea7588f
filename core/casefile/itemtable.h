// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/ipaddress.h"
#include "core/corpus/source.h"
#include "core/index/trafficnumbers.h"
#include "core/scan/hit.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// One item as lists hold it: numbers only, 56 bytes. Texts lie in the pool of the row's block.
struct ItemRow
{
    static constexpr int64_t noDate = std::numeric_limits<int64_t>::min();
    int64_t date = noDate; // seconds since 1970 UTC
    uint64_t length = 0; // bytes of the stored message
    uint64_t defects = 0; // bits of a DefectSet
    ItemId id;
    uint32_t folder = 0; // Folder::id of the sources tree
    uint32_t source = 0; // SourceInfo::id
    uint32_t subject = 0, from = 0; // offsets in the block's pool
    uint32_t subjectLength : 16 = 0, fromLength : 16 = 0; // texts are cut at 65,535 bytes
    uint32_t ip = 0; // 0: none; else 1 + index into the block's addresses
    ItemKind kind = ItemKind::Message;
};

// A run of consecutive rows with their texts. Immutable.
struct ItemBlock
{
    std::vector<ItemRow> rows;
    std::string pool; // UTF-8; equal texts are kept once a block
    std::vector<IpAddress> addresses;
    // One a row where there are request sets, else empty. Those of messages have no `bucketSeconds`.
    std::vector<TrafficNumbers> traffic;
};

// Immutable snapshot of the items of a case in import order; row numbers never change, later snapshots only append and
// share the blocks they have in common. About 100 bytes an item. Any thread.
class ItemTable
{
public:
    static constexpr size_t blockRows = 16384; // every block but the last is full

    size_t count() const { return m_count; }
    const ItemRow& row(size_t index) const { return m_blocks[index / blockRows]->rows[index % blockRows]; }
    std::string_view subject(size_t index) const; // UTF-8, one line
    std::string_view from(size_t index) const;
    std::optional<IpAddress> sourceIp(size_t index) const;
    // Of request sets; null for messages. Good as long as the table.
    const TrafficNumbers* traffic(size_t index) const;
    // Row of an item, or count() when it is not in this snapshot. Logarithmic.
    size_t find(ItemId id) const;
    uint64_t residentBytes() const;
    const std::vector<std::shared_ptr<const ItemBlock>>& blocks() const { return m_blocks; }

    ItemTable() = default;
    explicit ItemTable(std::vector<std::shared_ptr<const ItemBlock>> blocks);

private:
    std::vector<std::shared_ptr<const ItemBlock>> m_blocks;
    size_t m_count = 0;
};

// What models say whoever sent something is: by their fused risk, else by the one that says so.
enum class Prediction : uint8_t { Unknown, Benign, Hostile }; // stored
std::string_view predictionName(Prediction prediction); // "unknown", "notbot", "bot"

// Scores of one scan beside an ItemTable: index = row of the table it was loaded for (it may be shorter while
// scanning).
struct ScoreColumn
{
    ScanId scan;
    std::vector<float> scores; // NaN: not scanned
    std::vector<Action> actions; // by the thresholds of the case
    std::vector<uint16_t> hitCounts;
    std::vector<uint64_t> defects; // bits; found by reading whole messages, more than ItemRow::defects has
    std::vector<Prediction> predictions;
    std::vector<float> anomalies; // risk by a model of anomalies; NaN: there was none
    uint64_t scanned = 0;
};

} // namespace assay
