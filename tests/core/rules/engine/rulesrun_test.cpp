// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/rules/rulesengine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

namespace assay::rules {
namespace {

// A set from text, and a run of it.
class Rules
{
public:
    explicit Rules(std::string_view text, std::string_view suffix = ".cf", bool allMatches = false)
    {
        static int number = 0;
        const std::filesystem::path path = std::filesystem::temp_directory_path()
            / ("assay-rules-" + std::to_string(::getpid()) + "-" + std::to_string(++number) + std::string(suffix));
        EXPECT_TRUE(writeFileAtomically(path, text).ok());
        const std::vector<std::filesystem::path> paths = {path};
        auto loaded = RuleSet::load(paths);
        std::filesystem::remove(path);
        EXPECT_TRUE(loaded.ok());
        set = *loaded;
        EngineOptions options;
        options.matcher.useHyperscan = false;
        options.allMatches = allMatches;
        auto engine = RulesEngine::create(set, options);
        EXPECT_TRUE(engine.ok());
        run = std::make_unique<RulesRun>(*engine);
    }
    RulesResult scan(std::string_view message)
    {
        kept = message;
        last = run->scan(kept);
        return last;
    }
    const RuleHit* hit(std::string_view name) const
    {
        const auto found = std::find_if(last.hits.begin(), last.hits.end(),
            [&](const RuleHit& entry) { return set->rule(entry.rule).name == name; });
        return found == last.hits.end() ? nullptr : &*found;
    }
    std::vector<Evidence> evidence(std::string_view name, size_t limit = 1000)
    {
        return run->evidence(set->find(name), limit);
    }

