// SPDX-License-Identifier: GPL-3.0-or-later
// The peer's reading of text parts: stripped text, words, language, HTML; step by step, and against recorded parts.
#include "core/base/file.h"
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/html/htmltext.h"
#include "core/fuzzy/url/urlsearch.h"
#include "core/fuzzy/view/language.h"
#include "core/fuzzy/view/strippedtext.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;

std::string stripped(std::string_view text, bool isHtml = false)
{
    return stripText(text, isHtml, true).text;
}

std::vector<std::string> originals(std::string_view text, WordBreakLocale locale = WordBreakLocale::Posix)
{
    std::vector<std::string> words;
    for (const Token& token : breakWords(text, {}, locale, 600))
        words.emplace_back(token.original);
    return words;
}

using List = std::vector<std::string>;

TEST(FuzzyText, LineBreaksBecomeOneBlank)
{
    EXPECT_EQ(stripped("a\r\n\r\n  b\n"), "a b ");
    EXPECT_EQ(stripped("a\rb\r\rc"), "ab c");
    EXPECT_EQ(stripped("<http://a.example/\nb>"), "<http://a.example/b>");
    EXPECT_EQ(stripped("<http://a.example/\nb>", true), "<http://a.example/ b>");
    EXPECT_EQ(stripped("a\xE2\x80\x8B"
                       "b"),
        "ab");
    EXPECT_EQ(stripText("a\nb\nc", false, true).newlines, (std::vector<uint32_t>{2, 4}));
}

TEST(FuzzyText, WordsFollowTheLocale)
{
    EXPECT_EQ(originals("end.Next 1.2.3"), (List{"end", "Next", "1.2.3"}));
    EXPECT_EQ(originals("end.Next 1.2.3", WordBreakLocale::Root), (List{"end.Next", "1.2.3"}));
    EXPECT_EQ(originals("e-mail, can't!"), (List{"e", "mail", "can't"}));
}

TEST(FuzzyText, ExceptionsTakeTheirBytes)
{
    const std::string text = "see http://a.example/ now";
    const std::vector<TextException> exceptions = {{4, 17, true}};
    const std::vector<Token> tokens = breakWords(text, exceptions, WordBreakLocale::Posix, 600);
    ASSERT_EQ(tokens.size(), 3u);
    EXPECT_EQ(tokens[0].original, "see");
    EXPECT_TRUE(tokens[1].isException);
    EXPECT_EQ(tokens[2].original, "now");
}

TEST(FuzzyText, WordsAreNormalisedAndStemmed)
{
    Words words =
        Words::normalise(breakWords("can\xE2\x80\x99t \xEF\xAC\x81ne Planning", {}, WordBreakLocale::Posix, 600));
    ASSERT_EQ(words.size(), 3u);
    EXPECT_EQ(words.normalised(0), "cant");
    EXPECT_EQ(words.normalised(1), "fine"); // from the ligature
    words.stem("en");
    EXPECT_EQ(words.stemmed(2), "plan");
    for (const char* language : {"zh-CN", "eu", "hy"}) { // the last two have stemmers of which the peer knows nothing
        words.stem(language);
        EXPECT_EQ(words.stemmed(2), "planning");
    }
}

TEST(FuzzyText, LongTextsAreThinnedTheSameWayAlways)
{
    std::string text;
    for (int i = 0; i < 3000; ++i)
        text += "word" + std::to_string(i * 7919) + " ";
    const auto once = breakWords(text, {}, WordBreakLocale::Posix, 600);
    const auto again = breakWords(text, {}, WordBreakLocale::Posix, 600);
    size_t skipped = 0;
    for (size_t i = 0; i < once.size(); ++i) {
        skipped += once[i].isSkipped ? 1 : 0;
        EXPECT_EQ(once[i].isSkipped, again[i].isSkipped);
        EXPECT_TRUE(i > 601 || !once[i].isSkipped);
    }
    EXPECT_EQ(once.size(), 3000u);
    EXPECT_GT(skipped, 1000u);
    EXPECT_LT(skipped, 2400u);
}

TEST(FuzzyText, LinksOfBothSets)
{
    const std::string text = "mail me@shop.example.com or www.example.com, or example.org";
    EXPECT_EQ(findUrlsInText(text, {}, UrlSet::Strict).size(), 2u);
    EXPECT_EQ(findUrlsInText(text, {}, UrlSet::Full).size(), 3u);
    EXPECT_TRUE(findUrlsInText("http://nosuffix/ and a@b", {}, UrlSet::Full).empty());
    const auto numeric = findUrlsInText("x http://0x7f.1/ y", {}, UrlSet::Strict);
    ASSERT_EQ(numeric.size(), 1u);
    EXPECT_EQ(numeric[0].offset, 2u);
    EXPECT_EQ(numeric[0].length, 14u);
}

