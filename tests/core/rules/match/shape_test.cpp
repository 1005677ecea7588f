// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes may find too much, never too little.
#include "core/rules/match/shapefilter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::rules {
namespace {

std::optional<ShapeSet> shapesOfText(const std::string& text, bool caseless = false)
{
    PatternFlags flags;
    flags.caseless = caseless;
    const auto tree = parsePatternTree({"T", text, flags, 1});
    return tree ? shapesOf(*tree) : std::nullopt;
}

bool fires(const ShapeSet& shapes, std::string_view input)
{
    ShapeFilter filter;
    filter.add(0, shapes);
    ShapeFilter::Memory memory;
    std::vector<uint32_t> owners;
    filter.find(input, memory, owners);
    return !owners.empty();
}

TEST(PatternTree, RefusesWhatItCannotHold)
{
    for (const char* text :
        {"a(?R)?b", "(?(1)a|b)", "(*PRUNE)a", "(a", "a)", "[a", "\\p{L}", "(?x) a b", "a(?1)", "\\g<1>", "\\10"})
        EXPECT_FALSE(parsePatternTree({"T", text, {}, 1})) << text;
    EXPECT_TRUE(parsePatternTree({"T", "(?<n>a|b)+?\\k<n>(?=c)(?<!d)(?:e{2,3})\\bf(?#x)$|^\\1", {}, 1}));
}

TEST(Shape, TellsHowMuchLiteralTextIsRequired)
{
    const auto required = [](const char* text) { return requiredLiteral(*parsePatternTree({"T", text, {}, 1})); };
    EXPECT_EQ(required("viagra"), 6U);
    EXPECT_EQ(required("(?i)via[gG]ra\\d+x"), 6U);
    EXPECT_EQ(required("(?:abc|de)f?"), 2U);
    EXPECT_EQ(required("[abc][def]"), 0U);
    EXPECT_EQ(required("(?:word)*"), 0U);
    EXPECT_EQ(required("(?:word){2}"), 4U);
}

TEST(Shape, FindsObfuscatedWords)
{
    const auto shapes = shapesOfText(
        "(?i)(?:^|\\W)(?=[v\\xfa])(?!viagra)[v\\xfa][i1!\\xec]+[a@4\\xe0](?:g|\\xc4[\\x9c-\\xa3])r[a@4](?:$|\\W)");
    ASSERT_TRUE(shapes);
    EXPECT_TRUE(fires(*shapes, "buy V!!@gr4 now"));
    EXPECT_TRUE(fires(*shapes, "buy v1a\xC4\x9Dra now"));
    EXPECT_FALSE(fires(*shapes, "buy vitamins and grapes now"));
}

TEST(Shape, GivesUpOnWhatIsCommon)
{
    EXPECT_FALSE(shapesOfText("e"));
    EXPECT_FALSE(shapesOfText("[a-z]+"));
    EXPECT_FALSE(shapesOfText("(?:viagra|)"));
    EXPECT_FALSE(shapesOfText(""));
}

TEST(Shape, CountsRepeatedGroups)
{
    const auto shapes = shapesOfText("(?:(?:name|street|phone|country)[\\s:]{1,5}){3}");
    ASSERT_TRUE(shapes);
    EXPECT_TRUE(fires(*shapes, "name: street: phone: "));
    EXPECT_FALSE(fires(*shapes, "name and so on"));
}

// A random pattern over a few rare letters, as text.
std::string randomPattern(std::mt19937& random, int depth)
{
    const auto pick = [&](unsigned n) { return random() % n; };
    std::string text;
    const unsigned parts = 1 + pick(4);
    for (unsigned i = 0; i < parts; ++i) {
        std::string part;
        switch (pick(depth > 0 ? 8 : 5)) {
        case 0:
            part = "[qz]";
            break;
        case 1:
            part = "[^q]";
            break;
        case 2:
            part = "(?:j|\xC4[\x9C\x9D])";
            break;
        case 3:
        case 4:
            part = std::string(1, "qzxj"[pick(4)]);
            break;
        case 5:
            part = "(?:" + randomPattern(random, depth - 1) + "|" + randomPattern(random, depth - 1) + ")";
            break;
        case 6:
            part = "(?=" + randomPattern(random, 0) + ")";
            break;
        default:
            part = "(?:" + randomPattern(random, depth - 1) + ")";
        }
        static constexpr const char* repeats[] = {"", "", "", "", "?", "*", "+", "{2}", "{2,3}", "{0,2}", "+?"};
        text += part + (part.starts_with("(?=") ? "" : repeats[pick(std::size(repeats))]);
    }
    return text;
}

TEST(Shape, NeverMissesAMatch)
{
    std::mt19937 random(11);
    size_t matched = 0;
    for (int round = 0; round < 1500; ++round) {
        const std::string text = randomPattern(random, 2);
        const auto shapes = shapesOfText(text);
        if (!shapes)
            continue;
        const auto pattern = SinglePattern::compile({"T", text, {}, 1});
        ASSERT_TRUE(pattern) << text;
        for (int tries = 0; tries < 40; ++tries) {
            std::string input(random() % 24, ' ');
            for (char& c : input)
                c = "qzxjqzxj\xC4\x9C\x9D "[random() % 12];
            if (!pattern->matches(input))
                continue;
            ++matched;
            ASSERT_TRUE(fires(*shapes, input)) << text << " on " << input;
        }
    }
    EXPECT_GT(matched, 1000U);
}

TEST(ShapeFilter, ReportsEachOwnerOnce)
{
    ShapeFilter filter;
    std::vector<std::string> words;
    for (uint32_t i = 0; i < 300; ++i) {
        words.push_back("q" + std::string(1, static_cast<char>('a' + i % 26))
            + std::string(1, static_cast<char>('a' + i / 26)) + "xz");
        filter.add(i, *shapesOfText(words.back()));
    }
    filter.add(300, *shapesOfText(words[5])); // shares the shape of another
    ShapeFilter::Memory memory;
    for (uint32_t i = 0; i < 300; ++i) {
        std::vector<uint32_t> owners;
        filter.find(words[i] + " " + words[i] + " " + words[i], memory, owners);
        EXPECT_EQ(std::count(owners.begin(), owners.end(), i), 1) << i;
        EXPECT_EQ(std::count(owners.begin(), owners.end(), 300U), i == 5 ? 1 : 0) << i;
    }
}

} // namespace
} // namespace assay::rules
