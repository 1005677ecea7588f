// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/addressparser.h"
#include "core/rules/view/bodytext.h"
#include "core/rules/view/charsetreader.h"
#include "core/rules/view/contenttype.h"
#include "core/rules/view/htmlcolor.h"
#include "core/rules/view/htmlrenderer.h"
#include "core/rules/view/relativeuri.h"
#include "core/rules/view/rulesmessage.h"
#include "core/rules/view/transfercoding.h"
#include "core/rules/view/urifinder.h"
#include "core/rules/view/uriforms.h"
#include "tests/core/rules/view/goldendata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace assay::test {

namespace {

using namespace rules;

ViewTables smallTables()
{
    ViewTables tables;
    for (const char* tld : {"com", "net", "org", "uk", "biz"})
        tables.addTld(tld);
    tables.addSecondLevel("co.uk");
    return tables;
}

bool holds(const std::vector<std::string>& list, const std::string& text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

std::string rendered(const std::string& html)
{
    return renderHtml(html, false, html.size()).all.text;
}

} // namespace

TEST(ContentType, ForgivesQuotesAndBlanks)
{
    EXPECT_EQ(parseContentType("Text/HTML; charset=\"utf-8\"").type, "text/html");
    EXPECT_EQ(parseContentType("text/html; charset=\"utf-8\"").charset, "utf-8");
    EXPECT_EQ(parseContentType("text/enriched").type, "text/plain");
    EXPECT_EQ(parseContentType("multipart/mixed; boundary = \"a b\"").boundary, "a b");
    EXPECT_EQ(parseContentType("multipart/mixed; boundary=abc;x=y").boundary, "abc");
    EXPECT_FALSE(parseContentType("multipart/mixed; boundary=").boundary);
    EXPECT_TRUE(parseContentType("").missing);
}

TEST(TransferCoding, KeepsWhatIsNoCode)
{
    EXPECT_EQ(decodeQuotedPrintable("a=3D=3d b  \nc=\nd=zz"), "a== b\ncd=zz");
    EXPECT_EQ(decodeBase64("Y2 Fm\n*w6k="), "caf\xc3\xa9");
    EXPECT_EQ(decodeBase64("YQ"), "a");
}

TEST(BodyText, CollapsesWhiteSpaceIntoParagraphs)
{
    EXPECT_EQ(collapseParagraphs("a\n b\t c\n \n\nd ", false), "a b c\nd ");
    EXPECT_EQ(collapseParagraphs("a\xc2\xa0 b", true), "a b");
    EXPECT_EQ(collapseParagraphs("a\xc2\xa0 b", false), "a\xc2\xa0 b");
}

TEST(BodyText, CutsLongPiecesAtBlanks)
{
    const std::string text(3000, 'x');
    EXPECT_EQ(splitShortLines(text), (std::vector<size_t>{0, 2048}));
    EXPECT_EQ(splitShortLines(std::string(2040, 'x') + " " + std::string(100, 'y')), (std::vector<size_t>{0, 2041}));
    EXPECT_EQ(splitShortParagraphs(std::string(2048, 'x')).size(), 1u);
}

TEST(Charset, TakesValidUtf8WhateverIsDeclared)
{
    EXPECT_EQ(readCharset("caf\xc3\xa9", "koi8-r", Declared::Hint).text, "caf\xc3\xa9");
    EXPECT_EQ(readCharset("caf\xe9", "iso-8859-1", Declared::Hint).text, "caf\xc3\xa9");
    EXPECT_EQ(readCharset("caf\xe9", "no-such-set", Declared::Hint).text, "caf\xc3\xa9");
    EXPECT_EQ(readCharset("\xf0\xd2\xc9", "koi8-r", Declared::Hint).text, "\xd0\x9f\xd1\x80\xd0\xb8");
    EXPECT_FALSE(readCharset("plain", "utf-8", Declared::Hint).characters);
}

TEST(Addresses, FindsNamesAndAddresses)
{
    const auto list = parseHeaderAddresses("\"Doe, Jane\" <jane@example.com>, bob@example.org (Bob), <>");
    ASSERT_EQ(list.size(), 3u);
    EXPECT_EQ(list[0].address, "jane@example.com");
    EXPECT_EQ(list[0].phrase, "Doe, Jane ");
    EXPECT_EQ(list[1].address, "bob@example.org");
    EXPECT_EQ(list[1].phrase, "Bob");
    EXPECT_FALSE(list[2].address);
}

TEST(Html, RendersBlocksAsWhiteSpace)
{
    EXPECT_EQ(rendered("<p>one<br>two</p>three"), "\n\none\ntwo\n\nthree");
    EXPECT_EQ(rendered("a <script>x < y</script><style>p{}</style>b"), "a b");
    EXPECT_EQ(rendered("5 &lt; 6 &amp; 7 < 8"), "5 < 6 & 7 < 8");
    EXPECT_EQ(rendered("<![CDATA[<b>]]>x"), "<b>x");
}

TEST(Html, KnowsHiddenText)
{
    const std::string html = "<font color=\"#fffffe\">gone</font><span style=\"display:none\">away</span> seen";
    const RenderedPart part = renderHtml(html, false, html.size());
    EXPECT_EQ(part.invisible.text, "goneaway");
    EXPECT_EQ(part.visible.text, " seen");
    EXPECT_EQ(part.html->values.at("font_low_contrast"), 1);
}

TEST(Html, ReadsColours)
{
    EXPECT_EQ(readColor(" White "), "#ffffff");
    EXPECT_EQ(readColor("#abc"), "#aabbcc");
    EXPECT_EQ(readColor("rgb(1, 2, 3)"), "#010203");
    EXPECT_EQ(readColor("ffffff"), "invalid");
}

TEST(Uris, ResolvesAgainstTheBase)
{
    EXPECT_EQ(baseFolder("http://base.example.com/dir/index.html"), "http://base.example.com/dir/");
    EXPECT_EQ(resolveUri("http://a.example/b/", "../c?d#e"), "http://a.example/c?d#e");
    EXPECT_EQ(resolveUri("", "//www.example.com/x"), "http://www.example.com/x");
    EXPECT_EQ(resolveUri("", "rel.html"), "rel.html");
}

TEST(Uris, FindsWhatAReaderWouldLink)
{
    const ViewTables tables = smallTables();
    const std::string text = "(see http://a.example.com/x). mail joe@example.org, or foo.example.net and no.such.zzz";
    std::vector<std::string> found;
    for (const FoundUri& uri : findUris(text, tables))
        found.push_back(text.substr(uri.offset, uri.length));
    EXPECT_EQ(found, (std::vector<std::string>{"http://a.example.com/x", "joe@example.org", "foo.example.net"}));
}

TEST(Uris, MakesCleanedForms)
{
    const ViewTables tables = smallTables();
    const auto forms = [&](const char* uri) { return uriForms(uri, false, tables); };
    EXPECT_TRUE(holds(forms("http://www.example.com/%64ecoded"), "http://www.example.com/decoded"));
    EXPECT_TRUE(holds(forms("http://0x7f.0.0.1/"), "http://127...1/"));
    EXPECT_TRUE(holds(forms("http://2130706433/"), "http://127.0.0.1/"));
    EXPECT_TRUE(holds(forms("http://word/"), "http://www.word.com/"));
    EXPECT_TRUE(holds(forms("http://r.example.com/?u=http://v.example.org/x"), "http://v.example.org/x"));
    EXPECT_TRUE(holds(forms("mailto:a@b.com?subject=x"), "mailto:a@b.com"));
    EXPECT_TRUE(holds(forms("http:\\\\x.com\\y"), "http://x.com/y"));
}

TEST(Registry, FindsRegisteredDomains)
{
    const ViewTables tables = smallTables();
    EXPECT_EQ(tables.registeredDomain("www.mail.example.co.uk"), "example.co.uk");
    EXPECT_EQ(tables.registeredDomain("a.b.example.com"), "example.com");
    EXPECT_TRUE(isFullHostName("a_b.example.com"));
    EXPECT_FALSE(isFullHostName("example_x.com"));
}

TEST(HeaderSpec, ReadsModifiers)
{
    EXPECT_FALSE(HeaderSpec::parse("From:nope"));
    const auto spec = HeaderSpec::parse("From:addr:domain");
    ASSERT_TRUE(spec);
    EXPECT_EQ(spec->toString(), "From:addr:domain");
}

TEST(RulesMessage, SplitsMultipartsAndNestedMessages)
{
    const std::string message = "Content-Type: multipart/mixed; boundary=B\n\n"
                                "preamble\n--B\nContent-Type: text/plain\n\none\n--B\n"
                                "Content-Type: message/rfc822\n\nSubject: inner\n\ntwo\n--B--\nrest\n";
    const ViewTables tables;
    const RulesMessage view(message, tables);
    std::vector<std::string> types;
    for (const RulesPart& part : view.parts())
        types.push_back(part.path + " " + part.type);
    EXPECT_EQ(types,
        (std::vector<std::string>{"1 multipart/mixed", "1.1 text/plain", "1.2 message/rfc822", "1.2.1 text/plain"}));
    EXPECT_TRUE(view.parseFlags().mimeEpilogueExists);
    EXPECT_EQ(view.mimeHeader("Subject", false).size(), 1u);
}

TEST(RulesMessage, SurvivesHostileInput)
{
    const ViewTables tables = smallTables();
    std::string nested = "x";
    for (int i = 0; i < 60; ++i)
        nested = "Content-Type: message/rfc822\n\n" + nested;
    const std::string manyTags = "Content-Type: text/html\n\n" + std::string(50'000, '<') + "<style>" + [] {
        std::string tags;
        for (int i = 0; i < 20'000; ++i)
            tags += "<div><font size=1 color=red>";
        return tags;
    }();
    const std::vector<std::string> messages = {std::string(), std::string("\n"), std::string("From x\n"), nested,
        manyTags, "From: " + std::string(9000, '<') + std::string(9000, '"') + "\n\n" + std::string(30'000, '@'),
        std::string("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n--\n"),
        std::string("a: b\r\n c\n\0\xff\n", 13)};
    for (const std::string& bytes : messages) {
        const RulesMessage view(bytes, tables);
        view.body();
        view.rawBody();
        view.uris();
        view.headerValues(*HeaderSpec::parse("From:addr"));
        if (!view.body().empty())
            view.mapBody(view.body().size() - 1, 0, 1);
    }
}

// The peer's small reference messages.
TEST(RulesMessage, MatchesTheMicroReference)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto cases = nlohmann::json::parse(readFile(shared / "golden/spamassassin/micro_expected.json"));
    const ViewTables tables = stockTables();
    for (const auto& [name, one] : cases.items()) {
        const std::string bytes = toBytes(one["message"]);
        const RulesMessage view(bytes, tables);
        std::vector<std::string> body, rawBody;
        for (const Piece& piece : view.body())
            body.push_back(piece.text);
        for (const Piece& piece : view.rawBody())
            rawBody.push_back(piece.text);
        EXPECT_EQ(body, toByteList(one["body"])) << name;
        EXPECT_EQ(rawBody, toByteList(one["rawbody"])) << name;
        std::set<std::string> made, expected;
        for (const RulesUri& uri : view.uris())
            made.insert(uri.text);
        for (const std::string& uri : toByteList(one["uris"]))
            expected.insert(uri);
        EXPECT_EQ(made, expected) << name;
    }
}

} // namespace assay::test
