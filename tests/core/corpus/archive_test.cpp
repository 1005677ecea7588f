// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/archive/archive.h"
#include "core/corpus/archive/entryname.h"
#include "core/corpus/archive/zipdirectory.h"
#include "tests/core/corpus/collectingsink.h"
#include "tests/core/corpus/packing.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay {
namespace {

const std::string message = "From: a@example.org\nSubject: s\n\nbody\n";
const std::string fromLine = "From a@b Mon Jan  1 10:00:00 2024\n";

std::string numbered(int number)
{
    return "X-Number: " + std::to_string(number) + "\n" + message;
}

TEST(EntryName, StaysBelowTheFolder)
{
    const auto expect = [](std::string_view stored, const char* name, bool bad) {
        const EntryName cleaned = cleanEntryName(stored);
        EXPECT_EQ(cleaned.name, name);
        EXPECT_EQ(cleaned.wasBad, bad) << stored;
    };
    expect("a/1.eml", "a/1.eml", false);
    expect("./a//1.eml", "a/1.eml", false);
    expect("a\\1.eml", "a/1.eml", false);
    expect("../../x.eml", "x.eml", true);
    expect("/abs.eml", "abs.eml", true);
    expect("C:\\y.eml", "y.eml", true);
    expect("a/./b/../c.eml", "a/c.eml", true);
    expect("a\nb", "a_b", true);
    expect("..", "unnamed", true);
    expect("", "unnamed", true);
}

class EveryArchive : public testing::TestWithParam<std::string (*)(const std::vector<test::PackedFile>&)>
{
};

TEST_P(EveryArchive, ListsMessagesAndMailboxesAndLoadsThemInAnyOrder)
{
    test::TemporaryDir dir;
    const std::string box = fromLine + numbered(1) + "\n" + fromLine + numbered(2);
    const auto path = dir.write("mails",
        GetParam()(
            {{"a/0.eml", numbered(0)}, {"a/readme.txt", "no mail"}, {"box.mbox", box}, {"b!c/3.eml", numbered(3)},
                {"a/0.eml", numbered(4)}, {"5.eml.gz", test::gzipped(numbered(5))}, {".hidden.eml", message}}));
    for (const auto& source : {path, dir.path()}) {
        const auto read = test::readAll(source);
        ASSERT_TRUE(read.result.ok());
        const bool chosen = source == path;
        const std::string prefix = chosen ? "" : "mails!";
        EXPECT_EQ(read.sink.names(),
            (std::vector<std::string>{
                prefix + "a/0.eml", "0", "1", prefix + "b!c/3.eml", prefix + "a/0.eml#5", prefix + "5.eml.gz"}));
        EXPECT_TRUE(read.sink.allDefects().isEmpty());
        const auto messages = test::loadAll(source, read.sink);
        for (int i = 0; i < 6; ++i)
            EXPECT_EQ(messages[static_cast<size_t>(i)], numbered(i));
        ItemLoader loader(source, {});
        std::mt19937 random(1);
        for (int i = 0; i < 30; ++i) {
            const size_t item = random() % 6;
            const auto loaded =
                loader.load(read.sink.containers[read.sink.found[item].container], read.sink.found[item]);
            ASSERT_TRUE(loaded.ok()) << loaded.error().toString();
            EXPECT_EQ(*loaded, messages[item]);
        }
    }
    EXPECT_EQ(test::readAll(dir.path()).sink.containers[1].folder, "mails/a");
}

TEST_P(EveryArchive, OpensArchivesInsideToTheLimit)
{
    test::TemporaryDir dir;
    const std::string one = GetParam()({{"m.eml", message}});
    const std::string two = GetParam()({{"one", one}});
    const std::string three = GetParam()({{"two", two}});
    const std::string four = GetParam()({{"three", three}});
    const auto path = dir.write("three.bin", three);
    const auto read = test::readAll(path);
    EXPECT_EQ(read.sink.names(), std::vector<std::string>{"two!one!m.eml"});
    EXPECT_EQ(test::loadAll(path, read.sink)[0], message);
    const auto deep = test::readAll(dir.write("four.bin", four));
    EXPECT_TRUE(deep.sink.found.empty());
    EXPECT_TRUE(deep.sink.allDefects().has(Defect::ArchiveNestedTooDeep));
}

TEST_P(EveryArchive, IsReadInsideCompression)
{
    test::TemporaryDir dir;
    const auto path =
        dir.write("mails.gz", test::gzipped(GetParam()({{"1.eml", numbered(1)}, {"2.eml", numbered(2)}})) + "JUNK!!");
    const auto read = test::readAll(path);
    ASSERT_EQ(read.sink.found.size(), 2u);
    EXPECT_TRUE(read.sink.allDefects().has(Defect::ArchiveTrailingData));
    EXPECT_EQ(test::loadAll(path, read.sink), (std::vector<std::string>{numbered(1), numbered(2)}));
}

TEST_P(EveryArchive, StopsAtTooManyEntries)
{
    test::TemporaryDir dir;
    ReadOptions options;
    options.maxArchiveEntries = 2;
    const auto path = dir.write("mails", GetParam()({{"1.eml", message}, {"2.eml", message}, {"3.eml", message}}));
    const auto read = test::readAll(path, options);
    EXPECT_EQ(read.sink.found.size(), 2u);
    EXPECT_TRUE(read.sink.allDefects().has(Defect::ArchiveTooManyEntries));
}

TEST_P(EveryArchive, KeepsWhatComesBeforeACut)
{
    test::TemporaryDir dir;
    std::string noise;
    std::mt19937 random(5);
    for (int i = 0; i < 100'000; ++i)
        noise += static_cast<char>('a' + random() % 26);
    std::string bytes = GetParam()({{"1.eml", message}, {"2.eml", message + noise}, {"3.eml", message}});
    bytes.resize(40'000);
    const auto read = test::readAll(dir.write("cut", bytes));
    EXPECT_GE(read.sink.found.size(), 1u);
    EXPECT_TRUE(read.sink.allDefects().has(Defect::ArchiveTruncated));
}

TEST_P(EveryArchive, SurvivesDamage)
{
    test::TemporaryDir dir;
    const std::string good =
        GetParam()({{"1.eml", numbered(1)}, {"b/2.eml", numbered(2)}, {"box", fromLine + message}});
    std::mt19937 random(9);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = good;
        for (int i = 0; i < 5; ++i)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto path = dir.write("damaged.zip", bytes);
        const auto read = test::readAll(path);
        ItemLoader loader(path, {});
        for (const ItemRecord& item : read.sink.found)
            (void)loader.load(read.sink.containers[item.container], item).ok();
    }
}

INSTANTIATE_TEST_SUITE_P(All, EveryArchive, testing::Values(test::zipOf, test::tarOf));

TEST(Zip, RefusesEntriesThatShareBytes)
{
    // The second entry of the directory is made to point at the first local header.
    std::string bytes = test::zipOf({{"1.eml", message}, {"2.eml", message}});
    const size_t second = bytes.rfind("PK\1\2");
    ASSERT_NE(second, std::string::npos);
    std::fill_n(bytes.begin() + static_cast<ptrdiff_t>(second) + 42, 4, '\0');
    MemoryStream stream(bytes);
    EXPECT_TRUE(checkZipDirectory(stream, 100).has(Defect::ArchiveOverlappingEntries));
    test::TemporaryDir dir;
    const auto read = test::readAll(dir.write("overlap.zip", bytes));
    EXPECT_TRUE(read.sink.found.empty());
    EXPECT_TRUE(read.sink.allDefects().has(Defect::ArchiveOverlappingEntries));
}

TEST(Zip, IsReadBehindOtherBytes)
{
    MemoryStream plain(test::zipOf({{"1.eml", message}, {"2.eml", message}}));
    EXPECT_TRUE(checkZipDirectory(plain, 100).isEmpty());
    MemoryStream shifted("#!/bin/sh\n" + test::zipOf({{"1.eml", message}, {"2.eml", message}}));
    EXPECT_TRUE(checkZipDirectory(shifted, 100).isEmpty());
}

TEST(Zip, ReportsAWrongChecksum)
{
    test::TemporaryDir dir;
    std::string bytes = test::zipOf({{"1.eml", message}});
    // In the local header, the data descriptor and the directory alike.
    const size_t central = bytes.rfind("PK\1\2");
    for (const size_t at : {size_t{14}, central + 16})
        bytes[at] = static_cast<char>(bytes[at] ^ 1);
    if (const size_t descriptor = bytes.find("PK\7\x8"); descriptor != std::string::npos)
        bytes[descriptor + 4] = static_cast<char>(bytes[descriptor + 4] ^ 1);
    const auto read = test::readAll(dir.write("crc.zip", bytes));
    EXPECT_EQ(read.sink.found.size(), 1u);
    EXPECT_TRUE(read.sink.allDefects().has(Defect::ArchiveChecksum));
}

} // namespace
} // namespace assay
