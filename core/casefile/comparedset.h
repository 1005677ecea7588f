// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/comparedscorer.h"

namespace assay {

// Items that are compared on, with what every model says of them.
struct ComparedSet
{
    std::vector<ItemId> items; // ascending
    std::vector<uint8_t> labels; // 0, 1; 2: none
    std::vector<uint64_t> groups;
    std::vector<std::vector<double>> scores; // one list a model
    std::vector<uint64_t> defaults; // one a model
    std::vector<ItemId> overlap;
};

enum class ComparedLabels { Any, Wanted }; // Wanted: only labelled items, unless there is none

// Items that a query matches ("" all), ascending. BadArgument: it is no query.
Result<std::vector<ItemId>> itemsOfQuery(
    const Case& work, const CaseSnapshot& snapshot, std::string_view query, const RunContext& context);
std::vector<ItemId> itemsOfKind(const CaseSnapshot& snapshot, std::span<const ItemId> items, ItemKind kind);
// Scores the items that the scorers are for, some ten thousand at a time. BadArgument: they are for different kinds.
Result<ComparedSet> scoreItems(const Case& work, Connections& connections, const CaseSnapshot& snapshot,
    std::vector<ItemId> items, std::span<const ComparedScorer> scorers, bool withoutLearned, ComparedLabels labels,
    const RunContext& context);
// Ways to cut the items: source, language, sender's domain, month.
Result<std::vector<train::SliceColumn>> slicesOf(
    const Case& work, const CaseSnapshot& snapshot, std::span<const ItemId> items, const RunContext& context);

} // namespace assay
