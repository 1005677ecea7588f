// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/fuzzylearning.h"
#include "core/casefile/hashstate.h"

#include <unordered_map>

namespace assay {

// What a storage has of a digest.
struct KnownHash
{
    bool isStored = false;
    uint8_t flag = 0;
    int32_t weight = 0;
};
using KnownHashes = std::unordered_map<Blake2b512, KnownHash, DigestKey>;

// Items that nothing keeps from being learned: their hashes get their outcomes.
inline bool takesPart(const PlannedItem& item)
{
    return item.outcome != LearnOutcome::Denied && item.outcome != LearnOutcome::NoContent
        && item.outcome != LearnOutcome::Failed;
}

// Digests of the items that take part, in their order, each once.
std::vector<Blake2b512> digestsOf(std::span<const PlannedItem> items);

// Goes through the items in order and writes down what each hash does to a storage that holds `known`; items whose
// outcome is Denied, NoContent or Failed are left as they are. Returns the sums. Pure.
LearnTotals decideOutcomes(const LearnRequest& request, KnownHashes known, std::vector<PlannedItem>& items);

// What is to be done, one change a digest: several items that bring the same one are summed up, as a storage may merge
// what stands in its queue in another order. Digests that end as they began are left out.
std::vector<fuzzy::StorageChange> changesOf(const LearnRequest& request, std::span<const PlannedItem> items);

// 12 hashes: "3 new, 9 known"; for the audit log.
std::string totalsText(const LearnRequest& request, const LearnTotals& totals);

} // namespace assay
