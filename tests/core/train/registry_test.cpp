// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/registry.h"

#include "core/train/registrynames.h"
#include "tests/core/train/registrysample.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace assay::train {
namespace {

namespace fs = std::filesystem;

class RegistryTest : public testing::Test
{
protected:
    VersionInfo publish(const std::string& model, unsigned seed, bool isRejected = false)
    {
        const auto staged = test::stagedModel(m_dir.path() / ("staged" + std::to_string(seed)), seed, isRejected);
        const auto published =
            m_registry.publish(staged, {model, VersionStatus::Candidate, "ann", "run 1", "made for a test"});
        EXPECT_TRUE(published.ok()) << published.error().toString();
        EXPECT_FALSE(fs::exists(staged));
        return published ? *published : VersionInfo();
    }
    VersionInfo promote(const std::string& model, const std::string& version, const std::string& why = {})
    {
        const auto promoted = m_registry.promote({model, version, "current", "better", "ann", why});
        EXPECT_TRUE(promoted.ok()) << promoted.error().toString();
        return promoted ? *promoted : VersionInfo();
    }
    std::string at(const std::string& model, std::string_view alias)
    {
        const auto found = m_registry.find(model, alias);
        return found ? found->id : std::string();
    }
    fs::path folder(const std::string& model) { return m_dir.path() / "models" / model; }

