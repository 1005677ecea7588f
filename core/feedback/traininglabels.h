// SPDX-License-Identifier: GPL-3.0-or-later
// What the labels of batches mean for a training.
#pragma once

#include "core/feedback/batch.h"

#include <span>

namespace assay::feedback {

// What a label says to a model.
struct TrainingLabel
{
    uint8_t y = 0; // 1 hostile, 0 not
    float weight = 1;
    bool isLowRate = false; // a target of the low-rate detector too
    bool operator==(const TrainingLabel&) const = default;
};
// By label and by why it was given: confirmations (true positive, true negative) count half, errors of the model (false
// positive, false negative) double. Labels without a target are left out (nullopt) unless they are asked for: bulk and
// unsure are then "not hostile" of half the weight.
std::optional<TrainingLabel> trainingLabel(LabelId label, Reason reason, bool withBulkAndUnsure = false);

// What one person said about one item in one batch.
struct LabelVote
{
    uint64_t item = 0; // whatever stands for the item: its number, a row
    LabelId label = noLabel; // noLabel: taken back
    Reason reason = Reason::Other;
    uint32_t author = 0;
    int64_t at = 0; // seconds since 1970
};

// What all of them together say about one item.
struct AgreedLabel
{
    uint64_t item = 0;
    TrainingLabel label; // the largest weight of the winning side
};
struct Agreement
{
    std::vector<AgreedLabel> labels; // by item, ascending
    std::vector<uint64_t> conflicts; // items left out as people do not agree, ascending
    uint64_t withoutTarget = 0; // items left out as their labels are not for training
};
// The newest vote of each author counts (the later one of two at the same time), the majority of the authors decides; a
// tie is a conflict.
Agreement agree(std::span<const LabelVote> votes, bool withBulkAndUnsure = false);

} // namespace assay::feedback
