// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/traininglabels.h"

#include <algorithm>
#include <numeric>

namespace assay::feedback {
namespace {

float reasonWeight(Reason reason)
{
    switch (reason) {
    case Reason::FalsePositive:
    case Reason::FalseNegative:
        return 2;
    case Reason::TruePositive:
    case Reason::TrueNegative:
        return 0.5;
    case Reason::Attack:
    case Reason::Other:
        break;
    }
    return 1;
}

// Votes for one side of an item.
struct Side
{
    unsigned authors = 0;
    TrainingLabel label;

    void add(const TrainingLabel& vote)
    {
        ++authors;
        label.y = vote.y;
        label.weight = authors == 1 ? vote.weight : std::max(label.weight, vote.weight);
        label.isLowRate |= vote.isLowRate;
    }
};

// `votes` are those of one item, by author, the newest of each last.
void decide(std::span<const LabelVote* const> votes, bool withBulkAndUnsure, Agreement& agreement)
{
    Side sides[2];
    for (size_t i = 0; i < votes.size(); ++i) {
        if (i + 1 < votes.size() && votes[i + 1]->author == votes[i]->author)
            continue;
        const auto label = trainingLabel(votes[i]->label, votes[i]->reason, withBulkAndUnsure);
        if (label)
            sides[label->y].add(*label);
    }
    const uint64_t item = votes.front()->item;
    if (sides[0].authors == 0 && sides[1].authors == 0)
        ++agreement.withoutTarget;
    else if (sides[0].authors == sides[1].authors)
        agreement.conflicts.push_back(item);
    else
        agreement.labels.push_back({item, sides[sides[1].authors > sides[0].authors ? 1 : 0].label});
}

} // namespace

std::optional<TrainingLabel> trainingLabel(LabelId label, Reason reason, bool withBulkAndUnsure)
{
    const LabelKind* kind = findLabel(label);
    if (!kind)
        return std::nullopt;
    if (kind->target < 0)
        return withBulkAndUnsure ? std::optional(TrainingLabel{0, 0.5F, false}) : std::nullopt;
    return TrainingLabel{static_cast<uint8_t>(kind->target), reasonWeight(reason), kind->name == "lowrate"};
}

Agreement agree(std::span<const LabelVote> votes, bool withBulkAndUnsure)
{
    std::vector<const LabelVote*> order(votes.size());
    std::transform(votes.begin(), votes.end(), order.begin(), [](const LabelVote& vote) { return &vote; });
    std::stable_sort(order.begin(), order.end(), [](const LabelVote* a, const LabelVote* b) {
        if (a->item != b->item)
            return a->item < b->item;
        return a->author != b->author ? a->author < b->author : a->at < b->at;
    });
    Agreement agreement;
    for (size_t first = 0; first < order.size();) {
        size_t end = first + 1;
        while (end < order.size() && order[end]->item == order[first]->item)
            ++end;
        decide(std::span(order).subspan(first, end - first), withBulkAndUnsure, agreement);
        first = end;
    }
    return agreement;
}

} // namespace assay::feedback
