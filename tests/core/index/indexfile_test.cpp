// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/indexfile.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string sampleImage()
{
    IndexFileWriter writer;
    writer.add(7, std::string(10'000, 'a') + "end");
    writer.add(3, std::vector<uint32_t>{1, 2, 3});
    writer.add(9, std::string());
    IndexIdentity identity;
    identity.fingerprint = 42;
    identity.rows = 5;
    return writer.finish(identity);
}

TEST(IndexFile, GivesItsSections)
{
    test::TemporaryDir dir;
    const auto file = IndexFile::open(dir.write("a.index", sampleImage()));
    ASSERT_TRUE(file.ok()) << file.error().toString();
    EXPECT_EQ((*file)->identity(), (IndexIdentity{IndexKind::Items, 42, 0, 5}));
    EXPECT_EQ((*file)->view(7).size(), 10'003u);
    EXPECT_EQ((*file)->view(7, 10'000, 3), "end");
    EXPECT_EQ((*file)->numbers<uint32_t>(3).size(), 3u);
    EXPECT_EQ((*file)->number<uint32_t>(3, 2), 3u);
    EXPECT_TRUE((*file)->view(9).empty());
    EXPECT_TRUE((*file)->isSound());
    EXPECT_EQ(IndexFile::fromMemory(sampleImage())->view(7, 10'000, 3), "end");
}

TEST(IndexFile, LooksAtNothingOutside)
{
    const auto file = IndexFile::fromMemory(sampleImage());
    for (const auto& [section, offset, length] : {std::tuple{7u, uint64_t{10'001}, uint64_t{3}},
             {7u, UINT64_MAX, uint64_t{2}}, {8u, uint64_t{0}, uint64_t{1}}}) {
        EXPECT_TRUE(file->view(section, offset, length).empty());
        EXPECT_TRUE(file->isDamaged());
    }
}

TEST(IndexFile, EveryFlippedByteIsSeen)
{
    test::TemporaryDir dir;
    const std::string image = sampleImage();
    for (size_t at = 0; at < image.size(); at += 61) {
        std::string damaged = image;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        const auto file = IndexFile::open(dir.write("b.index", damaged));
        EXPECT_TRUE(!file.ok() || !(*file)->isSound()) << at;
    }
    for (size_t size = 0; size < image.size(); size += 512)
        EXPECT_FALSE(IndexFile::open(dir.write("c.index", image.substr(0, size))).ok()) << size;
    EXPECT_FALSE(IndexFile::open(dir.write("d.index", image + "x")).ok());
}

} // namespace
} // namespace assay
