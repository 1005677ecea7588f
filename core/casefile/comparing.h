// SPDX-License-Identifier: GPL-3.0-or-later
// Values of comparisons of models on items of a case.
#pragma once

#include "core/base/ids.h"
#include "core/train/modelcomparison.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// What is compared: a version of a model, or one of two that every scan has.
struct CompareWhich
{
    // The score of the rules and fuzzy storages in the newest scan, brought to 0 ... 1 with the threshold of
    // "add_header" at 0.5.
    static constexpr std::string_view rules = "rules";
    static constexpr std::string_view fusion = "fusion"; // the fused risk of the current voices
    std::string model, version; // version: id, number or alias; empty: "current"
    bool operator==(const CompareWhich&) const = default;
};

struct CompareRequest
{
    using Which = CompareWhich;
    std::vector<Which> models; // 2 to 6; the first is the reference
    std::string query; // of labelled items; empty: the items that the reference held out
    bool withoutTrainingItems = true; // items (and their near-duplicates) that a model learned from are left out
    train::Costs costs = {};
};

// A frozen set of items, scored by each model.
struct CaseComparison
{
    CompareRequest request;
    std::shared_ptr<const train::ModelComparison> result; // its rows are `items`
    std::vector<ItemId> items; // ascending
    std::vector<uint64_t> groups; // of each; near-duplicates have one number
    std::vector<ItemId> overlap; // items that one of the models learned from, and near-duplicates of these
    bool isOverlapLeftOut = true; // `items` has none of them
    std::map<std::string, uint64_t> provenance; // items by who labelled them
    int64_t firstDate = 0, lastDate = 0; // of the items; seconds since 1970, 0: none is dated
    std::vector<std::string> notes; // English: what limits the comparison
    int64_t madeAt = 0; // seconds since 1970
    std::string setSha256; // of the items and their labels
};

// Items on whose verdict two models differ.
struct VerdictChanges
{
    uint64_t items = 0; // looked at
    std::vector<ItemId> toHostile, toHarmless; // from the first model to the second
};

// How the learning of a fusion ended.
struct FusionReport
{
    bool isLearned = false; // it won, and is used from the next scan on
    uint64_t rows = 0, positives = 0;
    std::optional<train::ComparisonTests::Pair> test; // fixed weights (A) against learned ones (B), out of fold
    std::vector<std::string> reasons; // English
};

} // namespace assay
