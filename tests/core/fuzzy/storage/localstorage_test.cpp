// SPDX-License-Identifier: GPL-3.0-or-later
// A storage file: changes, checks, states, what another program sees of it.
#include "tests/core/fuzzy/storage/hashes.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::fuzzy {
namespace {

using namespace test;

class LocalStorageTest : public testing::Test
{
protected:
    std::shared_ptr<LocalStorage> open(LocalStorageOptions options = quietOptions())
    {
        auto opened = LocalStorage::open(m_path, std::move(options));
        EXPECT_TRUE(opened) << opened.error().toString();
        return opened ? *opened : nullptr;
    }

    TemporaryDir m_folder;
    std::filesystem::path m_path = m_folder.path() / "hashes.db";
};

TEST_F(LocalStorageTest, ChecksSeeWhatWasFlushed)
{
    const auto storage = open();
    const StorageChange change = writeOf(textHash(1), 11, 7);
    ASSERT_TRUE(storage->change({&change, 1}));
    EXPECT_FALSE(ask(*storage, textHash(1)).isFound());
    const auto report = storage->flush();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->written, 1u);
    EXPECT_EQ(report->version, 1u);
    const StorageReply exact = ask(*storage, digestOnly(1));
    EXPECT_EQ(exact.weight, 7);
    EXPECT_EQ(exact.flag, 11u);
    EXPECT_EQ(exact.probability, 1);
    EXPECT_EQ(exact.time, 0u);
    const StorageReply similar = ask(*storage, mixedHash(2, 1, 3, 10));
    EXPECT_EQ(similar.probability, 21 / 32.0F);
    EXPECT_EQ(similar.digest, textHash(1).digest);
    EXPECT_GT(similar.time, 1'600'000'000u);
    EXPECT_EQ(storage->checkOne(mixedHash(2, 1, 3, 10)).probability, 21 / 32.0F);
}

TEST_F(LocalStorageTest, TheHashWithMostShinglesAnswers)
{
    LocalStorageOptions options = quietOptions();
    for (const bool compat : {false, true}) {
        options.compatSelection = compat;
        const auto storage = open(options);
        learn(*storage, {writeOf(textHash(1), 11), writeOf(textHash(2), 12)});
        // 20 shingles of the older, 12 of the newer: the peer names the newer.
        const StorageReply reply = ask(*storage, mixedHash(3, 2, 1, 20));
        EXPECT_EQ(reply.flag, compat ? 12u : 11u);
        EXPECT_EQ(reply.probability, 19 / 32.0F);
    }
}

TEST_F(LocalStorageTest, IsThereAgainWhenOpenedAnew)
{
    {
        const auto storage = open();
        const StorageChange change = writeOf(textHash(5), 13, 9);
        ASSERT_TRUE(storage->change({&change, 1})); // flushed when it is closed
    }
    EXPECT_FALSE(std::filesystem::exists(m_path.string() + ".assay-journal"));
    for (const uint64_t indexBytes : {uint64_t{0}, uint64_t{1} << 20}) {
        LocalStorageOptions options = quietOptions();
        options.indexBytes = indexBytes;
        options.readOnly = indexBytes == 0;
        const auto storage = open(options);
        EXPECT_EQ(ask(*storage, mixedHash(6, 5, 7, 4)).weight, 9);
        EXPECT_EQ(*storage->count(), 1u);
    }
}

TEST_F(LocalStorageTest, StatesUndoWhatWasLearned)
{
    const auto storage = open();
    learn(*storage, {writeOf(textHash(1), 11, 5), writeOf(digestOnly(2), 12, 6)});
    // Adds to one hash, forgets another, and takes 20 shingles of the first with a third.
    const std::vector<StorageChange> changes = {
        writeOf(textHash(1), 13, 9), deleteOf(digestOnly(2)), writeOf(mixedHash(3, 3, 1, 20), 14, 1)};
    const auto before = storage->statesBefore(changes);
    ASSERT_TRUE(before);
    ASSERT_EQ(before->size(), 3u);
    learn(*storage, changes);
    EXPECT_EQ(ask(*storage, mixedHash(9, 1, 8, 0)).flag, 14u);
    ASSERT_TRUE(storage->restore(*before));
    EXPECT_EQ(ask(*storage, textHash(1)).weight, 5);
    EXPECT_EQ(ask(*storage, digestOnly(2)).flag, 12u);
    EXPECT_FALSE(ask(*storage, digestOnly(3)).isFound());
    EXPECT_EQ(ask(*storage, mixedHash(9, 1, 8, 0)).probability, 31 / 32.0F);
    const auto after = storage->statesBefore(changes);
    ASSERT_TRUE(after);
    for (size_t i = 0; i < after->size(); ++i) {
        EXPECT_EQ((*after)[i].stored.has_value(), (*before)[i].stored.has_value());
        if ((*after)[i].stored) {
            EXPECT_EQ((*after)[i].stored->shingles, (*before)[i].stored->shingles);
            EXPECT_EQ((*after)[i].stored->time, (*before)[i].stored->time);
        }
    }
    EXPECT_EQ(storage->statistics()->sources.at(0).version, 3u);
}

TEST_F(LocalStorageTest, ShinglesTakenOverAreListedAsZero)
{
    const auto storage = open();
    learn(*storage, {writeOf(textHash(1))});
    learn(*storage, {writeOf(mixedHash(2, 3, 1, 4))});
    std::vector<StoredHash> hashes;
    ASSERT_TRUE(storage->visit(
        [&](const StoredHash& hash) {
            hashes.push_back(hash);
            return true;
        },
        true));
    ASSERT_EQ(hashes.size(), 2u);
    for (size_t i = 0; i < shingleCount; ++i)
        EXPECT_EQ((*hashes[0].shingles)[i], i < 4 ? 0 : (*textHash(1).shingles)[i]);
    EXPECT_EQ(hashes[1].shingles, mixedHash(2, 3, 1, 4).shingles);
    size_t visited = 0;
    ASSERT_TRUE(storage->visit([&](const StoredHash& hash) {
        EXPECT_TRUE(hash.hasShingles && !hash.shingles);
        return ++visited < 1;
    }));
    EXPECT_EQ(visited, 1u);
}

TEST_F(LocalStorageTest, TheLastHashOfAFlushOwnsASharedShingle)
{
    for (const uint64_t indexBytes : {uint64_t{0}, uint64_t{1} << 20}) {
        std::filesystem::remove(m_path);
        LocalStorageOptions options = quietOptions();
        options.indexBytes = indexBytes;
        const auto storage = open(options);
        learn(*storage,
            {writeOf(textHash(1), 11), writeOf(mixedHash(2, 2, 1, 25), 12), writeOf(mixedHash(3, 3, 1, 22), 13)});
        const StorageReply reply = ask(*storage, mixedHash(9, 1, 8, 0));
        EXPECT_EQ(reply.flag, 13u);
        EXPECT_EQ(reply.probability, 21 / 32.0F);
    }
}

TEST_F(LocalStorageTest, StatisticsCountWhatIsThere)
{
    LocalStorageOptions options = quietOptions();
    options.clock = [] { return int64_t{1'700'000'000}; };
    for (const uint64_t indexBytes : {uint64_t{0}, uint64_t{1} << 20}) {
        options.indexBytes = indexBytes;
        std::filesystem::remove(m_path);
        const auto storage = open(options);
        learn(*storage, {writeOf(textHash(1)), writeOf(digestOnly(2), 12), writeOf(digestOnly(3), 12)});
        const StorageChange change = writeOf(digestOnly(4));
        ASSERT_TRUE(storage->change({&change, 1}));
        ASSERT_TRUE(storage->changeFrom("master", 17, {&change, 1}));
        const auto statistics = storage->statistics();
        ASSERT_TRUE(statistics);
        EXPECT_EQ(statistics->hashes, 3u);
        EXPECT_EQ(statistics->shingleHashes, 1u);
        EXPECT_EQ(statistics->shingles, 32u);
        EXPECT_EQ(statistics->pending, 2u);
        EXPECT_EQ(statistics->byFlag, (std::map<uint8_t, uint64_t>{{11, 1}, {12, 2}}));
        EXPECT_EQ(statistics->oldest, 1'700'000'000);
        EXPECT_EQ(statistics->newest, 1'700'000'000);
        EXPECT_GT(statistics->fileBytes, 0u);
        ASSERT_TRUE(storage->flush());
        const auto sources = storage->statistics()->sources;
        ASSERT_EQ(sources.size(), 2u);
        EXPECT_EQ(sources[0].name, "local");
        EXPECT_EQ(sources[0].version, 2u);
        EXPECT_EQ(sources[1].name, "master");
        EXPECT_EQ(sources[1].version, 17u);
    }
}

TEST_F(LocalStorageTest, ObserversGetWhatWasMerged)
{
    const auto storage = open();
    std::vector<StorageChange> seen;
    FlushReport told;
    storage->setFlushObserver([&](const FlushReport& report, std::span<const StorageChange> changes) {
        told = report;
        seen.assign(changes.begin(), changes.end());
    });
    learn(*storage, {writeOf(digestOnly(1), 11, 2), writeOf(digestOnly(1), 11, 3), writeOf(digestOnly(1), 12, 4)});
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].weight, 5);
    EXPECT_EQ(seen[1].flag, 12);
    EXPECT_EQ(told.version, 1u);
    seen.clear();
    const StorageChange change = writeOf(digestOnly(2));
    ASSERT_TRUE(storage->changeFrom("master", 1, {&change, 1}));
    ASSERT_TRUE(storage->flush());
    EXPECT_TRUE(seen.empty()); // slaves of a slave ask its master
}

TEST_F(LocalStorageTest, SettingsStayInTheFile)
{
    {
        const auto storage = open();
        EXPECT_EQ(*storage->setting("algorithm"), "");
        ASSERT_TRUE(storage->setSetting("algorithm", "siphash"));
        EXPECT_EQ(storage->setSetting("journal sequence", "9").error().code, ErrorCode::BadArgument);
    }
    EXPECT_EQ(*open()->setting("algorithm"), "siphash");
}

TEST_F(LocalStorageTest, BeyondItsBoundTheIndexIsGivenUp)
{
    LocalStorageOptions options = quietOptions();
    options.indexBytes = 600'000;
    const auto storage = open(options);
    std::vector<StorageChange> changes;
    for (uint64_t i = 0; i < 800; ++i)
        changes.push_back(writeOf(textHash(i)));
    learn(*storage, changes);
    EXPECT_EQ(storage->statistics()->indexBytes, 0u);
    EXPECT_TRUE(ask(*storage, mixedHash(5000, 1, 5001, 6)).isFound());
    EXPECT_FALSE(ask(*storage, textHash(5000)).isFound());
    EXPECT_EQ(*storage->count(), 800u);
}

TEST_F(LocalStorageTest, DeadRowsMakeRoomForNewOnes)
{
    const auto storage = open();
    uint64_t mostBytes = 0;
    for (uint64_t round = 0; round < 20; ++round) {
        std::vector<StorageChange> changes;
        for (uint64_t i = 0; i < 1000; ++i) {
            changes.push_back(writeOf(textHash(round * 1000 + i)));
            if (round > 0)
                changes.push_back(deleteOf(textHash((round - 1) * 1000 + i)));
        }
        learn(*storage, changes);
        if (round == 6)
            mostBytes = storage->statistics()->indexBytes;
    }
    EXPECT_LE(storage->statistics()->indexBytes, mostBytes * 3 / 2);
    EXPECT_EQ(*storage->count(), 1000u);
    EXPECT_TRUE(ask(*storage, mixedHash(90'000, 19'500, 90'001, 6)).isFound());
    EXPECT_FALSE(ask(*storage, mixedHash(90'000, 18'500, 90'001, 6)).isFound());
}

} // namespace
} // namespace assay::fuzzy
