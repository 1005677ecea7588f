// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/source.h"
#include "tests/core/corpus/collectingsink.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

namespace assay {
namespace {

using test::readAll;

const std::string message = "From: a@example.org\nSubject: s\n\nbody\n";
const std::string fromLine = "From a@b Mon Jan  1 10:00:00 2024\n";

TEST(Source, ReadsASingleMessage)
{
    test::TemporaryDir dir;
    for (const char* lead : {"", "\xef\xbb\xbf", "\n\r\n", "    "}) {
        const auto path = dir.write("one.eml", lead + message);
        const auto read = readAll(path);
        ASSERT_TRUE(read.result.ok());
        ASSERT_EQ(read.sink.found.size(), 1u);
        EXPECT_EQ(read.sink.found[0].name, "one.eml");
        EXPECT_EQ(read.sink.containers[0].format, "eml");
        EXPECT_EQ(test::loadAll(path, read.sink)[0], lead + message);
    }
}

TEST(Source, LeavesAFromLineOutOfTheMessage)
{
    test::TemporaryDir dir;
    const auto path = dir.write("one.eml", fromLine + message);
    const auto read = readAll(path);
    ASSERT_EQ(read.sink.found.size(), 1u);
    EXPECT_EQ(read.sink.found[0].offset, 0u);
    EXPECT_EQ(test::loadAll(path, read.sink)[0], message);
}

TEST(Source, TellsMessagesFromOtherBytes)
{
    test::TemporaryDir dir;
    const auto expectDefect = [&](const std::string& content, Defect defect) {
        const auto read = readAll(dir.write("x.eml", content));
        EXPECT_TRUE(read.result.ok());
        EXPECT_TRUE(read.sink.found.empty());
        EXPECT_TRUE(read.sink.allDefects().has(defect));
    };
    expectDefect("", Defect::Empty);
    expectDefect("\n", Defect::Empty);
    std::string garbage;
    for (int i = 0; i < 256 * 64; ++i)
        garbage += static_cast<char>(i);
    expectDefect(garbage, Defect::NotAMessage);
    for (const std::string& content : {std::string("this line is no header\nFrom: a@example.org\n\nb\n"),
             std::string("From: a\rSubject: s\r\rbody\r"),
             std::string("\xff\xfe"
                         "F\0r\0o\0m\0:\0 \0a\0\n\0\n\0",
                 20)})
        EXPECT_EQ(readAll(dir.write("y.eml", content)).sink.found.size(), 1u) << content;
    const auto unknown = readAll(dir.write("x.bin", garbage));
    ASSERT_FALSE(unknown.result.ok());
    EXPECT_EQ(unknown.result.error().code, ErrorCode::NotRecognised);
    EXPECT_TRUE(unknown.sink.allDefects().has(Defect::NotAMessage));
    EXPECT_EQ(readAll(dir.path() / "absent").result.error().code, ErrorCode::NotFound);
}

TEST(Source, ReadsAnMboxAndGivesItsMessages)
{
    test::TemporaryDir dir;
    std::string box;
    for (int i = 0; i < 1000; ++i)
        box += fromLine + "X-Number: " + std::to_string(i) + "\n" + message + "\n";
    const auto path = dir.write("inbox", box);
    const auto read = readAll(path);
    ASSERT_EQ(read.sink.found.size(), 1000u);
    EXPECT_EQ(read.sink.found[999].name, "999");
    EXPECT_LE(read.sink.batchSizes.front(), 64u);
    const auto bytes = test::loadAll(path, read.sink);
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(bytes[static_cast<size_t>(i)], "X-Number: " + std::to_string(i) + "\n" + message);
}

TEST(Source, ReportsAnMboxWithoutBorders)
{
    test::TemporaryDir dir;
    const auto read = readAll(dir.write("not.mbox", "no from line here\n"));
    EXPECT_TRUE(read.sink.found.empty());
    EXPECT_TRUE(read.sink.allDefects().has(Defect::MboxNoFromLine));
    const auto empty = readAll(dir.write("empty.mbox", ""));
    EXPECT_TRUE(empty.result.ok());
    EXPECT_TRUE(empty.sink.allDefects().isEmpty());
}

TEST(ItemLoader, ReadsOnWhenAnMboxHasGrownAndRefusesOtherChanges)
{
    test::TemporaryDir dir;
    const auto path = dir.write("inbox", fromLine + message + "\n" + fromLine + message);
    const auto read = readAll(path);
    ASSERT_EQ(read.sink.found.size(), 2u);
    std::ofstream(path, std::ios::app) << "\n" << fromLine << message;
    EXPECT_EQ(test::loadAll(path, read.sink), std::vector<std::string>(2, message));
    std::filesystem::resize_file(path, 10);
    ItemLoader loader(path, {});
    const auto loaded = loader.load(read.sink.containers[0], read.sink.found[1]);
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, ErrorCode::Changed);
    std::filesystem::remove(path);
    ItemLoader other(path, {});
    EXPECT_EQ(other.load(read.sink.containers[0], read.sink.found[0]).error().code, ErrorCode::NotFound);
}

// Does something to the file when the first items arrive.
class MeddlingSink : public test::CollectingSink
{
public:
    explicit MeddlingSink(std::function<void()> meddle)
        : m_meddle(std::move(meddle))
    {
    }
    void items(std::span<const ItemRecord> batch) override
    {
        if (found.empty())
            m_meddle();
        test::CollectingSink::items(batch);
    }

private:
    std::function<void()> m_meddle;
};

TEST(Source, NoticesAFileThatChangesWhileItIsRead)
{
    test::TemporaryDir dir;
    std::string box;
    while (box.size() < 3 << 20)
        box += fromLine + message + "\n";
    const auto path = dir.write("inbox", box);
    const size_t all = readAll(path).sink.found.size();
    MeddlingSink growing([&] { std::ofstream(path, std::ios::app) << fromLine << message; });
    ASSERT_TRUE(readSource(path, {}, growing, RunContext()).ok());
    EXPECT_EQ(growing.found.size(), all);
    EXPECT_TRUE(growing.containers[0].defects.has(Defect::IoChanged));
    EXPECT_FALSE(growing.found.back().defects.has(Defect::Truncated));

    MeddlingSink shrinking([&] { std::filesystem::resize_file(path, 1 << 20); });
    ASSERT_TRUE(readSource(path, {}, shrinking, RunContext()).ok());
    EXPECT_LT(shrinking.found.size(), all);
    EXPECT_GT(shrinking.found.size(), all / 4);
    EXPECT_TRUE(shrinking.containers[0].defects.has(Defect::IoChanged));
    EXPECT_TRUE(shrinking.found.back().defects.has(Defect::Truncated));

    MeddlingSink vanishing([&] { std::filesystem::remove(path); });
    EXPECT_TRUE(readSource(path, {}, vanishing, RunContext()).ok());
}

TEST(Source, StopsWhenAsked)
{
    test::TemporaryDir dir;
    const auto path = dir.write("inbox", fromLine + message);
    std::stop_source stop;
    stop.request_stop();
    test::CollectingSink sink;
    const auto result = readSource(path, {}, sink, RunContext(stop.get_token(), nullptr, 1));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace assay
