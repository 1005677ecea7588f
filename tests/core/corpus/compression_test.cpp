// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/stream/decompressor.h"
#include "tests/core/corpus/collectingsink.h"
#include "tests/core/corpus/packing.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using Packer = std::string (*)(const std::string&);

std::string zstandardPlain(const std::string& bytes)
{
    return test::zstandard(bytes);
}

struct Unpacked
{
    std::string bytes;
    DefectSet defects;
};

Unpacked unpack(const std::string& packed, ReadOptions options = {}, size_t piece = 10'000)
{
    const auto compression = compressionOf(packed);
    EXPECT_TRUE(compression.has_value());
    Decompressor stream(std::make_unique<MemoryStream>(packed), *compression, options);
    Unpacked result;
    std::string buffer(piece, '\0');
    while (true) {
        auto got = stream.read(buffer.data(), buffer.size());
        EXPECT_TRUE(got.ok());
        if (!got || *got == 0)
            break;
        result.bytes.append(buffer, 0, *got);
    }
    result.defects = stream.defects();
    return result;
}

std::string mixedText()
{
    std::string text;
    for (int i = 0; i < 30'000; ++i)
        text += "line " + std::to_string(i * 7919 % 10'007) + "\n";
    return text;
}

class EveryCompression : public testing::TestWithParam<Packer>
{
};

TEST_P(EveryCompression, ComesBackWhole)
{
    const std::string text = mixedText();
    for (const size_t piece : {size_t{1}, size_t{999}, size_t{1 << 20}}) {
        const Unpacked result = unpack(GetParam()(piece == 1 ? text.substr(0, 5000) : text), {}, piece);
        EXPECT_TRUE(result.bytes == (piece == 1 ? text.substr(0, 5000) : text));
        EXPECT_TRUE(result.defects.isEmpty());
    }
}

TEST_P(EveryCompression, ReadsMembersOneAfterTheOther)
{
    const Unpacked result = unpack(GetParam()("one\n") + GetParam()("") + GetParam()("two\n"));
    EXPECT_EQ(result.bytes, "one\ntwo\n");
    EXPECT_TRUE(result.defects.isEmpty());
}

TEST_P(EveryCompression, TellsPaddingFromOtherTrailingData)
{
    EXPECT_TRUE(unpack(GetParam()("one\n") + std::string(512, '\0')).defects.isEmpty());
    const Unpacked junk = unpack(GetParam()("one\n") + "JUNK and more");
    EXPECT_EQ(junk.bytes, "one\n");
    EXPECT_EQ(junk.defects.list(), std::vector<Defect>{Defect::ArchiveTrailingData});
}

TEST_P(EveryCompression, KeepsWhatComesBeforeACut)
{
    const std::string text = mixedText();
    const std::string packed = GetParam()(text);
    for (const size_t kept : {size_t{7}, packed.size() / 2, packed.size() - 1}) {
        const Unpacked result = unpack(packed.substr(0, kept));
        EXPECT_TRUE(result.defects.has(Defect::ArchiveTruncated)) << kept;
        EXPECT_EQ(result.bytes, text.substr(0, result.bytes.size()));
    }
}

TEST_P(EveryCompression, NeverTakesDamageForGood)
{
    const std::string text = mixedText();
    const std::string packed = GetParam()(text);
    for (size_t at = 20; at < packed.size(); at += packed.size() / 50) {
        std::string damaged = packed;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        const Unpacked result = unpack(damaged);
        EXPECT_TRUE(!result.defects.isEmpty() || result.bytes == text) << at;
    }
}

TEST_P(EveryCompression, StopsABombInsideItsWindow)
{
    ReadOptions options;
    options.ratioWindow = 1 << 20;
    options.maxRatio = 20;
    const std::string packed = GetParam()(std::string(10 << 20, '\n'));
    const Unpacked result = unpack(packed, options);
    EXPECT_TRUE(result.defects.has(Defect::ArchiveRatioExceeded));
    EXPECT_EQ(result.bytes.size(), size_t{1} << 20);
    EXPECT_EQ(unpack(packed, options, 12'345).bytes.size(), size_t{1} << 20);
    options.maxRatio = 0; // go on anyway
    EXPECT_EQ(unpack(packed, options).bytes.size(), size_t{10} << 20);
    options.maxOutput = 3 << 20;
    const Unpacked cut = unpack(packed, options);
    EXPECT_TRUE(cut.defects.has(Defect::ArchiveOutputTooLarge));
    EXPECT_LE(cut.bytes.size(), (size_t{3} << 20) + 1);
}

TEST_P(EveryCompression, WrapsMailboxesAndMessages)
{
    test::TemporaryDir dir;
    const std::string message = "From: a@example.org\nSubject: s\n\nbody\n";
    std::string box;
    for (int i = 0; i < 300; ++i)
        box += "From a@b Mon Jan  1 10:00:00 2024\nX: " + std::to_string(i) + "\n" + message + "\n";
    const auto path = dir.write("inbox.packed", GetParam()(box));
    const auto read = test::readAll(path);
    ASSERT_EQ(read.sink.found.size(), 300u);
    EXPECT_EQ(read.sink.containers.size(), 1u);
    const auto messages = test::loadAll(path, read.sink);
    for (size_t i = 0; i < messages.size(); ++i)
        EXPECT_EQ(messages[i], "X: " + std::to_string(i) + "\n" + message);
    // Backwards the stream starts over.
    ItemLoader loader(path, {});
    for (const size_t i : {size_t{299}, size_t{5}, size_t{5}, size_t{6}})
        EXPECT_EQ(*loader.load(read.sink.containers[0], read.sink.found[i]), messages[i]);
    const auto single = dir.write("one.eml.packed", GetParam()(message));
    const auto one = test::readAll(single);
    ASSERT_EQ(one.sink.found.size(), 1u);
    EXPECT_EQ(test::loadAll(single, one.sink)[0], message);
    const auto twice = test::readAll(dir.write("twice", GetParam()(GetParam()(message))));
    EXPECT_TRUE(twice.sink.found.empty());
    EXPECT_TRUE(twice.sink.allDefects().has(Defect::ArchiveNestedTooDeep));
}

INSTANTIATE_TEST_SUITE_P(
    All, EveryCompression, testing::Values(test::gzipped, test::bzipped, test::xzipped, zstandardPlain));

TEST(Zstd, SkipsSkippableFrames)
{
    const std::string skippable("\x53\x2a\x4d\x18\x04\0\0\0abcd", 12);
    const Unpacked result =
        unpack(skippable + test::zstandard("one\n") + skippable + test::zstandard("two\n") + skippable);
    EXPECT_EQ(result.bytes, "one\ntwo\n");
    EXPECT_TRUE(result.defects.isEmpty());
}

TEST(Zstd, AcceptsWindowsUpTo128MiB)
{
    const std::string text = mixedText();
    EXPECT_TRUE(unpack(test::zstandard(text, 27)).bytes == text);
    // The window byte of the frame header: 2 GiB.
    std::string packed = test::zstandard(text, 27);
    ASSERT_EQ(static_cast<unsigned char>(packed[4]) & 0x20, 0);
    packed[5] = static_cast<char>((31 - 10) << 3);
    EXPECT_EQ(unpack(packed).defects.list(), std::vector<Defect>{Defect::ArchiveWindowTooLarge});
}

TEST(Gzip, GoesOnBehindAWrongChecksum)
{
    std::string packed = test::gzipped("one\n");
    packed[packed.size() - 7] = static_cast<char>(packed[packed.size() - 7] ^ 1);
    const Unpacked result = unpack(packed + test::gzipped("two\n"));
    EXPECT_EQ(result.bytes, "one\ntwo\n");
    EXPECT_EQ(result.defects.list(), std::vector<Defect>{Defect::ArchiveChecksum});
    std::string wrongLength = test::gzipped("one\n");
    wrongLength.back() = 1;
    EXPECT_EQ(unpack(wrongLength).defects.list(), std::vector<Defect>{Defect::ArchiveChecksum});
}

} // namespace
} // namespace assay