    test::TemporaryDir m_dir;
    Registry m_registry{m_dir.path() / "models"};
};

TEST_F(RegistryTest, IsEmptyAndMakesNothingBeforeTheFirstChange)
{
    EXPECT_TRUE(m_registry.list()->empty());
    EXPECT_TRUE(m_registry.loadCurrent()->empty());
    EXPECT_TRUE(m_registry.decisions()->empty());
    EXPECT_EQ(m_registry.find("forest", "current").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(fs::exists(m_dir.path() / "models"));
}

TEST_F(RegistryTest, PublishesVersionsWithNumbersThatCountUp)
{
    const VersionInfo first = publish("forest", 1);
    const VersionInfo second = publish("forest", 2);
    const VersionInfo other = publish("other", 3);
    EXPECT_EQ(first.number, 1u);
    EXPECT_EQ(second.number, 2u);
    EXPECT_EQ(other.number, 1u);
    EXPECT_TRUE(isVersionId(first.id));
    EXPECT_EQ(first.manifest.name, "forest");
    EXPECT_EQ(first.manifest.versionId, first.id);
    EXPECT_EQ(first.manifest.notes, "made for a test");
    EXPECT_EQ(second.status, VersionStatus::Candidate);
    EXPECT_EQ(second.aliases, std::vector<std::string>{"candidate"});
    EXPECT_GT(second.bytes, 0u);
    const auto all = m_registry.list();
    ASSERT_EQ(all->size(), 3u);
    EXPECT_EQ((*all)[0].id, second.id);
    EXPECT_EQ((*all)[1].id, first.id);
    EXPECT_EQ((*all)[2].model, "other");
    EXPECT_EQ(m_registry.find("forest", "2")->id, second.id);
    EXPECT_EQ(m_registry.find("forest", first.id)->number, 1u);
    EXPECT_EQ(m_registry.find("forest", "3").error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_registry.find("forest", "../other").error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_registry.find("../models/other", "1").error().code, ErrorCode::BadArgument);
}

TEST_F(RegistryTest, LoadsTheModelThatWasPublished)
{
    publish("forest", 7);
    const auto stored = m_registry.load("forest", "candidate");
    ASSERT_TRUE(stored.ok()) << stored.error().toString();
    EXPECT_EQ(stored->manifest.seed, 7u);
    const auto scores = stored->model->score(test::sampleTable(10, 1), {});
    ASSERT_TRUE(scores.ok());
    EXPECT_EQ(scores->size(), 10u);
    EXPECT_TRUE(m_registry.loadCurrent()->empty());
}

TEST_F(RegistryTest, PromotesAndRemembersThePreviousVersion)
{
    const VersionInfo first = publish("forest", 1), second = publish("forest", 2);
    const VersionInfo promoted = promote("forest", "1");
    EXPECT_EQ(promoted.status, VersionStatus::Accepted);
    EXPECT_EQ(promoted.aliases, std::vector<std::string>{"current"});
    EXPECT_EQ(at("forest", "previous"), "");
    promote("forest", "candidate");
    EXPECT_EQ(at("forest", "current"), second.id);
    EXPECT_EQ(at("forest", "previous"), first.id);
    EXPECT_EQ(at("forest", "candidate"), "");
    EXPECT_EQ(m_registry.find("forest", "1")->status, VersionStatus::Accepted);
    const auto loaded = m_registry.loadCurrent();
    ASSERT_EQ(loaded->size(), 1u);
    EXPECT_EQ(loaded->front().info.id, second.id);
    EXPECT_EQ(loaded->front().stored.manifest.seed, 2u);
}

TEST_F(RegistryTest, RollsBackAndForth)
{
    const VersionInfo first = publish("forest", 1), second = publish("forest", 2);
    EXPECT_EQ(m_registry.rollBack("forest", "", "ann").error().code, ErrorCode::NotFound);
    promote("forest", "1");
    promote("forest", "2");
    const auto back = m_registry.rollBack("forest", "too many alerts", "ben");
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->id, first.id);
    EXPECT_EQ(at("forest", "previous"), second.id);
    EXPECT_EQ(m_registry.rollBack("forest", "", "ben")->id, second.id);
    EXPECT_EQ(at("forest", "previous"), first.id);
}

TEST_F(RegistryTest, UsesARejectedVersionOnlyWithAReason)
{
    const VersionInfo rejected = publish("forest", 1, true);
    EXPECT_EQ(rejected.status, VersionStatus::Rejected);
    EXPECT_TRUE(rejected.aliases.empty());
    const auto refused = m_registry.promote({"forest", "1", "current", "", "ann", ""});
    EXPECT_EQ(refused.error().code, ErrorCode::BadArgument);
    EXPECT_EQ(at("forest", "current"), "");
    EXPECT_EQ(promote("forest", "1", "the gate looked at old mail").status, VersionStatus::Accepted);
    const auto decisions = m_registry.decisions();
    ASSERT_FALSE(decisions->empty());
    EXPECT_NE(decisions->back().data.find("the gate looked at old mail"), std::string::npos);
}

TEST_F(RegistryTest, MovesAndRemovesOtherAliases)
{
    const VersionInfo first = publish("forest", 1);
    ASSERT_TRUE(m_registry.promote({"forest", "1", "night", "", "ann", ""}).ok());
    EXPECT_EQ(at("forest", "night"), first.id);
    EXPECT_EQ(m_registry.find("forest", "1")->status, VersionStatus::Candidate);
    for (const char* alias : {"", "versions", "marks", "7", "a/b", "..", "20261122T045012345Z-1a2b3c"})
        EXPECT_EQ(m_registry.promote({"forest", "1", alias, "", "ann", ""}).error().code, ErrorCode::BadArgument)
            << alias;
    EXPECT_TRUE(m_registry.removeAlias("forest", "night", "ann").ok());
    EXPECT_EQ(at("forest", "night"), "");
    EXPECT_EQ(m_registry.removeAlias("forest", "night", "ann").error().code, ErrorCode::NotFound);
    // A model that is switched off comes back by rolling back.
    promote("forest", "1");
    EXPECT_TRUE(m_registry.removeAlias("forest", "current", "ann").ok());
    EXPECT_TRUE(m_registry.loadCurrent()->empty());
    EXPECT_EQ(m_registry.rollBack("forest", "", "ann")->id, first.id);
}

TEST_F(RegistryTest, RemovesOnlyWhatNothingPointsAt)
{
    publish("forest", 1);
    publish("forest", 2);
    EXPECT_EQ(m_registry.remove("forest", "2", "ann").error().code, ErrorCode::BadArgument);
    ASSERT_TRUE(m_registry.setPinned("forest", "1", true).ok());
    EXPECT_TRUE(m_registry.find("forest", "1")->isPinned);
    EXPECT_EQ(m_registry.remove("forest", "1", "ann").error().code, ErrorCode::BadArgument);
    ASSERT_TRUE(m_registry.setPinned("forest", "1", false).ok());
    ASSERT_TRUE(m_registry.remove("forest", "1", "ann").ok());
    EXPECT_EQ(m_registry.list()->size(), 1u);
    // The number of a removed version is not given again, even when it was the last one.
    ASSERT_TRUE(m_registry.removeAlias("forest", "candidate", "ann").ok());
    ASSERT_TRUE(m_registry.remove("forest", "2", "ann").ok());
    EXPECT_EQ(publish("forest", 3).number, 3u);
}

TEST_F(RegistryTest, PurgesWithinOneNameAndNeverWhatIsPointedAt)
{
    std::vector<VersionInfo> bot;
    for (unsigned i = 1; i <= 6; ++i)
        bot.push_back(publish("bot", i));
    const VersionInfo mobile = publish("bot_mobile", 7);
    for (const char* version : {"1", "2", "3"})
        promote("bot", version);
    ASSERT_TRUE(m_registry.setPinned("bot", "1", true).ok());
    // Accepted: 3 (current), 2 (previous), 1 (pinned). Candidates: 6 (candidate), 5 (named), 4.
    const auto report = m_registry.purge(1, {"bot/" + bot[4].id}, "ann");
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->removed, std::vector<std::string>{"bot " + bot[3].id});
    EXPECT_GT(report->bytes, 0u);
    EXPECT_EQ(at("bot_mobile", "candidate"), mobile.id);
    EXPECT_FALSE(fs::exists(folder("bot") / "versions" / bot[3].id));
    // 0 keeps only what is protected, and that entirely.
    EXPECT_EQ(m_registry.purge(0, {}, "ann")->removed, std::vector<std::string>{"bot " + bot[4].id});
    EXPECT_EQ(m_registry.list()->size(), 5u);
}

