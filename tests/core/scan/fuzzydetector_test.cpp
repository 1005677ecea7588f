// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors/fuzzy.h"
#include "core/scan/scanner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace assay {
namespace {

using fuzzy::FlagMeaning;
using fuzzy::FuzzyRule;

// Knows the digests it was given.
class FakeStorage : public fuzzy::FuzzyStorage
{
public:
    explicit FakeStorage(bool isLocal = true)
        : m_isLocal(isLocal)
    {
    }
    std::string title() const override { return "fake"; }
    bool isLocal() const override { return m_isLocal; }
    Result<std::vector<fuzzy::StorageReply>> check(
        std::span<const fuzzy::HashQuery> queries, const RunContext& context) override
    {
        ++calls;
        for (auto waited = std::chrono::milliseconds(0); waited < answerTime; ++waited) {
            if (context.stopRequested())
                return Error{ErrorCode::Cancelled, {}, {}};
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        if (isSilent)
            return Error{ErrorCode::ReadFailed, "fake:11335", "no answer"};
        std::vector<fuzzy::StorageReply> replies;
        for (const fuzzy::HashQuery& query : queries) {
            const auto entry = known.find(query.digest);
            fuzzy::StorageReply reply = entry == known.end() ? fuzzy::StorageReply() : entry->second;
            if (entry == known.end())
                reply.refusal = refusal;
            reply.digest = query.digest;
            replies.push_back(reply);
        }
        return replies;
    }
    Result<std::vector<fuzzy::Refusal>> change(std::span<const fuzzy::StorageChange>, const RunContext&) override
    {
        return Error{ErrorCode::ReadOnly, {}, {}};
    }
    Result<uint64_t> count(const RunContext&) override { return uint64_t{known.size()}; }

    std::map<Blake2b512, fuzzy::StorageReply> known;
    fuzzy::Refusal refusal = fuzzy::Refusal::None;
    std::chrono::milliseconds answerTime{0};
    std::atomic<bool> isSilent = false;
    std::atomic<unsigned> calls = 0;

private:
    bool m_isLocal;
};

FuzzyRule ruleNamed(const std::string& name)
{
    FuzzyRule rule;
    rule.name = name;
    rule.symbol = "FZ_UNKNOWN";
    rule.flags = {{11, "FZ_DENIED", "Known bad", FlagMeaning::Deny, 20, 12, false},
        {13, "FZ_WHITE", "", FlagMeaning::Allow, 2, -2, false}};
    return rule;
}

std::string letter(unsigned index)
{
    std::string text = "Subject: Letter\nContent-Type: text/plain\n\n";
    for (unsigned i = 0; i < 100; ++i)
        text += "word" + std::to_string(index * 1000 + i) + " ";
    return text + "\n";
}

void teach(FakeStorage& storage, const std::string& message, uint32_t flag, int32_t weight, const FuzzyRule& rule)
{
    for (const fuzzy::PartHash& hash : fuzzy::FuzzyHasher(rule.hashes).hash(message))
        storage.known[hash.digest] = {weight, flag, 1, hash.digest, 5, fuzzy::Refusal::None};
}

std::shared_ptr<const DetectorSet> setOf(std::shared_ptr<FuzzyDetector> detector)
{
    auto set = std::make_shared<DetectorSet>();
    set->detectors = {std::move(detector)};
    return set;
}

struct Scanned
{
    std::vector<ScannedItem> items;
    ScanReport report;
};

Scanned scanLetters(const Scanner& scanner, unsigned count, const RunContext& context = {})
{
    Scanned scanned;
    unsigned next = 0;
    scanned.report = scanner.run(
        [&](LoadedItem& item) {
            item.bytes = letter(next);
            return next++ < count;
        },
        [&](std::span<ScannedItem> batch) {
            std::move(batch.begin(), batch.end(), std::back_inserter(scanned.items));
            return true;
        },
        context);
    return scanned;
}

TEST(FuzzyDetector, FindsWhatStoragesKnow)
{
    auto storage = std::make_shared<FakeStorage>();
    const FuzzyRule rule = ruleNamed("trap");
    teach(*storage, letter(1), 11, 10, rule);
    teach(*storage, letter(2), 13, 4, rule);
    teach(*storage, letter(3), 99, 20, rule);
    const Scanner scanner(setOf(std::make_shared<FuzzyDetector>(std::vector{FuzzySource{rule, storage, {}}})), {});
    const Scanned scanned = scanLetters(scanner, 5, RunContext({}, nullptr, 2));
    ASSERT_EQ(scanned.items.size(), 5u);
    EXPECT_TRUE(scanned.report.dropped.empty());
    EXPECT_TRUE(scanned.items[0].hits.empty());
    ASSERT_EQ(scanned.items[1].hits.size(), 1u);
    const Hit& hit = scanned.items[1].hits[0];
    const Symbol& symbol = scanner.symbols().at(hit.symbol.value);
    EXPECT_EQ(symbol.name, "FZ_DENIED");
    EXPECT_EQ(symbol.group, "fuzzy");
    EXPECT_EQ(symbol.description, "Known bad");
    EXPECT_EQ(symbol.detector, DetectorKind::Fuzzy);
    EXPECT_NEAR(hit.score, 10.514323, 1e-5);
    ASSERT_EQ(hit.matches.size(), 1u);
    EXPECT_EQ(hit.matches[0].storage, "trap");
    EXPECT_EQ(hit.matches[0].time, 5u);
    EXPECT_EQ(hit.options.at(0).substr(0, 3), "11:");
    EXPECT_LT(scanned.items[2].score, -1.9);
    EXPECT_EQ(scanner.symbols().at(scanned.items[3].hits.at(0).symbol.value).name, "FZ_UNKNOWN");
    EXPECT_TRUE(scanned.items[4].hits.empty());
}

TEST(FuzzyDetector, StoragesShareHashesAndSymbols)
{
    auto first = std::make_shared<FakeStorage>(), second = std::make_shared<FakeStorage>(),
         other = std::make_shared<FakeStorage>();
    FuzzyRule otherRule = ruleNamed("other");
    otherRule.hashes.fuzzyKey = "secret"; // other digests
    teach(*first, letter(0), 11, 5, ruleNamed("first"));
    teach(*second, letter(0), 11, 20, ruleNamed("second"));
    teach(*other, letter(0), 11, 10, otherRule);
    const Scanner scanner(setOf(std::make_shared<FuzzyDetector>(std::vector{FuzzySource{ruleNamed("first"), first, {}},
                              FuzzySource{ruleNamed("second"), second, {}}, FuzzySource{otherRule, other, {}}})),
        {});
    EXPECT_EQ(scanner.symbols().size(), 3u);
    const Scanned scanned = scanLetters(scanner, 1);
    ASSERT_EQ(scanned.items.at(0).hits.size(), 1u);
    const Hit& hit = scanned.items[0].hits[0];
    EXPECT_NEAR(hit.score, 11.895946, 1e-5); // of the second, which knows it best
    ASSERT_EQ(hit.matches.size(), 3u);
    EXPECT_EQ(hit.options.size(), 3u);
    EXPECT_EQ(hit.matches[0].asked, hit.matches[1].asked);
    EXPECT_NE(hit.matches[0].asked, hit.matches[2].asked);
}

TEST(FuzzyDetector, ASilentServerIsAskedOnceAndReported)
{
    auto silent = std::make_shared<FakeStorage>(false), local = std::make_shared<FakeStorage>();
    silent->isSilent = true;
    teach(*local, letter(7), 11, 10, ruleNamed("local"));
    const auto detector = std::make_shared<FuzzyDetector>(
        std::vector{FuzzySource{ruleNamed("far"), silent, {}}, FuzzySource{ruleNamed("local"), local, {}}});
    const Scanner scanner(setOf(detector), {});
    const Scanned scanned = scanLetters(scanner, 40, RunContext({}, nullptr, 2));
    EXPECT_LE(silent->calls.load(), 2u); // one a worker at most
    EXPECT_EQ(local->calls.load(), 40u);
    EXPECT_EQ(scanned.items.at(7).hits.size(), 1u); // the others go on
    ASSERT_EQ(scanned.report.dropped.size(), 1u);
    EXPECT_EQ(scanned.report.dropped[0].rule, "far");
    EXPECT_EQ(scanned.report.dropped[0].items, 40u);
    EXPECT_NE(scanned.report.dropped[0].reason.find("no answer"), std::string::npos);
}

TEST(FuzzyDetector, AServerIsAskedAgainAfterThePause)
{
    auto server = std::make_shared<FakeStorage>(false);
    teach(*server, letter(0), 11, 10, ruleNamed("far"));
    server->isSilent = true;
    const auto detector = std::make_shared<FuzzyDetector>(
        std::vector{FuzzySource{ruleNamed("far"), server, {}}}, std::chrono::milliseconds(0));
    const Scanner scanner(setOf(detector), {});
    EXPECT_TRUE(scanLetters(scanner, 1).items.at(0).hits.empty());
    server->isSilent = false;
    const Scanned scanned = scanLetters(scanner, 1);
    EXPECT_EQ(scanned.items.at(0).hits.size(), 1u);
    EXPECT_TRUE(scanned.report.dropped.empty()); // each scan tells of itself
}

TEST(FuzzyDetector, AStopEndsTheWait)
{
    auto slow = std::make_shared<FakeStorage>(false);
    slow->answerTime = std::chrono::hours(1);
    const Scanner scanner(
        setOf(std::make_shared<FuzzyDetector>(std::vector{FuzzySource{ruleNamed("far"), slow, {}}})), {});
    std::stop_source stop;
    std::thread stopper([&] {
        while (slow->calls.load() == 0)
            std::this_thread::yield();
        stop.request_stop();
    });
    const Scanned scanned = scanLetters(scanner, 3, RunContext(stop.get_token(), nullptr, 1));
    stopper.join();
    EXPECT_TRUE(scanned.report.partial);
    EXPECT_TRUE(scanned.report.dropped.empty());
}

TEST(FuzzyDetector, WhatCannotBeOpenedOrAskedIsTold)
{
    auto blocking = std::make_shared<FakeStorage>(false);
    blocking->refusal = fuzzy::Refusal::Forbidden;
    const auto detector = std::make_shared<FuzzyDetector>(
        std::vector{FuzzySource{ruleNamed("lost"), nullptr, Error{ErrorCode::NotFound, "a.db", {}}},
            FuzzySource{ruleNamed("far"), blocking, {}}});
    ScanOptions options;
    const Scanner scanner(setOf(detector), options);
    const Scanned scanned = scanLetters(scanner, 2, RunContext({}, nullptr, 2));
    ASSERT_EQ(scanned.items.at(0).hits.size(), 1u);
    EXPECT_EQ(scanner.symbols().at(scanned.items[0].hits[0].symbol.value).name, "FUZZY_BLOCKED");
    EXPECT_EQ(scanned.items[0].hits[0].options, std::vector<std::string>{"far"});
    EXPECT_EQ(scanned.items[0].score, 0);
    ASSERT_EQ(scanned.report.dropped.size(), 1u);
    EXPECT_EQ(scanned.report.dropped[0].rule, "lost");
    EXPECT_EQ(scanned.report.dropped[0].items, 0u);
    options.hits.selection = HitSelection::Scored;
    EXPECT_TRUE(scanLetters(Scanner(setOf(detector), options), 1).items.at(0).hits.empty());
}

TEST(FuzzyDetector, DigestsFollowWhatDecidesScores)
{
    const auto digestOf = [](const FuzzyRule& rule) {
        return FuzzyDetector({FuzzySource{rule, std::make_shared<FakeStorage>(), {}}}).digest();
    };
    const FuzzyRule rule = ruleNamed("a");
    FuzzyRule changed = rule;
    changed.script = "return 1";
    changed.conditions = {{"from:a", fuzzy::LearnCondition::Act::Deny, 0, ""}};
    changed.flags[0].description = "other";
    EXPECT_EQ(digestOf(rule), digestOf(changed));
    changed.flags[0].threshold = 21;
    EXPECT_NE(digestOf(rule), digestOf(changed));
    EXPECT_EQ(FuzzyDetector({FuzzySource{rule, nullptr, {}}, FuzzySource{ruleNamed("b"), nullptr, {}}}).title(),
        "Fuzzy storages a + b");
}

} // namespace
} // namespace assay
