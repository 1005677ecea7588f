// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/messagefacts.h"
#include "core/index/segment.h"
#include "core/text/searchfold.h"
#include "core/text/words.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using Rows = std::vector<uint32_t>;

Segment sampleSegment()
{
    const std::string messages[] = {
        "From: Ann <ann@a.example>\nTo: bob@b.example\nSubject: Invoice 17 is due\nMessage-ID: <1@a>\n"
        "Received: from x (x [192.0.2.1]) by y; Mon, 01 Jan 2024 10:00:00 +0000\n\nPlease pay the invoice 18 now.\n",
        "From: =?utf-8?q?J=C3=BCrgen?= <j@b.example>\nSubject: =?utf-8?b?5oKo55qE5Y+R56Wo?=\nMessage-ID: <2@a>\n"
        "References: <1@a> <x@y>\nList-Id: <list.b.example>\n\nSee https://Host.example/path\n",
        "Subject: now\n\nthe due\n\ninvoice\n",
    };
    SegmentBuilder builder;
    for (const std::string& message : messages)
        builder.add(valuesOf(Message::parse(message), KnownItem{"/mail/box", {}, {}}));
    IndexIdentity identity;
    return Segment(IndexFile::fromMemory(builder.finish(identity)));
}

Rows withPhrase(const Segment& segment, WordColumnId column, std::string_view phrase)
{
    const std::string folded = foldedForSearch(phrase);
    return segment.words(column).rowsWith(searchedWords(folded)).rows();
}

TEST(Segment, FindsTexts)
{
    const Segment segment = sampleSegment();
    EXPECT_EQ(segment.containing(TextColumn::Subject, "invoice").rows(), Rows{0});
    EXPECT_EQ(segment.containing(TextColumn::From, "jurgen <").rows(), Rows{1});
    EXPECT_EQ(segment.containing(TextColumn::Subject, "").rows(), (Rows{0, 1, 2}));
    EXPECT_EQ(segment.equalTo(TextColumn::From, "ann@a.example").rows(), Rows{0});
    EXPECT_EQ(segment.equalTo(TextColumn::From, "ann@a").rows(), Rows{});
    EXPECT_EQ(segment.equalTo(TextColumn::Thread, "1@a").rows(), (Rows{0, 1}));
    EXPECT_EQ(segment.withText(TextColumn::List).rows(), Rows{1});
    EXPECT_EQ(segment.equalTo(TextColumn::Host, "host.example").rows(), Rows{1});
    EXPECT_EQ(segment
                  .passing(TextColumn::MessageId,
                      [](std::string_view original, std::string_view) { return original == "2@a"; })
                  .rows(),
        Rows{1});
    EXPECT_FALSE(segment.isDamaged());
}

TEST(Segment, FindsWordsAndPhrases)
{
    const Segment segment = sampleSegment();
    EXPECT_EQ(withPhrase(segment, WordColumnId::Body, "INVOICE"), (Rows{0, 2}));
    EXPECT_EQ(withPhrase(segment, WordColumnId::Body, "the invoice"), Rows{0});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Body, "due invoice"), Rows{2});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Body, "inv*"), (Rows{0, 2}));
    EXPECT_EQ(withPhrase(segment, WordColumnId::Body, "the inv*"), Rows{0});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Subject, "发票"), Rows{1});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Subject, "票"), Rows{1});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Subject, "的票"), Rows{});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Addresses, "ann ann a example"), Rows{0});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Addresses, "example bob"), Rows{});
    EXPECT_EQ(withPhrase(segment, WordColumnId::Body, "absent"), Rows{});
}

TEST(Segment, FindsAddresses)
{
    const Segment segment = sampleSegment();
    const auto range = [](const char* low, const char* high) {
        return query::IpRangeSet({{*IpAddress::parse(low), *IpAddress::parse(high)}});
    };
    EXPECT_EQ(segment.withAddress(range("192.0.2.0", "192.0.2.255")).rows(), Rows{0});
    EXPECT_EQ(segment.withAddress(range("192.0.2.2", "192.0.2.255")).rows(), Rows{});
    EXPECT_EQ(segment.withAnyAddress().rows(), Rows{0});
    EXPECT_EQ(segment.marked(bitOf(ItemMark::Bulk)).rows(), Rows{1});
}

TEST(Segment, SaysWhenAnItemIsNotAllThere)
{
    const Message message = Message::parse("Subject: a\n\none two three\n");
    EXPECT_TRUE(valuesOf(message, {}, {10, 1000, 2}).marks & bitOf(ItemMark::Incomplete));
    EXPECT_TRUE(valuesOf(message, {}, {10, 5, 10}).marks & bitOf(ItemMark::Incomplete));
    EXPECT_FALSE(valuesOf(message, {}).marks & bitOf(ItemMark::Incomplete));
    const Message longWord = Message::parse("Subject: a\n\n" + std::string(300, 'x') + "\n");
    EXPECT_TRUE(valuesOf(longWord, {}).marks & bitOf(ItemMark::Incomplete));
}

TEST(MessageFacts, KnowArchivesWithPasswords)
{
    using std::string_literals::operator""s;
    EXPECT_TRUE(needsPassword("PK\3\4\x14\0\1\0\x08\0rest"s));
    EXPECT_FALSE(needsPassword("PK\3\4\x14\0\0\0\x08\0rest"s));
    EXPECT_TRUE(needsPassword("PK\3\4\x14\0\0\0\x08\0rest PK\1\2\x14\0\x14\0\1\0"s));
    EXPECT_TRUE(needsPassword("Rar!\x1a\x07\x01\0\1\2\3\4\x21\x04\0\0"s));
    EXPECT_FALSE(needsPassword("Rar!\x1a\x07"s));
    EXPECT_FALSE(needsPassword(""));
}

TEST(MessageFacts, KnowRemoteContent)
{
    EXPECT_TRUE(loadsRemoteContent("<img src=\"http://x/y.gif\">"));
    EXPECT_TRUE(loadsRemoteContent("<td BACKGROUND='//x/y'>"));
    EXPECT_TRUE(loadsRemoteContent("<p style=\"background-image:url( https://x )\">"));
    EXPECT_FALSE(loadsRemoteContent("<img src=\"cid:1\"> <a href=\"http://x\">src</a>"));
    EXPECT_FALSE(loadsRemoteContent("src="));
}

} // namespace
} // namespace assay
