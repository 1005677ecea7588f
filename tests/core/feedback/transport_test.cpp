// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/transport.h"

#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::feedback {
namespace {

namespace fs = std::filesystem;

TEST(FolderTransport, PublishesWholeFilesByTheirNames)
{
    const test::TemporaryDir dir;
    FolderTransport transport(dir.path());
    const MessageName first{"feedback", "3", 1, 2}, second{"feedback", "3", 2, 2};
    ASSERT_TRUE(transport.prepare(first, "one").ok());
    ASSERT_TRUE(transport.prepare(second, "two").ok());
    EXPECT_FALSE(fs::exists(dir.path() / "outbox/feedback-3-1of2.json"));
    ASSERT_TRUE(transport.release({first, second}).ok());
    EXPECT_EQ(*readFile(dir.path() / "outbox/feedback-3-2of2.json"), "two");
    EXPECT_FALSE(fs::exists(dir.path() / "outbox/.prepared"));
    ASSERT_TRUE(transport.prepare(first, "newer").ok());
    transport.discard();
    EXPECT_FALSE(transport.release({first}).ok());
    EXPECT_EQ(*readFile(dir.path() / "outbox/feedback-3-1of2.json"), "one");
}

TEST(FolderTransport, NamesOfOthersDoNotLeaveTheFolder)
{
    EXPECT_EQ((MessageName{"../../x", "a/b", 1, 1}.fileName()), "_.._.._x-a_b-1of1.json");
    EXPECT_EQ((MessageName{"", std::string(500, 'x'), 1, 1}.fileName()).size(), 1u + 1 + 200 + 10);
}

TEST(FolderTransport, TakesWhatArrivedAndPutsItAway)
{
    const test::TemporaryDir dir;
    FolderTransport transport(dir.path());
    EXPECT_TRUE(transport.arrived()->empty()); // no folder yet
    dir.write("inbox/feedback-7-1of2.json", "a");
    dir.write("inbox/feedback-7-2of2.json", "b");
    dir.write("inbox/x-of.json", "c");
    dir.write("inbox/.half.json", "still coming");
    dir.write("inbox/notes.txt", "not a message");
    fs::create_directories(dir.path() / "inbox/folder.json");
    const auto arrived = *transport.arrived();
    ASSERT_EQ(arrived.size(), 3u);
    EXPECT_EQ(arrived[0].stem, "feedback-7");
    EXPECT_EQ(arrived[1].stem, "feedback-7");
    EXPECT_EQ(arrived[2].stem, "x-of");
    EXPECT_EQ(*transport.read(arrived[1]), "b");
    EXPECT_EQ(*transport.putAway(arrived[0], false), dir.path() / "inbox/done/feedback-7-1of2.json");
    EXPECT_EQ(*transport.putAway(arrived[2], true), dir.path() / "inbox/refused/x-of.json");
    dir.write("inbox/feedback-7-1of2.json", "again");
    EXPECT_EQ(*transport.putAway((*transport.arrived())[0], false), dir.path() / "inbox/done/feedback-7-1of2.2.json");
    EXPECT_FALSE(transport.putAway(arrived[2], true).ok());
}

} // namespace
} // namespace assay::feedback
