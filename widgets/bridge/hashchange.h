// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/localstorage.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace assay::gui {

class Jobs;
class LiveCase;

// What is to be done to stored hashes.
struct HashChange
{
    enum class Kind { Weight, Move, Whitelist, Delete };
    Kind kind = Kind::Move;
    int32_t weight = 1; // to add
    uint8_t flag = 0; // to move to
};

// The state of one hash after a change; as it was when the change does not concern it.
fuzzy::HashState changedState(const fuzzy::HashState& before, const HashChange& change);

// Moves stored hashes of a local storage to a flag, or deletes them without one; one step of Undo. Digests that are not
// stored any more are passed over. GUI thread; the work is a job.
void changeStoredHashes(Jobs& jobs, LiveCase& live, const QString& storage, const std::vector<Blake2b512>& digests,
    std::optional<uint8_t> flag);

} // namespace assay::gui