    std::shared_ptr<const RuleSet> set;
    std::unique_ptr<RulesRun> run;
    std::string kept;
    RulesResult last;
};

constexpr std::string_view plainMessage = "From: a@example.com\nTo: b@example.org\nSubject: red apples\nX-Tag: x1\n\n"
                                          "green apples and red apples\n\nmore apples\n";

TEST(RulesRun, EvidenceLeadsToTheBytes)
{
    Rules rules("body A /apples/\nbody S /red (?=apples)/\nheader H X-Tag =~ /x\\d/\nheader E exists:To\nrawbody R "
                "/^green/m\nfull F /X-Tag/\n"
                "meta M A && H\n");
    rules.scan(plainMessage);
    ASSERT_TRUE(rules.hit("A"));
    const std::vector<Evidence> apples = rules.evidence("A");
    ASSERT_EQ(apples.size(), 4U);
    EXPECT_EQ(apples[0].piece, 0U);
    for (size_t i = 1; i < apples.size(); ++i) {
        EXPECT_EQ(apples[i].where, Where::Body);
        EXPECT_EQ(apples[i].text, "apples");
        ASSERT_EQ(apples[i].raw.why, Unmapped::None);
        EXPECT_EQ(plainMessage.substr(apples[i].raw.offset, apples[i].raw.length), "apples");
    }
    const std::vector<Evidence> tag = rules.evidence("H");
    ASSERT_EQ(tag.size(), 1U);
    EXPECT_EQ(tag[0].header, "X-Tag");
    EXPECT_EQ(plainMessage.substr(tag[0].raw.offset, tag[0].raw.length), "x1");
    EXPECT_EQ(rules.evidence("F")[0].raw.offset, plainMessage.find("X-Tag"));
    EXPECT_EQ(rules.evidence("M").size(), 5U);
    EXPECT_EQ(rules.evidence("A", 2).size(), 2U);
    EXPECT_EQ(rules.evidence("E").size(), 1U);
    EXPECT_EQ(rules.evidence("R")[0].text, "green");
}

TEST(RulesRun, CountsOnlyWhatTheFlagsAskFor)
{
    Rules rules("body A /apples/\nbody M /apples/\ntflags M multiple\nscore M 0.5\nbody X /apples/\ntflags X multiple "
                "maxhits=2\nbody N /apples/\n"
                "tflags N multiple nosubject\nmeta C M == 4 && X == 2 && A == 1 && N == 3\n");
    const RulesResult result = rules.scan(plainMessage);
    EXPECT_EQ(rules.hit("A")->count, 1U);
    EXPECT_EQ(rules.hit("M")->count, 4U);
    EXPECT_EQ(rules.hit("M")->score, 2);
    EXPECT_EQ(rules.hit("X")->count, 2U);
    EXPECT_EQ(rules.hit("N")->count, 3U);
    EXPECT_TRUE(rules.hit("C"));
    EXPECT_EQ(result.score, 1 + 2 + 2 + 3 + 1);
}

TEST(RulesRun, AllMatchesChangesCountsButNoValues)
{
    Rules rules("body A /apples/\nmeta C A == 1\nscore A 0.1\n", ".cf", true);
    rules.scan(plainMessage);
    EXPECT_EQ(rules.hit("A")->count, 4U);
    EXPECT_EQ(rules.hit("A")->score, 0.1);
    EXPECT_TRUE(rules.hit("C"));
}

TEST(RulesRun, TemplatesAreFilledAnewForEachMessage)
{
    Rules rules("header A X-Tag =~ /(?<TAG>\\w+)/\nbody B /is %{TAG} /\nbody C /is %{NEVER} /\nmeta D !C\n");
    rules.scan("X-Tag: one\n\nthis is one thing\n");
    EXPECT_TRUE(rules.hit("B"));
    EXPECT_EQ(rules.evidence("B")[0].text, "is one ");
    EXPECT_FALSE(rules.hit("C"));
    EXPECT_TRUE(rules.hit("D"));
    rules.scan("X-Tag: two\n\nthis is one thing\n");
    EXPECT_FALSE(rules.hit("B"));
    rules.scan("X-Tag: t.o\n\nthis is t thing\n");
    EXPECT_TRUE(rules.hit("B")); // \w+ takes "t" only
    rules.scan("Y-Tag: one\n\nthis is one thing\n");
    EXPECT_FALSE(rules.hit("B"));
}

TEST(RulesRun, AbsentHeadersMatchAsTheEmptyText)
{
    Rules rules("header A X-No =~ /^$/\nheader B X-No !~ /x/\nheader C X-No =~ /^U/ [if-unset: UNSET]\nheader D X-No "
                "!~ /^U/ [if-unset: UNSET]\n"
                "header E exists:X-No\n");
    rules.scan(plainMessage);
    EXPECT_TRUE(rules.hit("A") && rules.hit("B") && rules.hit("C"));
    EXPECT_FALSE(rules.hit("D") || rules.hit("E"));
}

constexpr std::string_view mixedMessage = "Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
                                          "boundary=b\n\n--b\nContent-Type: text/plain\nX-A: q q\n\n"
                                          "one\n--b\nContent-Type: image/png\nX-A: q\n\nxx\n--b--\n";

TEST(RulesRun, MimeHeadersAreLookedForPartByPart)
{
    Rules rules("mimeheader A Content-Type =~ /image/\nmimeheader N Content-Type !~ /image/\nmimeheader O Content-Type "
                "!~ /audio/\n"
                "mimeheader U X-A =~ /^none$/ [if-unset: none]\nmimeheader M X-A =~ /q/\ntflags M multiple\n"
                "mimeheader R Content-Type =~ /image/\ntflags R range=1-2\nmimeheader T Content-Type =~ "
                "/image/\ntflags T range=3\n"
                "mimeheader J Content-Type =~ /plain.*image/s\ntflags J concat\n");
    rules.scan(mixedMessage);
    EXPECT_TRUE(rules.hit("A") && rules.hit("O") && rules.hit("U") && rules.hit("T") && rules.hit("J"));
    EXPECT_FALSE(rules.hit("N") || rules.hit("R"));
    ASSERT_TRUE(rules.hit("M"));
    EXPECT_EQ(rules.hit("M")->count, 2U);
    ASSERT_EQ(rules.evidence("A").size(), 1U);
    EXPECT_EQ(rules.evidence("A")[0].part, "1.2");
}

TEST(RulesRun, BrokenRulesAreListedAndDoNotRun)
{
    Rules rules("body A /a(/\nbody B /apples/\nheader C eval:no_such_function()\nmeta D !C && B\n");
    rules.scan(plainMessage);
    EXPECT_TRUE(rules.hit("B"));
    EXPECT_TRUE(rules.hit("D"));
    EXPECT_EQ(rules.set->problems().size(), 1U);
}

} // namespace
} // namespace assay::rules
