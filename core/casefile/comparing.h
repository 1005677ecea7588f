// SPDX-License-Identifier: GPL-3.0-or-later
// Values of comparisons of models on items of a case.
#pragma once

#include "core/base/ids.h"
#include "core/train/modelcomparison.h"

#include <string>
#include <vector>

namespace assay {

struct CompareRequest
{
    struct Which
    {
        std::string model, version; // version: id, number or alias; model "rules": the score of the rules alone
    };
    std::vector<Which> models; // 2 to 6; the first is the reference
    std::string query; // of labelled items; empty: the items that the reference held out
    bool withoutTrainingItems = true; // items (and their near-duplicates) that a model learned from are left out
};

// A frozen set of items, scored by each model.
struct CaseComparison
{
    CompareRequest request;
    std::shared_ptr<const train::ModelComparison> result; // its rows are `items`
    std::vector<ItemId> items;
    std::vector<ItemId> overlap; // items that one of the models learned from
    int64_t madeAt = 0;
    std::string setSha256;
};

} // namespace assay
