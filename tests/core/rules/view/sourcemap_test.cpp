// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/rulesmessage.h"
#include "tests/core/rules/view/goldendata.h"
#include "tests/support/testpaths.h"

#include "core/base/ascii.h"

#include <gtest/gtest.h>

#include <ctime>
#include <iostream>
#include <map>

namespace assay::test {

namespace {

using rules::RawRange;
using rules::SourceMap;
using rules::Unmapped;

std::string collapsed(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (!isAsciiSpace(c))
            result.push_back(c);
        else if (result.empty() || result.back() != ' ')
            result.push_back(' ');
    }
    return result;
}

// How ranges of one input came out.
struct MapTally
{
    uint64_t exact = 0, wrong = 0, reasoned = 0, unplaced = 0;
    std::vector<std::string> examples;

    void add(std::string_view text, const RawRange& range, std::string_view bytes, const std::string& where)
    {
        if (range.why == Unmapped::None) {
            const bool inside = range.offset + range.length <= bytes.size();
            const std::string raw(inside ? bytes.substr(range.offset, range.length) : std::string_view());
            const bool equal = inside && collapsed(raw) == collapsed(text);
            ++(equal ? exact : wrong);
            if (!equal && examples.size() < 5)
                examples.push_back(where + ": [" + std::string(text) + "] mapped to [" + raw + "]");
        } else {
            ++reasoned;
            unplaced += range.length == 0;
        }
    }
};

// Calls visit(offset, length) for every third word and the word with its neighbour.
template <typename Visit>
void forSomeWords(std::string_view text, Visit visit)
{
    size_t count = 0, previous = std::string_view::npos;
    for (size_t at = 0; at < text.size();) {
        while (at < text.size() && isAsciiSpace(text[at]))
            ++at;
        size_t end = at;
        while (end < text.size() && !isAsciiSpace(text[end]))
            ++end;
        if (end > at && ++count % 3 == 0) {
            visit(at, end - at);
            if (previous != std::string_view::npos)
                visit(previous, end - previous);
        }
        previous = at;
        at = end;
    }
}

} // namespace

TEST(SourceMap, PlainRunsMergeAndMapByteByByte)
{
    SourceMap map;
    map.appendSame(5, 10);
    map.appendSame(3, 15);
    EXPECT_EQ(map.runCount(), 1u);
    const RawRange range = map.find(2, 4);
    EXPECT_EQ(range.offset, 12u);
    EXPECT_EQ(range.length, 4u);
    EXPECT_EQ(range.why, Unmapped::None);
}

TEST(SourceMap, CollapsedSpaceMapsToTheWholeRun)
{
    SourceMap map;
    map.appendSame(3, 0);
    map.append(1, 3, 4);
    map.appendSame(3, 7);
    const RawRange range = map.find(1, 4);
    EXPECT_EQ(range.offset, 1u);
    EXPECT_EQ(range.length, 7u);
    EXPECT_EQ(range.why, Unmapped::None);
}

TEST(SourceMap, GapsAndMadeTextHaveReasons)
{
    SourceMap map(Unmapped::Generated);
    map.appendSame(3, 0);
    map.appendSame(3, 10);
    map.appendGenerated(2);
    EXPECT_EQ(map.find(1, 4).why, Unmapped::Generated);
    EXPECT_EQ(map.find(3, 2).why, Unmapped::None);
    EXPECT_EQ(map.find(6, 1).why, Unmapped::Generated);
    EXPECT_EQ(map.find(6, 1).length, 0u);
    EXPECT_EQ(map.find(5, 2).length, 1u);
    EXPECT_EQ(map.find(7, 9).why, Unmapped::NoBytes);
}

TEST(SourceMap, EncodedPartsMapToTheirEncodedBytes)
{
    const std::string message = "Subject: =?utf-8?B?Y2Fmw6k=?= one\n"
                                "Content-Type: text/plain; charset=utf-8\n"
                                "Content-Transfer-Encoding: quoted-printable\n\n"
                                "plain word caf=C3=A9 and a bro=\nken word\n";
    const rules::ViewTables tables;
    const rules::RulesMessage view(message, tables);
    ASSERT_EQ(view.body().size(), 2u);
    const std::string& text = view.body()[1].text;
    const auto find = [&](std::string_view word) { return view.mapBody(1, text.find(word), word.size()); };
    const auto raw = [&](const RawRange& range) { return message.substr(range.offset, range.length); };
    EXPECT_EQ(find("plain word").why, Unmapped::None);
    EXPECT_EQ(raw(find("plain word")), "plain word");
    EXPECT_EQ(find("caf\xc3\xa9").why, Unmapped::TransferDecoded);
    EXPECT_EQ(raw(find("caf\xc3\xa9")), "caf=C3=A9");
    EXPECT_EQ(find("broken").why, Unmapped::TransferDecoded);
    EXPECT_EQ(raw(find("broken")), "bro=\nken");
    EXPECT_EQ(view.body()[0].text, "caf\xc3\xa9 one\n");
    EXPECT_EQ(raw(view.mapBody(0, 6, 3)), "one");
    EXPECT_EQ(view.mapBody(0, 0, 5).why, Unmapped::TransferDecoded);
    EXPECT_EQ(raw(view.mapBody(0, 0, 5)), "=?utf-8?B?Y2Fmw6k=?=");
    const auto spec = *rules::HeaderSpec::parse("Subject");
    EXPECT_EQ(raw(view.mapHeader(spec, 6, 3)), "one");
}