TEST_F(RegistryTest, KeepsRejectedVersionsForAWeek)
{
    const VersionInfo fresh = publish("forest", 1, true);
    const VersionInfo old = publish("forest", 2, true);
    // The same version with the id of another day.
    for (const int days : {-8, 8, 6}) {
        const std::string id = makeVersionId(nowMilliseconds() + int64_t{days} * 24 * 3600 * 1000);
        fs::copy(folder("forest") / "versions" / old.id, folder("forest") / "versions" / id);
    }
    const auto report = m_registry.purge(5, {}, "ann");
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->removed.size(), 2u);
    EXPECT_EQ(m_registry.list()->size(), 3u);
    EXPECT_TRUE(m_registry.find("forest", fresh.id).ok());
}

TEST_F(RegistryTest, LogsWhatWasDecided)
{
    publish("forest", 1);
    promote("forest", "1");
    ASSERT_TRUE(m_registry.log({0, "run 7", "LABELS_FILTERED", "forest", "", "ann", R"({"rows":3,"of":[1,2]})"}).ok());
    const auto decisions = m_registry.decisions();
    ASSERT_EQ(decisions->size(), 3u);
    EXPECT_EQ((*decisions)[0].event, "MODEL_PUBLISHED");
    EXPECT_EQ((*decisions)[0].job, "run 1");
    EXPECT_EQ((*decisions)[1].event, "CHAMPION_CHANGED");
    EXPECT_EQ((*decisions)[1].user, "ann");
    EXPECT_EQ((*decisions)[2].data, R"({"rows":3,"of":[1,2]})");
    EXPECT_NEAR(static_cast<double>((*decisions)[2].at), static_cast<double>(nowMilliseconds()), 60'000);
    std::ifstream history(m_dir.path() / "models" / "history.jsonl");
    std::string line;
    ASSERT_TRUE(std::getline(history, line));
    EXPECT_TRUE(models::manifestFromJson(line).ok());
    EXPECT_FALSE(std::getline(history, line));
}

TEST_F(RegistryTest, ServesManyThreadsAtOnce)
{
    std::vector<fs::path> staged;
    for (unsigned i = 0; i < 12; ++i)
        staged.push_back(test::stagedModel(m_dir.path() / ("s" + std::to_string(i)), i));
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            Registry registry(m_dir.path() / "models");
            for (unsigned i = t; i < 12; i += 4) {
                // On a slow disk somebody may have to ask again.
                auto published = registry.publish(staged[i], {"forest"});
                while (!published && published.error().code == ErrorCode::Locked)
                    published = registry.publish(staged[i], {"forest"});
                ASSERT_TRUE(published.ok());
                auto promoted = registry.promote({"forest", published->id});
                while (!promoted && promoted.error().code == ErrorCode::Locked)
                    promoted = registry.promote({"forest", published->id});
                EXPECT_TRUE(promoted.ok());
                EXPECT_TRUE(registry.load("forest", "current").ok());
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    const auto all = m_registry.list();
    ASSERT_EQ(all->size(), 12u);
    for (size_t i = 0; i < 12; ++i)
        EXPECT_EQ((*all)[i].number, 12 - i);
    EXPECT_NE(at("forest", "current"), at("forest", "previous"));
}

} // namespace
} // namespace assay::train
