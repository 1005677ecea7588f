// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/fuzzy/storage/hashes.h"

#include <gtest/gtest.h>

namespace assay::test {

using namespace fuzzy;

HashQuery digestOnly(uint64_t number)
{
    HashQuery hash;
    hash.digest = blake2b512("hash " + std::to_string(number));
    return hash;
}

HashQuery textHash(uint64_t number)
{
    HashQuery hash = digestOnly(number);
    std::mt19937_64 random(number);
    for (uint64_t& shingle : hash.shingles.emplace())
        shingle = random();
    return hash;
}

HashQuery mixedHash(uint64_t digest, uint64_t number, uint64_t other, size_t count)
{
    HashQuery hash = textHash(number);
    hash.digest = digestOnly(digest).digest;
    const HashQuery second = textHash(other);
    for (size_t i = 0; i < count; ++i)
        (*hash.shingles)[i] = (*second.shingles)[i];
    return hash;
}

StorageChange writeOf(const HashQuery& hash, uint8_t flag, int32_t weight)
{
    return {ChangeKind::Write, hash, flag, weight};
}

StorageChange deleteOf(const HashQuery& hash, uint8_t flag)
{
    return {ChangeKind::Delete, hash, flag, 1};
}

LocalStorageOptions quietOptions()
{
    LocalStorageOptions options;
    options.syncInterval = {};
    return options;
}

StorageReply ask(FuzzyStorage& storage, const HashQuery& hash)
{
    const auto replies = storage.check({&hash, 1});
    EXPECT_TRUE(replies) << (replies ? "" : replies.error().toString());
    if (!replies || replies->size() != 1)
        return {};
    return replies->front();
}

void learn(LocalStorage& storage, const std::vector<StorageChange>& changes)
{
    const auto changed = storage.change(changes);
    ASSERT_TRUE(changed) << changed.error().toString();
    const auto flushed = storage.flush();
    ASSERT_TRUE(flushed) << flushed.error().toString();
}

} // namespace assay::test
