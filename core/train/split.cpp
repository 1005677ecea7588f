// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/random.h"
#include "core/train/fitting.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace assay::train {
namespace {

// Rows by time, then item.
std::vector<size_t> timeOrder(const TrainingSet& set)
{
    std::vector<size_t> order(set.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return std::pair(set.times[a], set.items[a]) < std::pair(set.times[b], set.items[b]);
    });
    return order;
}

// The groups in the order of their first rows.
std::vector<std::vector<size_t>> groupsOf(const TrainingSet& set, const std::vector<size_t>& order)
{
    std::vector<std::vector<size_t>> groups;
    std::unordered_map<uint64_t, size_t> places;
    for (const size_t row : order) {
        const auto [place, isNew] = places.try_emplace(set.groups[row], groups.size());
        if (isNew)
            groups.emplace_back();
        groups[place->second].push_back(row);
    }
    return groups;
}

std::string ruleText(HoldOut how, double share, bool hasGroups)
{
    const std::string percent = std::to_string(std::lround(100 * share)) + " %";
    if (how == HoldOut::ByTime)
        return "newest " + percent + " by time" + (hasGroups ? ", groups kept together by their first row" : "");
    return percent + (hasGroups ? " of the rows, whole groups at random" : " of the rows at random");
}

} // namespace

SplitPlan planSplit(const TrainingSet& set, HoldOut how, double share, uint64_t seed)
{
    const std::vector<size_t> order = timeOrder(set);
    std::vector<std::vector<size_t>> groups = groupsOf(set, order);
    if (how != HoldOut::ByTime) {
        models::Random random(seed, 0x5EED);
        for (size_t i = groups.size(); i > 1; --i)
            std::swap(groups[i - 1], groups[random.below(i)]);
    }
    const auto wanted = std::max<size_t>(1, static_cast<size_t>(std::floor(share * static_cast<double>(set.size()))));
    std::vector<bool> isHeld(set.size(), false);
    size_t held = 0;
    // A group that would overfill the part held out is learned from; the first group always is.
    for (size_t i = groups.size(); i-- > 1 && held < wanted;) {
        if (held + groups[i].size() > wanted + wanted / 2)
            continue;
        for (const size_t row : groups[i])
            isHeld[row] = true;
        held += groups[i].size();
    }
    SplitPlan plan;
    plan.rule = ruleText(how, share, groups.size() < set.size());
    for (const size_t row : order)
        (isHeld[row] ? plan.heldOut : plan.train).push_back(row);
    return plan;
}

} // namespace assay::train
