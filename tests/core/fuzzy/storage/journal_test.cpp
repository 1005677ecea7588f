// SPDX-License-Identifier: GPL-3.0-or-later
// What is accepted survives: torn and damaged journals, failed flushes, a second writer.
#include "core/base/file.h"
#include "core/fuzzy/storage/changeintake.h"
#include "core/fuzzy/storage/journalentry.h"
#include "tests/core/fuzzy/storage/hashes.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>
#include <unistd.h>

namespace assay::fuzzy {
namespace {

using namespace test;
namespace fs = std::filesystem;

class JournalTest : public testing::Test
{
protected:
    std::shared_ptr<LocalStorage> open()
    {
        auto opened = LocalStorage::open(m_path, quietOptions());
        EXPECT_TRUE(opened) << opened.error().toString();
        return opened ? *opened : nullptr;
    }
    fs::path journal() const { return m_path.string() + ".assay-journal"; }

    // Accepts `count` hashes, one in each entry, and leaves the files as a killed program would.
    void leaveJournalOf(uint64_t count)
    {
        const fs::path copy = m_folder.path() / "copy";
        {
            const auto storage = open();
            for (uint64_t i = 0; i < count; ++i) {
                const StorageChange change = writeOf(textHash(i));
                ASSERT_TRUE(storage->change({&change, 1}));
            }
            // Of an untouched storage: the flush at its end must not be in it.
            fs::create_directory(copy);
            for (const fs::path& file : {m_path, journal(), fs::path(journal().string() + "2")})
                fs::copy_file(file, copy / file.filename());
            if (fs::exists(m_path.string() + "-wal"))
                fs::copy_file(m_path.string() + "-wal", copy / (m_path.filename().string() + "-wal"));
        }
        m_path = copy / m_path.filename();
    }
    // Bytes of one entry of leaveJournalOf().
    static size_t entrySize()
    {
        std::string bytes;
        const StorageChange change = writeOf(textHash(0));
        appendEntry(bytes, 1, "local", 0, {&change, 1});
        return bytes.size();
    }

    TemporaryDir m_folder;
    fs::path m_path = m_folder.path() / "hashes.db";
};

TEST_F(JournalTest, WhatAKilledProgramAcceptedIsTakenUp)
{
    leaveJournalOf(10);
    for (int round = 0; round < 2; ++round) {
        const auto storage = open();
        EXPECT_EQ(*storage->count(), 10u);
        EXPECT_EQ(ask(*storage, textHash(7)).weight, 1); // not added twice
        EXPECT_EQ(storage->statistics()->journalBytesLost, 0u);
    }
}

TEST_F(JournalTest, NothingIsTakenTwiceWhenTheJournalOutlivedItsFlush)
{
    leaveJournalOf(10);
    const auto bytes = readFile(journal());
    ASSERT_TRUE(bytes);
    open();
    ASSERT_TRUE(writeFileAtomically(journal(), *bytes)); // cut, but the disk did not hear of it
    const auto storage = open();
    EXPECT_EQ(ask(*storage, textHash(7)).weight, 1);
}

TEST_F(JournalTest, ATornEndIsDropped)
{
    leaveJournalOf(10);
    fs::resize_file(journal(), fs::file_size(journal()) - 5);
    const auto storage = open();
    EXPECT_EQ(*storage->count(), 9u);
    EXPECT_EQ(storage->statistics()->journalBytesLost, entrySize() - 5);
    learn(*storage, {writeOf(textHash(50))});
    EXPECT_EQ(*storage->count(), 10u);
}

TEST_F(JournalTest, DamageCostsTheEntryItIsIn)
{
    leaveJournalOf(10);
    std::fstream file(journal(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(64 + entrySize() * 3 + entrySize() / 2));
    file.write("damage", 6);
    file.close();
    const auto storage = open();
    EXPECT_EQ(*storage->count(), 9u);
    EXPECT_FALSE(ask(*storage, textHash(3)).isFound());
    EXPECT_EQ(storage->statistics()->journalBytesLost, entrySize());
}

TEST_F(JournalTest, GarbageIsNoEntry)
{
    std::mt19937 random(5);
    std::string bytes(100'000, '\0');
    for (char& c : bytes)
        c = static_cast<char>(random());
    std::string entry;
    const StorageChange change = writeOf(textHash(0), 11, 77);
    appendEntry(entry, 9, "master", 3, {&change, 1});
    const std::string all = bytes + entry + bytes;
    EntryReader whole(all);
    const auto found = whole.next();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->source, "master");
    EXPECT_EQ(found->revision, 3u);
    EXPECT_EQ(found->sequence, 9u);
    EXPECT_EQ(found->changes.at(0).weight, 77);
    EXPECT_EQ(found->changes.at(0).hash.shingles, textHash(0).shingles);
    EXPECT_FALSE(whole.next());
    EXPECT_EQ(whole.unreadableBytes(), bytes.size() * 2);
}

TEST_F(JournalTest, ASecondWriterIsRefusedAndAReaderIsNot)
{
    const auto storage = open();
    const auto second = LocalStorage::open(m_path, quietOptions());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Locked);
    EXPECT_NE(second.error().detail.find("process " + std::to_string(::getpid())), std::string::npos);
    LocalStorageOptions options = quietOptions();
    options.readOnly = true;
    const auto reader = LocalStorage::open(m_path, options);
    ASSERT_TRUE(reader);
    learn(*storage, {writeOf(textHash(1)), writeOf(textHash(2))});
    ASSERT_TRUE((*reader)->refresh());
    EXPECT_TRUE(ask(**reader, mixedHash(9, 1, 8, 3)).isFound());
    learn(*storage, {deleteOf(textHash(1)), writeOf(textHash(2), 11, 4)});
    ASSERT_TRUE((*reader)->refresh());
    EXPECT_FALSE(ask(**reader, mixedHash(9, 1, 8, 3)).isFound());
    EXPECT_EQ(ask(**reader, textHash(2)).weight, 5);
    const StorageChange change = writeOf(textHash(1));
    EXPECT_EQ((*reader)->change({&change, 1}).error().code, ErrorCode::ReadOnly);
    EXPECT_EQ((*reader)->flush().error().code, ErrorCode::ReadOnly);
}

// The order of changes is the order of the journal, whoever writes it.
TEST_F(JournalTest, ChangesOfManyThreadsAreAllThere)
{
    const auto storage = open();
    {
        std::vector<std::jthread> threads;
        for (uint64_t t = 0; t < 4; ++t) {
            threads.emplace_back([&storage, t] {
                for (uint64_t i = 0; i < 50; ++i) {
                    const StorageChange change = writeOf(digestOnly(t % 2 * 1000 + i));
                    EXPECT_TRUE(storage->change({&change, 1}));
                    EXPECT_TRUE(i % 20 != 7 || storage->flush());
                }
            });
        }
    }
    ASSERT_TRUE(storage->flush());
    EXPECT_EQ(*storage->count(), 100u);
    for (uint64_t i = 0; i < 50; ++i)
        EXPECT_EQ(ask(*storage, digestOnly(1000 + i)).weight, 2);
}

} // namespace
} // namespace assay::fuzzy
