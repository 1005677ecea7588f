// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/data/symbolvalue.h"
#include "core/neural/store/localstore.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::neural {
namespace {

using Action = ScannedFacts::Action;
using Stored = LocalStore::Stored;

ScannedFacts facts(double score, Action action, size_t positive, size_t negative)
{
    ScannedFacts one;
    one.score = score;
    one.action = action;
    one.positive = positive;
    one.negative = negative;
    return one;
}

TEST(Learning, FollowsTheVerdict)
{
    const LearningRule rule;
    EXPECT_EQ(classByScore(facts(20, Action::Reject, 2, 0), rule), MailClass::Spam);
    EXPECT_EQ(classByScore(facts(20, Action::Reject, 1, 0), rule), std::nullopt);
    EXPECT_EQ(classByScore(facts(7, Action::AddHeader, 3, 0), rule), MailClass::Spam);
    EXPECT_EQ(classByScore(facts(7, Action::RewriteSubject, 2, 0), rule), std::nullopt);
    EXPECT_EQ(classByScore(facts(-1, Action::None, 0, 0), rule), MailClass::Ham);
    EXPECT_EQ(classByScore(facts(1, Action::None, 5, 4), rule), MailClass::Ham);
    EXPECT_EQ(classByScore(facts(1, Action::None, 5, 3), rule), std::nullopt);
    EXPECT_EQ(classByScore(facts(std::nan(""), Action::Reject, 9, 0), rule), std::nullopt);
    ScannedFacts decided = facts(20, Action::Reject, 5, 0);
    decided.isDecidedElsewhere = true;
    EXPECT_EQ(classByScore(decided, rule), std::nullopt);
}

TEST(Learning, FollowsScoresWhereTheyAreSet)
{
    LearningRule rule;
    rule.spamScore = 8;
    rule.hamScore = 8; // both: spam wins
    EXPECT_EQ(classByScore(facts(8, Action::None, 0, 9), rule), MailClass::Spam);
    EXPECT_EQ(classByScore(facts(7.9, Action::Reject, 9, 0), rule), MailClass::Ham);
    rule.isAutotrained = false;
    EXPECT_EQ(classByScore(facts(8, Action::None, 0, 9), rule), std::nullopt);
}

TEST(ClassBalance, IsThatOfRspamd)
{
    LearningRule rule;
    rule.maxTrains = 10;
    EXPECT_EQ(mayStore(MailClass::Spam, {0, 0}, rule, 0, 0), StoreDecision::Store);
    EXPECT_EQ(mayStore(MailClass::Spam, {0, 11}, rule, 0, 0.99), StoreDecision::Full);
    EXPECT_EQ(mayStore(MailClass::Ham, {5, 10}, rule, 0, 0), StoreDecision::Store);
    // 9 of spam and 4 of ham: another of spam is left out with the chance 1 - 4 / 10.
    EXPECT_EQ(mayStore(MailClass::Spam, {4, 9}, rule, 0, 0.59), StoreDecision::Ahead);
    EXPECT_EQ(mayStore(MailClass::Spam, {4, 9}, rule, 0, 0.61), StoreDecision::Store);
    rule.classesBias = 0.2;
    EXPECT_EQ(mayStore(MailClass::Spam, {4, 9}, rule, 0, 0.41), StoreDecision::Store);
    rule.trainProbability = 0.25;
    EXPECT_EQ(mayStore(MailClass::Ham, {0, 0}, rule, 0.74, 0), StoreDecision::Skipped);
    EXPECT_EQ(mayStore(MailClass::Ham, {0, 0}, rule, 0.76, 0), StoreDecision::Store);
    rule.isBalanced = false;
    rule.spamSkipProbability = 0.5;
    EXPECT_EQ(mayStore(MailClass::Spam, {0, 9}, rule, 0.9, 0.4), StoreDecision::Skipped);
    EXPECT_EQ(mayStore(MailClass::Spam, {0, 9}, rule, 0.9, 0.6), StoreDecision::Store);
    EXPECT_EQ(mayStore(MailClass::Ham, {9, 0}, rule, 0.9, 0.0), StoreDecision::Store);
}

TEST(ClassBalance, OfTheFirstReleasesBoundsBothClasses)
{
    VectorCounts held;
    std::vector<StoreDecision> decisions;
    for (int i = 0; i < 3; ++i) {
        decisions.push_back(mayStoreAsSeed(MailClass::Spam, held, 10));
        held.spam += decisions.back() == StoreDecision::Store ? 1 : 0;
    }
    EXPECT_EQ(decisions, (std::vector{StoreDecision::Store, StoreDecision::Store, StoreDecision::Ahead}));
    EXPECT_EQ(mayStoreAsSeed(MailClass::Ham, {12, 12}, 10), StoreDecision::Full);
    EXPECT_EQ(mayStoreAsSeed(MailClass::Ham, {11, 12}, 10), StoreDecision::Store);
}

TEST(ClassBalance, TrainsWithBothClassesOnly)
{
    LearningRule rule;
    rule.maxTrains = 10;
    EXPECT_FALSE(isReadyToTrain({9, 9}, rule));
    EXPECT_FALSE(isReadyToTrain({0, 30}, rule));
    EXPECT_TRUE(isReadyToTrain({1, 10}, rule));
}

TEST(SymbolValues, AreThoseOfTheirEra)
{
    const auto modern = [](double score, std::optional<double> weight) {
        return symbolValue({score, weight}, Topology::Rspamd34);
    };
    EXPECT_EQ(modern(1, 4), 0.25);
    EXPECT_EQ(modern(-1, 4), 0.25);
    EXPECT_EQ(modern(9, 4), 1);
    EXPECT_EQ(modern(0.01, 4), 0.1);
    EXPECT_EQ(modern(0, 0), 1);
    EXPECT_EQ(modern(0.5, 0), std::tanh(0.5));
    EXPECT_EQ(modern(0, std::nullopt), 0.1);
    EXPECT_EQ(modern(std::nan(""), 1), 0);
    EXPECT_EQ(symbolValue({-2, 1}, Topology::Seed), std::tanh(-2));
    const std::vector<double> meta = {7, 8};
    const SymbolScores symbols = {{"B", {2, 2}}, {"UNKNOWN", {1, 1}}};
    EXPECT_EQ(makeVector(meta, symbols, makeProfile({"A", "B"})), (std::vector<double>{7, 8, 0, 1}));
}

TEST(SymbolValues, GiveTheSymbolOfAnOutput)
{
    EXPECT_EQ(symbolOf(0.849288)->name, "NEURAL_SPAM");
    EXPECT_EQ(symbolOf(-0.849288)->name, "NEURAL_HAM");
    EXPECT_EQ(symbolOf(-0.849288)->weight, 0.849288);
    EXPECT_EQ(symbolOf(-0.849288)->option, "-0.849");
    EXPECT_EQ(symbolOf(3)->weight, 1);
    SymbolThresholds thresholds;
    thresholds.spam = 0.5;
    thresholds.isFlat = true;
    EXPECT_FALSE(symbolOf(0.49, thresholds));
    EXPECT_EQ(symbolOf(0.51, thresholds)->weight, 1);
    EXPECT_TRUE(symbolOf(-0.1, thresholds));
    EXPECT_FALSE(symbolOf(std::numeric_limits<double>::quiet_NaN()));
}

class NeuralStore : public testing::Test
{
protected:
    NeuralStore()
    {
        m_rule.maxTrains = 20;
        m_rule.training.iterations = 5;
    }
    LocalStore openStore() const
    {
        auto store = LocalStore::open(m_folder.path() / "neural.db");
        EXPECT_TRUE(store) << store.error().toString();
        return std::move(*store);
    }
    Stored add(LocalStore& store, const Profile& profile, MailClass which, int n, double now = 100)
    {
        std::vector<double> numbers(vectorLength(profile));
        for (size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = std::abs(std::sin(n * 31 + static_cast<int>(i) + (which == MailClass::Spam ? 0.5 : 0)));
        const auto stored = store.addVector(m_rule, profile, which, numbers, {0.999, 0.999}, now);
        EXPECT_TRUE(stored) << stored.error().toString();
        return *stored;
    }
    void fill(LocalStore& store, const Profile& profile)
    {
        for (int i = 0; i < 20; ++i) {
            add(store, profile, MailClass::Spam, i);
            add(store, profile, MailClass::Ham, i);
        }
    }
    test::TemporaryDir m_folder;
    LearningRule m_rule;
    const std::vector<std::string> m_symbols = {"C", "A", "B"};
};

TEST_F(NeuralStore, HoldsVectorsAsSets)
{
    LocalStore store = openStore();
    const auto profile = store.ensureProfile(m_rule, m_symbols, 1);
    ASSERT_TRUE(profile) << profile.error().toString();
    EXPECT_EQ(profile->version, 0u);
    EXPECT_EQ(profile->key, "rn_default_default_" + profile->digest.substr(0, 8) + "_0");
    EXPECT_EQ(add(store, *profile, MailClass::Spam, 1), Stored::Stored);
    EXPECT_EQ(add(store, *profile, MailClass::Spam, 2), Stored::Ahead);
    EXPECT_EQ(add(store, *profile, MailClass::Ham, 1), Stored::Stored);
    EXPECT_EQ(add(store, *profile, MailClass::Spam, 1), Stored::Known);
    const auto counts = store.count(*profile);
    EXPECT_EQ(counts->spam, 1u);
    EXPECT_EQ(counts->ham, 1u);
    EXPECT_EQ(store.ensureProfile(m_rule, {"B", "C", "A"}, 2)->key, profile->key);
    const std::vector<double> tooShort(3);
    EXPECT_EQ(store.addVector(m_rule, *profile, MailClass::Ham, tooShort, {}, 3).error().code, ErrorCode::BadArgument);
}

TEST_F(NeuralStore, TrainsPublishesVersionsAndForgetsTheOldest)
{
    LocalStore store = openStore();
    Profile profile = *store.ensureProfile(m_rule, m_symbols, 1);
    EXPECT_FALSE(*trainWhenReady(store, m_rule, profile, "here", 2, {}));
    EXPECT_FALSE(*store.loadBetter(m_rule, m_symbols, nullptr, 2));
    std::vector<std::string> keys;
    for (int round = 0; round < 4; ++round) {
        keys.push_back(profile.key);
        fill(store, profile);
        const auto trained = trainWhenReady(store, m_rule, profile, "here", 10 + round, {});
        ASSERT_TRUE(trained) << trained.error().toString();
        ASSERT_TRUE(*trained);
        EXPECT_EQ((*trained)->version, profile.version + 1);
        EXPECT_EQ(store.count(**trained)->total(), 0u) << "a new version starts without vectors";
        EXPECT_EQ(store.count(profile)->total(), 40u) << "the old ones stay until the profile is forgotten";
        profile = **trained;
    }
    EXPECT_EQ(store.profiles(m_rule)->size(), 3u);
    const auto gone = store.invalidate(m_rule);
    ASSERT_TRUE(gone) << gone.error().toString();
    ASSERT_EQ(gone->size(), 2u);
    EXPECT_EQ((*gone)[0].key, keys[1]);
    EXPECT_EQ((*gone)[1].key, keys[0]);
    EXPECT_EQ(store.count((*gone)[0])->total(), 0u);
    EXPECT_TRUE(store.invalidate(m_rule)->empty());

    // Another program finds the newest version, and nothing better than it.
    LocalStore other = openStore();
    const auto loaded = other.loadBetter(m_rule, m_symbols, nullptr, 20);
    ASSERT_TRUE(loaded) << loaded.error().toString();
    ASSERT_TRUE(*loaded);
    EXPECT_EQ((*loaded)->profile.version, 4u);
    EXPECT_TRUE(recogniseLayout((*loaded)->graph));
    EXPECT_FALSE(*other.loadBetter(m_rule, m_symbols, &(*loaded)->profile, 20));
    // With one symbol of eleven more it may still be used, with other symbols it may not.
    EXPECT_TRUE(*other.loadBetter(m_rule, {"A", "B", "C", "D"}, nullptr, 21));
    EXPECT_FALSE(*other.loadBetter(m_rule, {"X", "Y", "Z"}, nullptr, 21));
}

TEST_F(NeuralStore, IsTrainedByOneAtATimeUntilTheLockIsOld)
{
    LocalStore store = openStore(), other = openStore();
    const Profile profile = *store.ensureProfile(m_rule, m_symbols, 1);
    EXPECT_FALSE(*store.lock(m_rule, profile, "first", 1000));
    const auto holder = other.lock(m_rule, profile, "second", 1100);
    ASSERT_TRUE(holder);
    ASSERT_TRUE(*holder);
    EXPECT_EQ((*holder)->host, "first");
    EXPECT_EQ((*holder)->since, 1000);
    EXPECT_EQ(add(other, profile, MailClass::Ham, 1, 1100), Stored::Locked);
    ASSERT_TRUE(store.extendLock(profile, 30));
    EXPECT_TRUE(*other.lock(m_rule, profile, "second", 1149));
    EXPECT_FALSE(*other.lock(m_rule, profile, "second", 1151)) << "two watch intervals later";
    ASSERT_TRUE(other.unlock(profile));
    EXPECT_EQ(add(other, profile, MailClass::Ham, 1, 1152), Stored::Stored);
}

TEST_F(NeuralStore, ReleasesTheLockWhenATrainingFails)
{
    LocalStore store = openStore();
    const Profile profile = *store.ensureProfile(m_rule, m_symbols, 1);
    fill(store, profile);
    std::stop_source stop;
    stop.request_stop();
    const auto trained = trainWhenReady(store, m_rule, profile, "here", 5, RunContext(stop.get_token(), nullptr, 1));
    EXPECT_EQ(trained.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(*store.lock(m_rule, profile, "here", 6));
}

TEST_F(NeuralStore, ForgetsWhatNobodyUses)
{
    LocalStore store = openStore();
    const Profile profile = *store.ensureProfile(m_rule, m_symbols, 1);
    fill(store, profile);
    const Profile trained = **trainWhenReady(store, m_rule, profile, "here", 200, {});
    ASSERT_TRUE(store.expire(m_rule, 100 + m_rule.expiry - 1));
    EXPECT_EQ(store.count(profile)->total(), 40u);
    ASSERT_TRUE(store.expire(m_rule, 100 + m_rule.expiry + 1));
    EXPECT_EQ(store.count(profile)->total(), 0u);
    EXPECT_TRUE(*store.loadBetter(m_rule, m_symbols, nullptr, 150 + m_rule.expiry)) << "which makes it used";
    ASSERT_TRUE(store.expire(m_rule, 250 + m_rule.expiry));
    EXPECT_TRUE(*store.loadBetter(m_rule, m_symbols, nullptr, 260 + m_rule.expiry));
    ASSERT_TRUE(store.expire(m_rule, 300 + 2 * m_rule.expiry));
    EXPECT_FALSE(*store.loadBetter(m_rule, m_symbols, nullptr, 300 + 2 * m_rule.expiry));
    EXPECT_TRUE(store.profiles(m_rule)->empty());
}

TEST_F(NeuralStore, RefusesForeignFiles)
{
    const auto file = m_folder.write("other.db", "this is no database at all, whatever its name says");
    EXPECT_FALSE(LocalStore::open(file));
}

} // namespace
} // namespace assay::neural
