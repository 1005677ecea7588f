// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/matcher.h"

#include <gtest/gtest.h>

#include <thread>

namespace assay::rules {
namespace {

Pattern patternOf(std::string text, uint32_t maxHits = 1)
{
    return {"T", std::move(text), {}, maxHits};
}

MatcherOptions pcreOnly()
{
    MatcherOptions options;
    options.useHyperscan = false;
    return options;
}

// One pattern in a class of its own, over the inputs.
uint32_t countOf(const Pattern& pattern, const std::vector<std::string_view>& inputs, MatchStats* stats = nullptr)
{
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    const PatternId id = builder.add(body, pattern);
    auto matcher = std::move(builder).build(pcreOnly());
    EXPECT_TRUE(matcher);
    MatcherRun run(*matcher);
    run.beginMessage();
    run.scan(body, inputs);
    if (stats)
        *stats = run.stats();
    return run.count(id);
}

TEST(Matcher, CountsNonOverlappingLeftmostMatches)
{
    EXPECT_EQ(countOf(patternOf("a+b?", 0), {"aaab"}), 1U);
    EXPECT_EQ(countOf(patternOf("aa", 0), {"aaaaa"}), 2U);
    EXPECT_EQ(countOf(patternOf("a"), {"aaaa"}), 1U);
    EXPECT_EQ(countOf(patternOf("a", 3), {"aaaa"}), 3U);
    EXPECT_EQ(countOf(patternOf("b", 3), {"aaaa"}), 0U);
}

TEST(Matcher, CountsOfInputsAddUpOnce)
{
    EXPECT_EQ(countOf(patternOf("a", 0), {"aa", "x", "aaa", "a"}), 6U);
    EXPECT_EQ(countOf(patternOf("a", 4), {"aa", "x", "aaa", "a"}), 4U);
    EXPECT_EQ(countOf(patternOf("a"), {"x", "aaa", "a"}), 1U);
}

// The way of Perl's //g.
TEST(Matcher, EmptyMatchesAdvance)
{
    EXPECT_EQ(countOf(patternOf("x*", 0), {"xay"}), 4U);
    EXPECT_EQ(countOf(patternOf("$", 0), {"ab\n"}), 2U);
    EXPECT_EQ(countOf(patternOf("", 0), {""}), 1U);
    EXPECT_EQ(countOf(patternOf("a*?", 0), {"aab"}), 6U);
    EXPECT_EQ(countOf(patternOf("\\b", 0), {"ab cd"}), 4U);
}

TEST(Matcher, SamePatternOfAClassIsOneObject)
{
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    const PatternClassId uri = builder.addClass("uri");
    EXPECT_EQ(builder.addClass("body"), body);
    PatternFlags caseless;
    caseless.caseless = true;
    const PatternId first = builder.add(body, patternOf("a"));
    EXPECT_EQ(builder.add(body, patternOf("a")), first);
    EXPECT_NE(builder.add(uri, patternOf("a")), first);
    EXPECT_NE(builder.add(body, patternOf("a", 0)), first);
    EXPECT_NE(builder.add(body, {"T", "a", caseless, 1}), first);
    auto matcher = std::move(builder).build(pcreOnly());
    ASSERT_TRUE(matcher);
    EXPECT_EQ((*matcher)->patternCount(), 4U);
    EXPECT_EQ((*matcher)->classCount(), 2U);
    EXPECT_EQ((*matcher)->className(uri), "uri");
    EXPECT_EQ((*matcher)->classOf(first), body);
}

TEST(Matcher, ABadPatternDoesNotStopTheOthers)
{
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    const PatternId bad = builder.add(body, patternOf("a{,3}(b"));
    const PatternId good = builder.add(body, patternOf("b"));
    auto matcher = std::move(builder).build(pcreOnly());
    ASSERT_TRUE(matcher);
    EXPECT_EQ((*matcher)->info(bad).engine, Engine::None);
    EXPECT_EQ((*matcher)->info(bad).errorOffset, 7U);
    EXPECT_NE((*matcher)->info(bad).reason.find("parenthesis"), std::string::npos);
    EXPECT_EQ((*matcher)->info(good).engine, Engine::Pcre);
    MatcherRun run(*matcher);
    const std::string_view inputs[] = {"ab"};
    run.scan(body, inputs);
    EXPECT_EQ(run.matched(body), std::vector<PatternId>{good});
}

TEST(Matcher, BeginMessageForgetsTheLastOne)
{
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    const PatternId id = builder.add(body, patternOf("a", 0));
    auto matcher = std::move(builder).build(pcreOnly());
    MatcherRun run(*matcher);
    const std::string_view inputs[] = {"aa"};
    for (int message = 0; message < 3; ++message) {
        run.beginMessage();
        run.scan(body, inputs);
        EXPECT_EQ(run.count(id), 2U);
    }
    EXPECT_EQ(run.stats().matches, 6U);
    EXPECT_EQ(run.stats().pcreScans, 3U);
}

TEST(Matcher, TooLargePatternsGoToTheWideLibrary)
{
    std::string text = "\\b(?:";
    for (int i = 0; i < 9000; ++i)
        text += "word" + std::to_string(i * 7919) + "[aA\xE9]|";
    text += "last(?<TAIL>[0-9]+))";
    PatternFlags flags;
    flags.caseless = true;
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    const PatternId id = builder.add(body, {"BIG", text, flags, 0});
    auto matcher = std::move(builder).build(pcreOnly());
    EXPECT_TRUE((*matcher)->info(id).wide);
    MatcherRun run(*matcher);
    const std::string first = "say WORD7919\xC9 and last42", second = "nothing here", third = "LAST1";
    const std::string_view inputs[] = {first, second, third};
    run.scan(body, inputs);
    EXPECT_EQ(run.count(id), 3U);
    const std::vector<Match> found = run.find(id, first, 10);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].offset, 4U);
    EXPECT_EQ(found[0].length, 9U);
    ASSERT_EQ(found[1].captures.size(), 1U);
    EXPECT_EQ(found[1].captures[0], (std::pair<std::string, std::string>{"TAIL", "42"}));
}

