// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "core/models/voice.h"
#include "core/train/registry.h"
#include "tests/core/train/registrysample.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

class ModelAliases : public testing::Test
{
protected:
    void SetUp() override
    {
        auto made = Case::create(m_dir.path() / "t.assay");
        ASSERT_TRUE(made.ok());
        m_case = std::move(*made);
        m_case->setUser("ann");
    }
    train::VersionInfo publish(const std::string& model, unsigned seed)
    {
        train::Registry registry(m_case->folder() / "models");
        const auto staged = test::stagedModel(m_dir.path() / ("staged" + std::to_string(seed)), seed);
        return *registry.publish(staged, {model});
    }
    // "action object: before -> after" of the entries from `from` on.
    std::vector<std::string> audit()
    {
        std::vector<std::string> lines;
        EXPECT_TRUE(m_case
                        ->visitAudit(1,
                            [&](const store::AuditEntry& entry) {
                                lines.push_back(
                                    entry.action + " " + entry.object + ": " + entry.before + " -> " + entry.after);
                                EXPECT_EQ(entry.user, "ann");
                                return true;
                            })
                        .ok());
        return lines;
    }

    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

TEST_F(ModelAliases, PromotionDecidesWhichModelsTheNextScanHas)
{
    EXPECT_TRUE(m_case->voices()->empty());
    const auto first = publish("forest", 1), second = publish("forest", 2), other = publish("other", 3);
    EXPECT_TRUE(m_case->voices()->empty());
    ASSERT_TRUE(m_case->promote({"forest", "1", "current", "first"}).ok());
    ASSERT_TRUE(m_case->promote({"forest", "candidate"}).ok());
    const auto voices = m_case->voices({"other/candidate", "forest/2", "forest/previous"});
    ASSERT_TRUE(voices.ok()) << voices.error().toString();
    ASSERT_EQ(voices->size(), 3u); // forest 2 is there already
    EXPECT_EQ((*voices)[0].version, second.id);
    EXPECT_EQ((*voices)[0].number, 2u);
    EXPECT_FALSE((*voices)[0].isShadow);
    EXPECT_EQ((*voices)[0].maxScore, 3);
    EXPECT_EQ((*voices)[1].name, "other");
    EXPECT_TRUE((*voices)[1].isShadow);
    EXPECT_EQ((*voices)[2].version, first.id);
    EXPECT_TRUE((*voices)[0].voice->score({{0.5, 0.5, 0.5}}).ok());
    EXPECT_EQ(m_case->voices({"nobody/candidate"}).error().code, ErrorCode::NotFound);

    ASSERT_TRUE(m_case->rollBack("forest", "too strict").ok());
    EXPECT_EQ(m_case->voices()->front().version, first.id);
    EXPECT_EQ(audit(),
        (std::vector<std::string>{"promote model forest 1:  -> current: forest 1, first",
            "promote model forest 2: current: forest 1 -> current: forest 2",
            "roll back model forest 1: current: forest 2 -> current: forest 1, too strict"}));
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken);
    EXPECT_EQ(m_case->registry().decisions()->back().user, "ann");
}

TEST_F(ModelAliases, RemovesPinsAndPurges)
{
    publish("forest", 1);
    publish("forest", 2);
    publish("forest", 3);
    EXPECT_EQ(m_case->removeVersion("forest", "3").error().code, ErrorCode::BadArgument);
    EXPECT_TRUE(m_case->removeVersion("forest", "2").ok());
    EXPECT_EQ(m_case->removeVersion("forest", "2").error().code, ErrorCode::NotFound);
    EXPECT_TRUE(m_case->pinVersion("forest", "1", true).ok());
    EXPECT_TRUE(m_case->purgeModels(0)->removed.empty());
    EXPECT_TRUE(m_case->pinVersion("forest", "1", false).ok());
    EXPECT_TRUE(m_case->removeAlias("forest", "candidate").ok());
    EXPECT_EQ(m_case->purgeModels(1)->removed.size(), 1u);
    EXPECT_EQ(m_case->registry().list()->front().number, 3u);
    EXPECT_EQ(audit().size(), 5u);
}

TEST_F(ModelAliases, KeepsTheHighestScoreOfAModel)
{
    EXPECT_EQ(*m_case->maxScore("forest"), 3);
    ASSERT_TRUE(m_case->setMaxScore("forest", 4.5).ok());
    EXPECT_EQ(*m_case->maxScore("forest"), 4.5);
    EXPECT_EQ(*m_case->maxScore("other"), 3);
    for (const double bad : {-1.0, 1001.0, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_EQ(m_case->setMaxScore("forest", bad).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(audit(), std::vector<std::string>{"set highest score model forest: 3 -> 4.5"});
}

TEST_F(ModelAliases, AReadOnlyCaseChangesNothing)
{
    publish("forest", 1);
    const auto reading = Case::open(m_case->path(), CaseMode::ReadOnly);
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ((*reading)->promote({"forest", "1"}).error().code, ErrorCode::ReadOnly);
    EXPECT_EQ((*reading)->rollBack("forest", "").error().code, ErrorCode::ReadOnly);
    EXPECT_EQ((*reading)->purgeModels(0).error().code, ErrorCode::ReadOnly);
    EXPECT_EQ((*reading)->setMaxScore("forest", 1).error().code, ErrorCode::ReadOnly);
    EXPECT_EQ((*reading)->registry().list()->size(), 1u);
}

} // namespace
} // namespace assay