TEST(SourceMap, AddressesMapToTheirPlaceInTextAndMarkup)
{
    const std::string message = "Content-Type: text/html\n\n"
                                "<p>see www.example.com/a</p> <a href=\"http://x.example.net/?a=1&amp;b=2\">here</a>\n";
    rules::ViewTables tables;
    tables.addTld("com");
    tables.addTld("net");
    const rules::RulesMessage view(message, tables);
    const auto map = [&](std::string_view form, std::string_view part) {
        for (size_t i = 0; i < view.uris().size(); ++i)
            if (view.uris()[i].text == form)
                return view.mapUri(i, form.find(part), part.size());
        return RawRange{};
    };
    const auto raw = [&](const RawRange& range) { return message.substr(range.offset, range.length); };
    EXPECT_EQ(raw(map("http://www.example.com/a", "example.com")), "example.com");
    EXPECT_EQ(map("http://www.example.com/a", "http://www").why, Unmapped::Generated);
    EXPECT_EQ(raw(map("http://x.example.net/?a=1&b=2", "x.example")), "x.example");
}

// Every mapped range has to hold its text; what has no place of its own needs a reason.
TEST(SourceMap, RangesOfRealMessagesHoldTheirText)
{
    ASSAY_REQUIRE_SHARED(shared);
    const rules::ViewTables tables = stockTables();
    std::map<std::string, MapTally> tallies;
    const auto headers = {"Subject", "From", "To", "ALL", "Received", "Content-Type:raw", "From:addr", "Message-ID"};
    forEachCase(shared / "golden/messages", shared / "golden/spamassassin/render", [&](const RenderCase& one) {
        const rules::RulesMessage view(one.message, tables);
        const std::string_view bytes = view.bytes();
        for (size_t i = 0; i < view.body().size(); ++i) {
            const std::string& text = view.body()[i].text;
            forSomeWords(text, [&](size_t at, size_t length) {
                tallies["body"].add(
                    std::string_view(text).substr(at, length), view.mapBody(i, at, length), bytes, one.id);
            });
        }
        for (size_t i = 0; i < view.rawBody().size(); ++i) {
            const std::string& text = view.rawBody()[i].text;
            forSomeWords(text, [&](size_t at, size_t length) {
                tallies["rawbody"].add(
                    std::string_view(text).substr(at, length), view.mapRawBody(i, at, length), bytes, one.id);
            });
        }
        for (size_t i = 0; i < view.uris().size(); ++i) {
            const std::string& text = view.uris()[i].text;
            tallies["uri"].add(text, view.mapUri(i, 0, text.size()), bytes, one.id);
        }
        for (const char* name : headers) {
            const auto spec = *rules::HeaderSpec::parse(name);
            const auto text = view.header(spec);
            if (!text)
                continue;
            forSomeWords(*text, [&](size_t at, size_t length) {
                tallies["header"].add(
                    std::string_view(*text).substr(at, length), view.mapHeader(spec, at, length), bytes, one.id);
            });
        }
        for (const char* name : {"Content-Type", "Content-Disposition"}) {
            const auto pieces = view.mimeHeader(name, false);
            for (size_t i = 0; i < pieces.size(); ++i)
                forSomeWords(pieces[i].text, [&](size_t at, size_t length) {
                    tallies["mimeheader"].add(std::string_view(pieces[i].text).substr(at, length),
                        view.mapMimeHeader(name, false, i, at, length), bytes, one.id);
                });
        }
    });
    for (const auto& [input, tally] : tallies) {
        std::cout << input << ": " << tally.exact << " exact, " << tally.reasoned << " with a reason ("
                  << tally.unplaced << " of them without a place), " << tally.wrong << " wrong\n";
        for (const std::string& example : tally.examples)
            std::cout << "  " << example << "\n";
        EXPECT_LE(tally.wrong * 1000, tally.exact + tally.reasoned) << input;
    }
}

// Not a test of speed, only its figure: all inputs of every sample message.
TEST(ViewSpeed, AllInputs)
{
    ASSAY_REQUIRE_SHARED(shared);
    const rules::ViewTables tables = stockTables();
    std::vector<std::string> messages;
    forEachCase(shared / "golden/messages", shared / "golden/spamassassin/render",
        [&](const RenderCase& one) { messages.push_back(one.message); });
    std::map<std::string, double> spent;
    size_t size = 0;
    const auto timed = [&](const char* name, const auto& work) {
        const std::clock_t start = std::clock();
        size += work();
        spent[name] += 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    };
    constexpr int rounds = 5;
    for (size_t i = 0; i < rounds * messages.size(); ++i) {
        const rules::RulesMessage view(messages[i % messages.size()], tables);
        timed("1 header ALL", [&] { return view.header(*rules::HeaderSpec::parse("ALL"))->size(); });
        timed("2 parts", [&] { return view.parts().size(); });
        timed("3 rawbody", [&] { return view.rawBody().size(); });
        timed("4 body", [&] { return view.body().size(); });
        timed("5 uris", [&] { return view.uris().size(); });
        timed("6 relays", [&] { return view.relays().all.size(); });
    }
    EXPECT_GT(size, messages.size());
    for (const auto& [name, milliseconds] : spent)
        std::cout << name << ": " << milliseconds / static_cast<double>(rounds * messages.size())
                  << " ms per message\n";
}

} // namespace assay::test
