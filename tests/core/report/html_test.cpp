// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/htmltext.h"
#include "tests/core/report/fakeitem.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

namespace assay {
namespace {

using report::ExportOptions;
using test::FakeItem;

std::string exportHtml(const std::vector<FakeItem>& items, bool wholeBodies = false)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.html";
    options.wholeBodies = wholeBodies;
    const auto done = test::runExport("html", options, items);
    EXPECT_TRUE(done.ok());
    return test::contentOf(options.target);
}

// Every tag of the page is one that the report writes, in the very form in which it writes it, and all are closed.
void expectOwnMarkupOnly(const std::string& page)
{
    static const std::set<std::string> whole = {"html lang=\"en\"", "head", "meta charset=\"utf-8\"",
        "meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"",
        "meta name=\"referrer\" content=\"no-referrer\"", "!DOCTYPE html"};
    static const std::regex plain(
        "(title|style|body|h1|h2|h3|table|thead|tr|th|td|p|pre|span|br|a)( class=\"[a-z]+( v)?\")?");
    static const std::regex withAnchor("(h2 id|a name)=\"item-[0-9]+\"|a href=\"#item-[0-9]+\"");
    std::vector<std::string> open;
    for (size_t i = page.find('<'); i != std::string::npos; i = page.find('<', i + 1)) {
        const size_t end = page.find('>', i);
        ASSERT_NE(end, std::string::npos);
        const std::string tag = page.substr(i + 1, end - i - 1);
        const std::string name = tag.substr(tag.front() == '/', tag.find(' ') - (tag.front() == '/'));
        if (tag.front() == '/') {
            ASSERT_FALSE(open.empty());
            ASSERT_EQ(open.back(), name) << "at byte " << i;
            open.pop_back();
            continue;
        }
        ASSERT_TRUE(whole.count(tag) || std::regex_match(tag, plain) || std::regex_match(tag, withAnchor)) << tag;
        if (name != "br" && name != "meta" && name != "!DOCTYPE")
            open.push_back(name);
    }
    EXPECT_TRUE(open.empty());
}

TEST(HtmlText, ShowsWhatCouldMislead)
{
    EXPECT_EQ(report::toHtml("<b a='1' c=\"2\">&amp;"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
    EXPECT_EQ(report::toHtml("a\xE2\x80\xAE"
                             "b"),
        "a<span class=\"u\">U+202E</span>b");
    EXPECT_EQ(report::toHtml("a\xE2\x80\x8B"
                             "b"),
        "a<span class=\"u\">U+200B</span>b");
    EXPECT_EQ(report::toHtml(std::string_view("\x00\x1B\xFF", 3)), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(report::toHtml("a\r\nb\tc"), "a\nb\tc");
}

TEST(HtmlReport, LetsNoMarkupOfStrangersThrough)
{
    const std::string attack = "\"'></td></table><script>alert(1)</script><img src=x onerror=alert(1)><!-- <style>";
    FakeItem item(1,
        "From: " + attack + " <a@x.example>\nTo: " + attack + "\nSubject: " + attack + "\nX-<b>Evil</b>: " + attack
            + "\nMessage-ID: <" + attack
            + ">\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\n"
              "Content-Type: text/plain\n\n"
            + attack
            + "\n--q\nContent-Type: application/x-<script>\nContent-Disposition: attachment; "
              "filename=\"<script>.exe\"\n\n"
              "MZ\n--q--\n");
    item.total = 9;
    item.found = {test::fakeHit(attack, 9, attack)};
    item.found[0].hit.options = {attack};
    item.found[0].symbol.description = attack;
    item.label = "spam";
    item.author = attack;
    item.noteText = attack;
    item.tagNames = {attack};
    const std::string page = exportHtml({item});
    expectOwnMarkupOnly(page);
    EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;.exe"), std::string::npos);
}

TEST(HtmlReport, NeedsNothingFromOutside)
{
    const std::string page =
        exportHtml({FakeItem(1, "Subject: see http://evil.example/\n\nhttp://evil.example/x.png\n")});
    expectOwnMarkupOnly(page);
    EXPECT_EQ(page.find("src="), std::string::npos);
    EXPECT_EQ(page.find("@import"), std::string::npos);
    EXPECT_EQ(page.find("url("), std::string::npos);
    EXPECT_EQ(page.find("<link"), std::string::npos);
}

TEST(HtmlReport, LeadsFromTheTableToEachItemAndShowsEvidenceInItsPlace)
{
    const std::string message = "Subject: offer\n\nplease click the button now\n";
    FakeItem item(1, message);
    item.total = 3.25;
    item.found = {test::fakeHit("CLICK", 3.25, "click")};
    Evidence& place = item.found[0].hit.evidence[0];
    place.raw = {message.find("click"), 5, rules::Unmapped::None};
    item.bookmarked = true;
    const std::string page = exportHtml({item, FakeItem(2, "Subject: second\n\nx\n")});
    expectOwnMarkupOnly(page);
    for (const char* piece : {"<a href=\"#item-1\">1</a>", "<a href=\"#item-2\">2</a>", "<h2 id=\"item-1\">",
             "<h2 id=\"item-2\">", "please <span class=\"m\">click</span> the button now",
             "<tr><th>Sum</th><td class=\"n\">3.25</td>", "score&gt;5", "2023-11-15T00:13:20+02:00",
             "2023-11-14T22:13:20Z", "<th>Bookmark</th>", "prefers-color-scheme", "Not scanned."})
        EXPECT_NE(page.find(piece), std::string::npos) << piece;
    EXPECT_NE(page.find(toHex(*item.sha256())), std::string::npos);
    EXPECT_LT(page.find("#item-2"), page.find("<h2 id=\"item-1\">"));
}

TEST(HtmlReport, BoundsEachItemAndSaysHowMuchIsLeft)
{
    std::string headers;
    for (int i = 0; i < 300; ++i)
        headers += "X-H" + std::to_string(i) + ": v\n";
    FakeItem item(1, headers + "Subject: s\n\n" + std::string(100'000, 'x') + "\n");
    item.total = 1;
    item.found.assign(600, test::fakeHit("MANY", 0, "e"));
    item.found[0].hit.evidence.resize(50, item.found[0].hit.evidence[0]);
    const std::string page = exportHtml({item});
    expectOwnMarkupOnly(page);
    EXPECT_LT(page.size(), 400'000u);
    EXPECT_NE(page.find("101 more headers"), std::string::npos);
    EXPECT_NE(page.find("100 more hits"), std::string::npos);
    EXPECT_NE(page.find("30 more places"), std::string::npos);
    EXPECT_NE(page.find("34465 more bytes of text"), std::string::npos);
    EXPECT_NE(exportHtml({item}, true).find(std::string(100'000, 'x')), std::string::npos);
}

TEST(HtmlReport, SaysWhichItemsCouldNotBeRead)
{
    FakeItem item(1, "Subject: s\n\nx\n");
    item.isGone = true;
    const std::string page = exportHtml({item, FakeItem(2, "Subject: there\n\nx\n")});
    expectOwnMarkupOnly(page);
    EXPECT_NE(page.find("could not be read: "), std::string::npos);
    EXPECT_NE(page.find("1 of them could not be read"), std::string::npos);
}

} // namespace
} // namespace assay
