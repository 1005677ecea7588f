// SPDX-License-Identifier: GPL-3.0-or-later
// Expiry: what a plan says is what happens.
#include "tests/core/fuzzy/storage/hashes.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <thread>

namespace assay::fuzzy {
namespace {

using namespace test;

constexpr int64_t day = 86'400, start = 1'700'000'000;

class ExpiryTest : public testing::Test
{
protected:
    // One hash a day for 100 days; every fourth without shingles and of flag 12.
    std::shared_ptr<LocalStorage> fill(LocalStorageOptions options = quietOptions())
    {
        options.clock = [this] { return m_now.load(); };
        auto opened = LocalStorage::open(m_folder.path() / "hashes.db", std::move(options));
        EXPECT_TRUE(opened) << opened.error().toString();
        std::vector<HashState> states;
        for (uint64_t i = 0; i < 100; ++i, m_now += day) {
            const HashQuery hash = i % 4 == 0 ? digestOnly(i) : textHash(i);
            const uint8_t flag = i % 4 == 0 ? 12 : 11;
            states.push_back({hash.digest, StoredHash{hash.digest, flag, 1, m_now, hash.shingles, false}});
        }
        EXPECT_TRUE((*opened)->restore(states));
        return *opened;
    }
    static ExpiryPolicy policy(int64_t seconds, std::map<uint8_t, int64_t> byFlag, uint64_t maxHashes = 0)
    {
        ExpiryPolicy policy;
        policy.seconds = seconds;
        policy.secondsByFlag = std::move(byFlag);
        policy.maxHashes = maxHashes;
        return policy;
    }
    static uint64_t sum(const std::map<uint8_t, uint64_t>& counts)
    {
        return std::accumulate(counts.begin(), counts.end(), uint64_t{0},
            [](uint64_t all, const auto& count) { return all + count.second; });
    }

    TemporaryDir m_folder;
    std::atomic<int64_t> m_now{start};
};

TEST_F(ExpiryTest, PlansAreWhatHappens)
{
    const auto storage = fill();
    struct Case
    {
        ExpiryPolicy policy;
        uint64_t removed, removedOf12;
    };
    const Case cases[] = {
        {policy(0, {}), 0, 0},
        {policy(95 * day, {}), 5, 2}, // the days 0 to 4
        {policy(0, {{12, 80 * day}}), 3, 3}, // the days 8, 12 and 16
        {policy(85 * day, {{12, 0}}), 8, 0}, // the days 5 to 14 without those
        {policy(0, {}, 80), 4, 0},
    };
    uint64_t left = 100;
    for (const Case& one : cases) {
        const auto plan = storage->planExpiry(one.policy);
        ASSERT_TRUE(plan);
        EXPECT_EQ(plan->hashes, left);
        const auto done = storage->expire(one.policy);
        ASSERT_TRUE(done);
        EXPECT_EQ(done->removed, plan->removed);
        EXPECT_EQ(done->removedByFlag, plan->removedByFlag);
        EXPECT_EQ(done->removed, sum(done->removedByFlag));
        left -= done->removed;
        EXPECT_EQ(*storage->count(), left);
        EXPECT_EQ(storage->planExpiry(one.policy)->removed, 0u);
        uint64_t hashes = 0, removed = 0;
        for (const ExpiryReport::Bin& bin : plan->ages) {
            EXPECT_LT(bin.fromSeconds, bin.toSeconds);
            hashes += bin.hashes;
            removed += bin.removed;
        }
        EXPECT_EQ(hashes, plan->hashes);
        EXPECT_EQ(removed, plan->removed);
        EXPECT_EQ(done->removed, one.removed);
        const auto of12 = done->removedByFlag.find(12);
        EXPECT_EQ(of12 == done->removedByFlag.end() ? 0 : of12->second, one.removedOf12);
    }
    EXPECT_EQ(storage->statistics()->expired, 100 - left);
    EXPECT_TRUE(ask(*storage, textHash(99)).isFound());
}

TEST_F(ExpiryTest, TheSizeGuardTakesTheOldest)
{
    const auto storage = fill();
    const auto bytes = storage->statistics()->fileBytes;
    ExpiryPolicy policy;
    policy.maxBytes = bytes / 2;
    const auto plan = storage->planExpiry(policy);
    ASSERT_TRUE(plan);
    EXPECT_NEAR(static_cast<double>(plan->removed), 50, 3);
    ASSERT_TRUE(storage->expire(policy));
    EXPECT_FALSE(ask(*storage, textHash(plan->removed - 1)).isFound() || ask(*storage, digestOnly(0)).isFound());
    EXPECT_EQ(*storage->count(), 100 - plan->removed);
    EXPECT_TRUE(ask(*storage, textHash(99)).isFound());
    EXPECT_FALSE(ask(*storage, mixedHash(500, 1, 501, 0)).isFound());
}

TEST_F(ExpiryTest, ChecksDoNotFindWhatIsOverAge)
{
    LocalStorageOptions options = quietOptions();
    options.expiry.seconds = 1000 * day;
    options.expiry.secondsByFlag[12] = 10 * day;
    for (const uint64_t indexBytes : {uint64_t{0}, uint64_t{1} << 20}) {
        options.indexBytes = indexBytes;
        m_now = start;
        const auto storage = fill(options);
        EXPECT_FALSE(ask(*storage, digestOnly(80)).isFound());
        EXPECT_EQ(ask(*storage, digestOnly(80)).probability, 0);
        EXPECT_TRUE(ask(*storage, digestOnly(96)).isFound());
        EXPECT_TRUE(ask(*storage, mixedHash(500, 81, 501, 5)).isFound());
        m_now += 1000 * day;
        EXPECT_EQ(ask(*storage, mixedHash(500, 81, 501, 5)).probability, 0);
        std::filesystem::remove(storage->path());
    }
}

TEST_F(ExpiryTest, PeriodicFlushesRemoveWhatIsOverAge)
{
    LocalStorageOptions options = quietOptions();
    options.syncInterval = std::chrono::milliseconds(20);
    options.expiry.seconds = 50 * day;
    const auto storage = fill(options);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (*storage->count() > 60 && std::chrono::steady_clock::now() < until) {
        const StorageChange change = writeOf(digestOnly(99), 11);
        ASSERT_TRUE(storage->change({&change, 1}));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_LE(*storage->count(), 60u);
    EXPECT_GT(storage->statistics()->expired, 39u);
}

} // namespace
} // namespace assay::fuzzy
