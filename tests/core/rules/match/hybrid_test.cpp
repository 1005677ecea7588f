// SPDX-License-Identifier: GPL-3.0-or-later
// The multi-pattern path: same results as PCRE2 alone, whatever happens to helpers and cache files.
#include "core/base/file.h"
#include "core/rules/match/matcher.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

namespace assay::rules {
namespace {

namespace fs = std::filesystem;
using Inputs = std::vector<std::string>;

Pattern patternOf(std::string text, uint32_t maxHits = 1, bool caseless = false)
{
    PatternFlags flags;
    flags.caseless = caseless;
    return {"T", std::move(text), flags, maxHits};
}

MatcherOptions optionsWith(const fs::path& cacheDir = {})
{
    MatcherOptions options;
    options.cacheDir = cacheDir;
    options.compileHelper = test::programsDir() / "assay-compile";
    return options;
}

std::shared_ptr<const Matcher> makeMatcher(const std::vector<Pattern>& patterns, const MatcherOptions& options)
{
    Matcher::Builder builder;
    const PatternClassId body = builder.addClass("body");
    for (const Pattern& pattern : patterns)
        builder.add(body, pattern);
    auto matcher = std::move(builder).build(options);
    EXPECT_TRUE(matcher);
    return *matcher;
}

std::vector<uint32_t> countsOf(const std::shared_ptr<const Matcher>& matcher, const Inputs& inputs)
{
    MatcherRun run(matcher);
    run.beginMessage();
    run.scan({0}, std::vector<std::string_view>(inputs.begin(), inputs.end()));
    std::vector<uint32_t> counts;
    for (uint32_t id = 0; id < matcher->patternCount(); ++id)
        counts.push_back(run.count({id}));
    return counts;
}

// Patterns of every kind of treatment.
const std::vector<Pattern>& mixedPatterns()
{
    static const std::vector<Pattern> patterns{
        patternOf("foo.*bar"),
        patternOf("[a-f]{6,10}", 1, true),
        patternOf("(?m)^GET\\s.*HTTP"),
        patternOf("foo(\\d)+bar\\1baz"),
        patternOf("(?<!x)foo(?=bar)"),
        patternOf("a+b?", 0),
        patternOf("\\bw\\w*", 0),
        patternOf("o", 3),
        patternOf("x*", 0),
        patternOf("(\\w)\\1", 0),
        patternOf("end$", 0),
        patternOf("(?m)^\\s*$", 0),
        patternOf("caf\xE9", 1, true),
        patternOf("(?i)[\xC0-\xC5]|(?-i:\xE8)x", 0),
        patternOf("[^\xE9]\xE9", 0, true),
    };
    return patterns;
}

const Inputs& mixedInputs()
{
    static const Inputs inputs{"foo1bar2baz", "foo1bar1baz and foobar", "xfoobar food", "ABCDEF aaab wow Wwww", "",
        "GET / HTTP\nGET /x HTTP", "book keeper end\n", "the end", "\n\n  \n", "CAF\xC9 \xE5 \xE8x \xC8x",
        "x\xC9 x\xE9", std::string("a\0b\xFF", 4), "end\n\n"};
    return inputs;
}

std::vector<uint32_t> mixedCounts()
{
    MatcherOptions options;
    options.useHyperscan = false;
    return countsOf(makeMatcher(mixedPatterns(), options), mixedInputs());
}

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    return files;
}

void writeAll(const fs::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

TEST(HybridMatcher, ClassifiesAsTheSpecificationSays)
{
    const auto matcher = makeMatcher(mixedPatterns(), optionsWith());
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_TRUE(matcher->isCompiled());
    const auto engine = [&](uint32_t id) { return matcher->info({id}).engine; };
    EXPECT_EQ(engine(0), Engine::Hyperscan);
    EXPECT_EQ(engine(1), Engine::Hyperscan);
    EXPECT_EQ(engine(2), Engine::Hyperscan);
    EXPECT_EQ(engine(3), Engine::Prefilter);
    EXPECT_EQ(matcher->info({3}).reason, "Back-references are unsupported.");
    EXPECT_EQ(engine(4), Engine::Prefilter);
    EXPECT_EQ(engine(5), Engine::Hyperscan);
    EXPECT_EQ(engine(8), Engine::Pcre);
    const CompileStats stats = matcher->compileStats();
    EXPECT_EQ(stats.patterns, mixedPatterns().size());
    EXPECT_EQ(stats.hyperscan + stats.prefilter + stats.pcreOnly, stats.patterns);
    EXPECT_GT(stats.hyperscanBytes, 0U);
    EXPECT_FALSE(stats.cacheHit);
}

TEST(HybridMatcher, CountsAsPcreAlone)
{
    const auto matcher = makeMatcher(mixedPatterns(), optionsWith());
    const std::vector<uint32_t> expected = mixedCounts();
    EXPECT_EQ(countsOf(matcher, mixedInputs()), expected) << "while it compiles";
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(countsOf(matcher, mixedInputs()), expected);
    for (const std::string& input : mixedInputs()) {
        MatcherOptions alone;
        alone.useHyperscan = false;
        EXPECT_EQ(countsOf(matcher, {input}), countsOf(makeMatcher(mixedPatterns(), alone), {input})) << input;
    }
}

// The first input that triggers the prefilter fails confirmation; a later one holds.
TEST(HybridMatcher, ConfirmsOnEveryTriggeringInput)
{
    const auto matcher = makeMatcher({patternOf("foo(\\d)+bar\\1baz")}, optionsWith());
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(countsOf(matcher, {"foo1bar2baz"})[0], 0U);
    EXPECT_EQ(countsOf(matcher, {"foo1bar2baz", "foo1bar1baz"})[0], 1U);
}

TEST(HybridMatcher, CountsOfInputsAddUpOnce)
{
    const auto matcher = makeMatcher({patternOf("ab", 0), patternOf("(a)b\\1", 0)}, optionsWith());
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(countsOf(matcher, {"abab", "x", "ababa", "ab"}), (std::vector<uint32_t>{5, 2}));
}

// A hit is looked for where it can be, and nowhere else.
TEST(HybridMatcher, ConfirmsInAWindow)
{
    const auto matcher = makeMatcher({patternOf("(?<!very )special(?= offer)"), patternOf("winner", 0)}, optionsWith());
    ASSERT_TRUE(matcher->waitUntilCompiled());
    std::string input(1'000'000, '.');
    input += "very special offer" + std::string(100'000, '.') + "winner" + std::string(100'000, '.')
        + "special offer winner";
    MatcherRun run(matcher);
    const std::string_view inputs[] = {input};
    run.scan({0}, inputs);
    EXPECT_EQ(run.count({0}), 1U);
    EXPECT_EQ(run.count({1}), 2U);
    EXPECT_LT(run.stats().pcreBytes, 200U);
    EXPECT_EQ(run.stats().prefilterHits, 2U);
}

TEST(HybridMatcher, WindowsGiveTheMatchesOfAWholeSearch)
{
    const std::vector<Pattern> patterns{patternOf("aa", 0), patternOf("a{2,3}b?", 0), patternOf("(?<=a)b|ba", 0),
        patternOf("\\bab?\\b", 0), patternOf("(a|b)\\1", 0), patternOf("ab$", 0), patternOf("(?m)^b", 0),
        patternOf("b\\B", 5)};
    MatcherOptions alone;
    alone.useHyperscan = false;
    const auto reference = makeMatcher(patterns, alone);
    const auto matcher = makeMatcher(patterns, optionsWith());
    ASSERT_TRUE(matcher->waitUntilCompiled());
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string input(random() % 40, ' ');
        for (char& c : input)
            c = "aab \n"[random() % 5];
        ASSERT_EQ(countsOf(matcher, {input}), countsOf(reference, {input})) << input;
    }
}

// Every byte, in and out of classes, with and without case: the database never loses a match.
TEST(HybridMatcher, FoldsBytesAsPcreDoes)
{
    std::vector<Pattern> patterns;
    for (const char* text : {"\xE9", "\\xc9z", "[\xE0-\xE5]", "[^\xC9]", "[^a\\xe0-\\xff]", "(?i:\xE9)\xE9",
             "(?^i:\\xDE)", "\\351", "[\\340-\\345]", "\\Q\xE9.\\E", "\\h", "\\H", "\\v", "\\V", "\\s", "\\S", "\\w",
             "\\W", "\\d", "\\D", ".", "[[:alpha:]]", "[[:^punct:]]", "[[:upper:]]", "\\x{e9}", "\\\xE9",
             "[\\w\xE9-\xEA]", "[]\xE9]", "[a-\\xff]", "\\N", "\\R", "k", "[^k]"}) {
        patterns.push_back(patternOf(text, 1, false));
        patterns.push_back(patternOf(text, 1, true));
    }
    MatcherOptions alone;
    alone.useHyperscan = false;
    const auto reference = makeMatcher(patterns, alone);
    const auto matcher = makeMatcher(patterns, optionsWith());
    ASSERT_TRUE(matcher->waitUntilCompiled());
    for (int byte = 0; byte < 256; ++byte) {
        for (const std::string& input :
            {std::string(1, static_cast<char>(byte)), std::string(1, static_cast<char>(byte)) + "z",
                std::string(2, static_cast<char>(byte)), std::string(1, static_cast<char>(byte)) + "."}) {
            const auto expected = countsOf(reference, {input}), got = countsOf(matcher, {input});
            for (size_t i = 0; i < patterns.size(); ++i)
                ASSERT_EQ(got[i], expected[i]) << patterns[i].text << (i % 2 ? " caseless" : "") << " on byte " << byte;
        }
    }
}

TEST(HybridMatcher, CommentsOfExtendedPatternsAreNoPattern)
{
    PatternFlags extended;
    extended.extended = true;
    const std::vector<Pattern> patterns{{"T", "foo  # a [ or ( of comment\n  bar\\ x", extended, 1},
        {"T", "(?x) ab # {,3}\n c", {}, 1}, {"T", "a(?x: b )c", {}, 1}};
    const auto matcher = makeMatcher(patterns, optionsWith());
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(countsOf(matcher, {"foobar x", "abc"}), (std::vector<uint32_t>{1, 1, 1}));
    EXPECT_EQ(matcher->info({0}).engine, Engine::Hyperscan);
}

TEST(HybridMatcher, WorksWithoutTheHelper)
{
    const test::TemporaryDir cache;
    MatcherOptions options = optionsWith(cache.path());
    options.compileHelper = cache.path() / "absent";
    const auto matcher = makeMatcher(mixedPatterns(), options);
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(matcher->info({0}).engine, Engine::Pcre);
    EXPECT_EQ(matcher->info({0}).reason, "the compile helper cannot be started");
    EXPECT_EQ(countsOf(matcher, mixedInputs()), mixedCounts());
    EXPECT_TRUE(filesIn(cache.path()).empty()) << "the next start shall try again";
}

TEST(HybridMatcher, SurvivesAHelperThatEnds)
{
    const test::TemporaryDir folder;
    MatcherOptions options = optionsWith();
    options.compileHelper = folder.write("helper", "#!/bin/sh\nexit 3\n");
    fs::permissions(options.compileHelper, fs::perms::owner_all);
    const auto matcher = makeMatcher(mixedPatterns(), options);
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(matcher->info({0}).reason, "the compile helper ended unexpectedly");
    EXPECT_EQ(countsOf(matcher, mixedInputs()), mixedCounts());
}

TEST(HybridMatcher, SurvivesAHelperThatTalksNonsense)
{
    const test::TemporaryDir folder;
    MatcherOptions options = optionsWith();
    options.compileHelper = folder.write("helper", "#!/bin/sh\nexec cat\n"); // echoes the request
    fs::permissions(options.compileHelper, fs::perms::owner_all);
    const auto matcher = makeMatcher(mixedPatterns(), options);
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(matcher->info({0}).engine, Engine::Pcre);
    EXPECT_EQ(countsOf(matcher, mixedInputs()), mixedCounts());
}

TEST(HybridMatcher, AHangingHelperDoesNotHoldTheEnd)
{
    const test::TemporaryDir folder;
    MatcherOptions options = optionsWith();
    options.compileHelper = folder.write("helper", "#!/bin/sh\nexec sleep 1000\n");
    fs::permissions(options.compileHelper, fs::perms::owner_all);
    const auto begin = std::chrono::steady_clock::now();
    {
        const auto matcher = makeMatcher(mixedPatterns(), options);
        EXPECT_FALSE(matcher->isCompiled());
        EXPECT_EQ(countsOf(matcher, mixedInputs()), mixedCounts());
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(HybridMatcher, WaitingCanBeCancelled)
{
    const test::TemporaryDir folder;
    MatcherOptions options = optionsWith();
    options.compileHelper = folder.write("helper", "#!/bin/sh\nexec sleep 1000\n");
    fs::permissions(options.compileHelper, fs::perms::owner_all);
    const auto matcher = makeMatcher(mixedPatterns(), options);
    std::stop_source stop;
    std::jthread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop.request_stop();
    });
    EXPECT_FALSE(matcher->waitUntilCompiled(RunContext(stop.get_token(), nullptr, 1)));
}

TEST(HybridMatcher, TimeBoxesCompilation)
{
    MatcherOptions options = optionsWith();
    options.secondsPerPattern = 0.05;
    const auto matcher = makeMatcher(
        {patternOf(
             "<a\\s[^>]{0,2048}\\bhref=.?(https?:[^>]{8,29})[^>]{0,2048}>(?:[^<]{0,1024}<[^>]{1,1024}>){0,99}\\1"),
            patternOf("plain")},
        options);
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(matcher->info({0}).engine, Engine::Pcre);
    EXPECT_EQ(matcher->info({0}).reason, "takes too long to compile");
    EXPECT_EQ(matcher->info({1}).engine, Engine::Hyperscan);
    EXPECT_EQ(
        countsOf(matcher, {"<a href=\"http://example\">x<b>http://example plain"}), (std::vector<uint32_t>{1, 1}));
}

TEST(HybridMatcher, SecondStartTakesTheCache)
{
    const test::TemporaryDir cache;
    const auto first = makeMatcher(mixedPatterns(), optionsWith(cache.path()));
    ASSERT_TRUE(first->waitUntilCompiled());
    ASSERT_EQ(filesIn(cache.path()).size(), 1U);
    MatcherOptions options = optionsWith(cache.path());
    options.compileHelper = "/nonexistent/helper"; // not needed now
    const auto second = makeMatcher(mixedPatterns(), options);
    EXPECT_TRUE(second->isCompiled());
    EXPECT_TRUE(second->compileStats().cacheHit);
    EXPECT_EQ(countsOf(second, mixedInputs()), mixedCounts());
    for (uint32_t id = 0; id < mixedPatterns().size(); ++id) {
        EXPECT_EQ(second->info({id}).engine, first->info({id}).engine);
        EXPECT_EQ(second->info({id}).reason, first->info({id}).reason);
    }
}

TEST(HybridMatcher, AnEditedRuleTouchesItsClassAlone)
{
    const test::TemporaryDir cache;
    const auto build = [&](const std::string& bodyPattern) {
        Matcher::Builder builder;
        builder.add(builder.addClass("body"), patternOf(bodyPattern));
        builder.add(builder.addClass("uri"), patternOf("example"));
        auto matcher = std::move(builder).build(optionsWith(cache.path()));
        EXPECT_TRUE((*matcher)->waitUntilCompiled());
    };
    build("one");
    const std::vector<fs::path> before = filesIn(cache.path());
    ASSERT_EQ(before.size(), 2U);
    build("two");
    EXPECT_EQ(filesIn(cache.path()).size(), 3U);
    build("one");
    EXPECT_EQ(filesIn(cache.path()).size(), 3U);
}

TEST(HybridMatcher, DamagedCacheFilesAreCompiledAgain)
{
    const test::TemporaryDir cache;
    ASSERT_TRUE(makeMatcher(mixedPatterns(), optionsWith(cache.path()))->waitUntilCompiled());
    const fs::path path = filesIn(cache.path()).at(0);
    const auto sound = readFile(path);
    ASSERT_TRUE(sound);
    std::vector<std::string> damaged;
    for (const size_t length : {size_t{0}, size_t{1}, size_t{8}, size_t{100}, sound->size() / 2, sound->size() - 1})
        damaged.push_back(sound->substr(0, length));
    damaged.push_back(*sound + "x");
    for (const size_t at : {size_t{0}, size_t{8}, size_t{20}, size_t{80}, size_t{130}, size_t{200}, sound->size() / 2,
             sound->size() - 64, sound->size() - 1}) {
        damaged.push_back(*sound);
        damaged.back()[at] = static_cast<char>(damaged.back()[at] ^ 1);
    }
    for (const std::string& bytes : damaged) {
        writeAll(path, bytes);
        const auto matcher = makeMatcher(mixedPatterns(), optionsWith(cache.path()));
        EXPECT_FALSE(matcher->compileStats().cacheHit);
        ASSERT_TRUE(matcher->waitUntilCompiled());
        EXPECT_EQ(countsOf(matcher, mixedInputs()), mixedCounts());
        EXPECT_TRUE(readFile(path)) << "written again";
    }
    EXPECT_TRUE(makeMatcher(mixedPatterns(), optionsWith(cache.path()))->compileStats().cacheHit);
}

TEST(HybridMatcher, OldAndAbandonedCacheFilesGo)
{
    const test::TemporaryDir cache;
    const fs::path old = cache.write("0123.hs", "x"), recent = cache.write("4567.hs", "x");
    const fs::path abandoned = cache.write("89ab.hs.1-2.new", "x"), foreign = cache.write("notes.txt", "x");
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(24 * 60));
    fs::last_write_time(foreign, fs::file_time_type::clock::now() - std::chrono::hours(24 * 60));
    fs::last_write_time(abandoned, fs::file_time_type::clock::now() - std::chrono::hours(3));
    ASSERT_TRUE(makeMatcher(mixedPatterns(), optionsWith(cache.path()))->waitUntilCompiled());
    EXPECT_FALSE(fs::exists(old));
    EXPECT_FALSE(fs::exists(abandoned));
    EXPECT_TRUE(fs::exists(recent));
    EXPECT_TRUE(fs::exists(foreign));
}

TEST(HybridMatcher, AReadOnlyCacheFolderIsNoObstacle)
{
    const auto matcher = makeMatcher(mixedPatterns(), optionsWith("/proc/nowhere"));
    ASSERT_TRUE(matcher->waitUntilCompiled());
    EXPECT_EQ(countsOf(matcher, mixedInputs()), mixedCounts());
    EXPECT_EQ(matcher->info({0}).engine, Engine::Hyperscan);
}

// Runs start while the databases are on their way.
TEST(HybridMatcher, RunsShareAMatcherThatIsCompiling)
{
    const auto matcher = makeMatcher(mixedPatterns(), optionsWith());
    const std::vector<uint32_t> expected = mixedCounts();
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            MatcherRun run(matcher);
            const Inputs& inputs = mixedInputs();
            const std::vector<std::string_view> views(inputs.begin(), inputs.end());
            for (int round = 0; round < 300 || (!matcher->isCompiled() && round < 100'000); ++round) {
                run.beginMessage();
                run.scan({0}, views);
                for (uint32_t id = 0; id < expected.size(); ++id)
                    ASSERT_EQ(run.count({id}), expected[id]);
            }
        });
    }
}

} // namespace
} // namespace assay::rules
