// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace assay::gui {

class Jobs;
class LiveCase;

// Moves stored hashes of a local storage to a flag, or deletes them without one; one step of Undo. Digests that are not
// stored any more are passed over. GUI thread; the work is a job.
void changeStoredHashes(Jobs& jobs, LiveCase& live, const QString& storage, const std::vector<Blake2b512>& digests,
    std::optional<uint8_t> flag);

} // namespace assay::gui
