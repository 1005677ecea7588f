// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/itemtable.h"
#include "core/feedback/labelstore.h"
#include "core/query/evaluate.h"
#include "core/query/parse.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace assay {

class Case;
class ItemIndex; // core/index
struct SourceInfo;
struct ScanInfo;

// Which items have nearly the same text. Made by Case::updateClusters(); immutable.
struct ClusterColumn
{
    // Of each row: the number of its cluster as the query field `cluster` takes it (one more than the id of its first
    // item), 0: no other item has its text. Rows beyond the end were not looked at yet.
    std::vector<uint32_t> clusters;
};

// What batches and label cleaning say about items; index = row. Immutable.
struct LoopColumns
{
    std::vector<std::pair<uint32_t, uint32_t>> batchOfRow; // (row, number of a batch), ascending; of frozen records
    std::vector<std::pair<uint32_t, float>> suspects; // (row, self-confidence), ascending
    std::vector<uint8_t> reviewed; // bit set of rows that a submitted batch holds
};

// Everything that a question can be asked about, as it was at one moment: lists, saved views, exports and assayctl all
// ask the same snapshot. Row r is item r. Immutable; any thread. Made by Case::snapshot().
struct CaseSnapshot
{
    std::shared_ptr<const ItemTable> items;
    std::shared_ptr<const ScoreColumn> scores; // of the newest scan; null before the first
    std::shared_ptr<const feedback::LabelColumns> labels;
    std::shared_ptr<const ClusterColumn> clusters; // null before the first Case::updateClusters()
    std::shared_ptr<const LoopColumns> loop; // null while there are no batches and no suspects
    std::shared_ptr<const ItemIndex> index; // covers rows 0 ... indexedRows() - 1
    std::shared_ptr<const std::vector<SourceInfo>> sources;
    std::shared_ptr<const std::vector<ScanInfo>> scans;
    uint32_t indexedRows = 0; // the rest of the rows is answered by reading the items
};

// A column of the list to sort by; `name` is a field name ("date", "score", "from", "subject", "size", "label" ...).
struct OrderTerm
{
    std::string name;
    bool descending = false;
    bool operator==(const OrderTerm&) const = default;
};
// "-date,from": a leading "-" is descending. BadArgument names what cannot be sorted by.
Result<std::vector<OrderTerm>> parseOrder(std::string_view text);

struct FindRequest
{
    std::shared_ptr<const query::Query> query; // null: all
    std::vector<OrderTerm> order; // empty: import order; equal rows always keep import order
    bool explain = false;
    // Called now and then, on the working thread, with the rows found so far in import order, when items must be read.
    std::function<void(std::span<const uint32_t>)> partial;
};

struct Found
{
    std::vector<uint32_t> rows; // in the order asked for
    std::optional<query::Explanation> explanation;
    double seconds = 0;
};

// A query that people gave a name.
struct SavedView
{
    std::string name;
    std::string query;
    int key = 0; // Alt+1 ... Alt+9; 0: none
    std::string color; // "#rrggbb" or empty
    std::string columns; // of the list, as the window writes them
    std::string order; // as parseOrder()
    bool operator==(const SavedView&) const = default;
};

} // namespace assay
