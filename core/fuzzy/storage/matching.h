// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/storedrow.h"

namespace assay::fuzzy {

struct ShingleMatch
{
    int64_t id = noOwner; // of the hash that is answered; noOwner when no shingle is known
    float probability = 0; // (k - 1) / 32 for k equal owners: the first is not counted, as in the peer
};

// The best of the owners. The peer's own selection answers, when an older hash has the most shingles and a newer one
// has some, with a newer one and the probability of the older; `compatSelection` asks for that.
ShingleMatch selectMatch(ShingleOwners owners, bool compatSelection);

} // namespace assay::fuzzy
