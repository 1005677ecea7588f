// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/folds.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace assay::models {

std::vector<uint32_t> stratifiedFolds(std::span<const uint8_t> labels, uint32_t count)
{
    // Classes are numbered as they first appear; sorted so, every `count`th row belongs to the same fold.
    const uint8_t first = labels.empty() ? 0 : labels.front();
    std::array<size_t, 2> sizes = {};
    for (const uint8_t label : labels)
        ++sizes[label == first ? 0 : 1];
    std::array<std::vector<size_t>, 2> room; // rows that each fold takes of each class
    for (auto& shares : room)
        shares.assign(count, 0);
    for (size_t position = 0; position < labels.size(); ++position)
        ++room[position < sizes[0] ? 0 : 1][position % count];
    std::array<uint32_t, 2> current = {};
    std::vector<uint32_t> folds;
    for (const uint8_t label : labels) {
        const size_t k = label == first ? 0 : 1;
        while (room[k][current[k]] == 0)
            ++current[k];
        --room[k][current[k]];
        folds.push_back(current[k]);
    }
    return folds;
}

std::vector<uint32_t> groupedFolds(std::span<const uint64_t> groups, uint32_t count)
{
    struct Group
    {
        size_t rows = 0;
        uint32_t fold = 0;
    };
    std::vector<Group> all;
    std::unordered_map<uint64_t, size_t> places;
    for (const uint64_t group : groups) {
        const auto [place, isNew] = places.try_emplace(group, all.size());
        if (isNew)
            all.emplace_back();
        ++all[place->second].rows;
    }
    std::vector<size_t> order(all.size());
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return all[a].rows > all[b].rows; });
    std::vector<size_t> filled(count, 0);
    for (const size_t index : order) { // the largest first, each to the emptiest fold
        const auto emptiest = std::min_element(filled.begin(), filled.end());
        all[index].fold = static_cast<uint32_t>(emptiest - filled.begin());
        *emptiest += all[index].rows;
    }
    std::vector<uint32_t> folds;
    for (const uint64_t group : groups)
        folds.push_back(all[places[group]].fold);
    return folds;
}

} // namespace assay::models