TEST(Matcher, CatastrophicPatternsAreGivenUpAndCounted)
{
    MatchStats stats;
    const std::string input(40, 'a');
    EXPECT_EQ(countOf(patternOf("^(a+)+$|^(a|aa)+b"), {input + "!"}, &stats), 0U);
    EXPECT_EQ(stats.limitReached, 1U);
}

TEST(Matcher, DeepRecursionFallsBackToTheInterpreter)
{
    std::string input(200'000, 'a');
    EXPECT_EQ(countOf(patternOf("^(?:a|b(?1)?|(c))*d"), {input + "d"}), 1U);
}

TEST(Matcher, FindGivesPlacesAndCaptures)
{
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    const PatternId id = builder.add(body, patternOf("(?<KEY>\\w)=(?:(?<NUM>\\d)|(?<WORD>\\w))"));
    auto matcher = std::move(builder).build(pcreOnly());
    MatcherRun run(*matcher);
    const auto found = run.find(id, "a=1 b=x c=3", 10);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[1].offset, 4U);
    EXPECT_EQ(found[1].length, 3U);
    using Captures = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(found[1].captures, (Captures{{"KEY", "b"}, {"WORD", "x"}}));
    EXPECT_EQ(run.find(id, "a=1 b=x c=3", 1, 3).at(0).offset, 4U);
    EXPECT_TRUE(run.find(id, "a=1", 10, 50).empty());
}

TEST(Matcher, SeveralRunsShareOneMatcher)
{
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    std::vector<PatternId> ids;
    for (int i = 0; i < 50; ++i)
        ids.push_back(builder.add(body, patternOf("\\bn" + std::to_string(i) + "\\b", 0)));
    auto matcher = std::move(builder).build(pcreOnly());
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            MatcherRun run(*matcher);
            for (uint32_t round = 0; round < 20; ++round) {
                const std::string input =
                    "n" + std::to_string(t) + " n" + std::to_string(round) + " n" + std::to_string(t);
                const std::string_view inputs[] = {input};
                run.beginMessage();
                run.scan(body, inputs);
                EXPECT_EQ(run.count(ids[t]), t == round ? 3U : 2U);
            }
        });
    }
}

TEST(SinglePattern, ReportsWhereItFails)
{
    const auto pattern = SinglePattern::compile(patternOf("ab("));
    ASSERT_FALSE(pattern);
    EXPECT_EQ(pattern.error().code, ErrorCode::BadRule);
    EXPECT_EQ(pattern.error().subject, "T");
    EXPECT_NE(pattern.error().detail.find("at offset 3"), std::string::npos);
}

TEST(SinglePattern, SearchesFromSeveralThreads)
{
    const auto pattern = SinglePattern::compile(patternOf("b+"));
    ASSERT_TRUE(pattern);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int round = 0; round < 100; ++round)
                EXPECT_EQ(pattern->find("abbab", 10).size(), 2U);
        });
    }
}

TEST(MatchStats, LineHasTheWordingOfThePeer)
{
    MatchStats stats;
    stats.pcreScans = 68;
    stats.matches = 12;
    stats.patterns = 1442;
    stats.fastCached = 7;
    stats.pcreBytes = 49'080;
    stats.totalBytes = 28'972'155;
    EXPECT_EQ(statisticsLine(stats),
        "regexp statistics: 68 pcre regexps scanned, 12 regexps matched, 1442 regexps total, 7 regexps cached, "
        "47.93KiB "
        "scanned using pcre, 27.63MiB scanned total");
    EXPECT_NE(statisticsLine({}).find(" 0B scanned total"), std::string::npos);
}

} // namespace
} // namespace assay::rules