TEST(FuzzyText, LinksThatBarelyEnd)
{
    const auto count = [](std::string_view text, const std::vector<uint32_t>& lines = {}) {
        return findUrlsInText(text, lines, UrlSet::Full).size();
    };
    EXPECT_EQ(count("mailto:n@example.org?x=1 b"), 1u);
    EXPECT_EQ(count("mailto:n@example.org? b"), 0u);
    EXPECT_EQ(count("http://h.example.org. b"), 1u);
    EXPECT_EQ(count("http://h.\xD1\x80\xD1\x84 b"), 1u);
    EXPECT_EQ(count("http://h.\xD1\x80\xD1\x84. b"), 0u);
    EXPECT_EQ(count("b.io-c d"), 0u);
    EXPECT_EQ(count("b.io-c d", {4}), 1u); // the line ends there
}

TEST(FuzzyText, LanguagesAreChosenTheSameWayAlways)
{
    const auto language = [](const std::string& text) {
        return detectLanguage(text, Words::normalise(breakWords(text, {}, WordBreakLocale::Posix, 600)));
    };
    EXPECT_EQ(language("this is what they have been doing with all of their own things"), "en");
    EXPECT_EQ(language("\xCE\xB1 in latin text"), "el"); // one Greek letter
    EXPECT_EQ(language("\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"), "ru");
    // No stop words: trigrams decide, from words at fixed places.
    std::string odd;
    for (int i = 0; i < 300; ++i)
        odd += "zorblatt quandrix fimbulo grestnik " + std::to_string(i) + " ";
    const std::string first = language(odd);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(language(odd), first);
}

TEST(FuzzyHtml, HiddenTextIsLeftOut)
{
    EXPECT_EQ(readHtml("<body>a<div style='font-size:0'>hid <p>too</p></div>b").text, "ab");
    EXPECT_EQ(readHtml("<style>.x{display:none}</style><body>a<b class=x>hid</b>c</body>").text, "ac");
    EXPECT_EQ(readHtml("<body>a<b style='color: transparent'>bc</b>d</body>").text, "a  d");
    EXPECT_EQ(readHtml("plain &amp; <b>bold</b>").text, "plain & bold");
}

TEST(FuzzyHtml, ManyTagsAndDeepTreesEnd)
{
    std::string deep;
    for (int i = 0; i < 9000; ++i)
        deep += "<b>";
    EXPECT_NE(readHtml(deep + "x").text.find('x'), std::string::npos);
    std::string quotes = "<a href=\"";
    quotes.append(200'000, '>');
    EXPECT_EQ(readHtml(quotes + "\">t</a>").text, "t");
    EXPECT_EQ(readHtml("<p style='" + std::string(50'000, '(') + "'>t</p>").text, "t\n");
}

TEST(FuzzyHtml, GoldenSmallDocuments)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto text = readFile(shared / "golden" / "fuzzy" / "html-small.json");
    ASSERT_TRUE(text);
    const Json recorded = Json::parse(*text);
    ASSERT_FALSE(recorded.at("cases").empty());
    for (const Json& row : recorded.at("cases")) {
        const std::string content = readHtml(row.at("html").get<std::string>()).text;
        EXPECT_EQ(content, row.at("content").get<std::string>()) << row.at("html");
        EXPECT_EQ(stripText(content, true, true).text, row.at("stripped").get<std::string>());
    }
}

// What differs between a part and its recording; empty when nothing does.
std::string difference(const TextPart& text, const Json& golden)
{
    if (!golden.at("content").is_null() && text.content != golden.at("content").get<std::string>())
        return "content";
    if (text.stripped != golden.at("stripped").get<std::string>())
        return "stripped text";
    const Json& words = golden.at("words");
    if (words.size() != text.words.size())
        return "number of words";
    for (size_t i = 0; i < words.size(); ++i) {
        const bool isException = words[i][3].get<std::string>().find('x') != std::string::npos;
        if (isException != text.words.token(i).isException)
            return "exception " + std::to_string(i);
        if (!isException && text.words.normalised(i) != words[i][1].get<std::string>())
            return "word " + std::to_string(i);
        if (!isException && text.words.stemmed(i) != words[i][2].get<std::string>())
            return "stem " + std::to_string(i);
    }
    return {};
}

TEST(FuzzyText, GoldenParts)
{
    ASSAY_REQUIRE_SHARED(shared);
    const std::filesystem::path folder = shared / "golden" / "fuzzy";
    const auto text = readFile(folder / "text-dev.json");
    ASSERT_TRUE(text);
    size_t compared = 0;
    const Json recorded = Json::parse(*text);
    for (const Json& golden : recorded.at("messages")) {
        const auto name = golden.at("message").get<std::string>();
        const auto bytes = readFile(folder / name); // messages of the corpus are not unpacked here
        if (!bytes)
            continue;
        const FuzzyMessage message = FuzzyMessage::read(*bytes);
        for (const FuzzyMessage::Part& part : message.parts()) {
            if (part.mime->number != golden.at("part").get<size_t>())
                continue;
            ASSERT_TRUE(part.text) << name;
            EXPECT_EQ(difference(*part.text, golden), "") << name << " part " << part.mime->number;
            ++compared;
        }
    }
    EXPECT_GT(compared, 50u);
}

} // namespace
} // namespace assay::fuzzy
