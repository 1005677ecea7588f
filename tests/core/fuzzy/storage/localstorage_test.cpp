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
        store(*storage, {writeOf(textHash(1), 11), writeOf(textHash(2), 12)});
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

} // namespace
} // namespace assay::fuzzy
