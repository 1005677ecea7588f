// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/storagefile.h"

namespace assay::fuzzy {

// The age in seconds beyond which hashes of the flag go; 0: never.
int64_t largestAge(const ExpiryPolicy& policy, uint8_t flag);

// Which hashes a policy removes at Unix time `now`, oldest first: what is over age, then, beyond the size guard, the
// oldest others. At most `limit`; with one, the guard waits until nothing is over age.
// Plans and expiries both ask here.
Result<std::vector<StoredRow>> selectExpired(
    StorageFile& file, const ExpiryPolicy& policy, int64_t now, uint64_t limit = UINT64_MAX);

// Counts and ages of all hashes and of those among them that go.
Result<ExpiryReport> reportExpiry(StorageFile& file, std::span<const StoredRow> expired, int64_t now);

} // namespace assay::fuzzy
