// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/localstorage.h"

#include <random>

namespace assay::test {

// Made-up hashes. The same number gives the same digest; shingles of two numbers have nothing in common.
fuzzy::HashQuery digestOnly(uint64_t number);
fuzzy::HashQuery textHash(uint64_t number);
// The shingles of `number` with the first `count` of them taken from `other`.
fuzzy::HashQuery mixedHash(uint64_t digest, uint64_t number, uint64_t other, size_t count);
fuzzy::StorageChange writeOf(const fuzzy::HashQuery& hash, uint8_t flag = 11, int32_t weight = 1);
fuzzy::StorageChange deleteOf(const fuzzy::HashQuery& hash, uint8_t flag = 11);

// Options for tests: no flush but flush().
fuzzy::LocalStorageOptions quietOptions();
// The one reply.
fuzzy::StorageReply ask(fuzzy::FuzzyStorage& storage, const fuzzy::HashQuery& hash);
// Accepts the change and flushes.
void learn(fuzzy::LocalStorage& storage, const std::vector<fuzzy::StorageChange>& changes);

} // namespace assay::test
