// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/engine/metaschedule.h"

#include "core/rules/cf/metarule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace assay::rules {
namespace {

// Names are numbered by their first use; the plain ones are rules whose value the test gives.
class Metas
{
public:
    void add(std::string_view name, std::string_view expression, bool hasScore = true)
    {
        auto program = compileMeta(
            expression, [this](const ArithmeticToken& token) -> Result<uint32_t> { return number(token.text); });
        ASSERT_TRUE(program.ok());
        m_programs.push_back(std::move(*program));
        m_metas.push_back({number(name), &m_programs.back(), hasScore, false});
    }
    void setRun(std::string_view name, double value) { m_run.emplace_back(number(name), value); }
    void run()
    {
        std::vector<bool> isMeta(m_names.size(), false);
        for (const auto& meta : m_metas)
            isMeta[meta.rule] = true;
        values.assign(m_names.size(), 0);
        ready.assign(m_names.size(), 0);
        for (const auto& [number, value] : m_run) {
            ready[number] = 1;
            values[number] = value;
        }
        MetaSchedule(m_metas, isMeta).run(values, ready);
    }
    double value(std::string_view name) { return values[number(name)]; }

private:
    uint32_t number(std::string_view name)
    {
        const auto found = std::find(m_names.begin(), m_names.end(), name);
        if (found != m_names.end())
            return static_cast<uint32_t>(found - m_names.begin());
        m_names.emplace_back(name);
        return static_cast<uint32_t>(m_names.size() - 1);
    }
    std::vector<std::string> m_names;
    std::deque<ArithmeticProgram> m_programs;
    std::vector<MetaSchedule::Meta> m_metas;
    std::vector<std::pair<uint32_t, double>> m_run;
    std::vector<double> values;
    std::vector<uint8_t> ready;
};

TEST(MetaSchedule, MetasFollowWhatTheyRestOnWhateverTheOrder)
{
    Metas metas;
    metas.add("TOP", "MIDDLE && __A");
    metas.add("MIDDLE", "__A + __B");
    metas.setRun("__A", 3);
    metas.setRun("__B", 1);
    metas.run();
    EXPECT_EQ(metas.value("MIDDLE"), 4);
    EXPECT_EQ(metas.value("TOP"), 3);
}

TEST(MetaSchedule, NegativeResultsAreHitsWorthOne)
{
    Metas metas;
    metas.add("M", "(__A * 2 - 1) / 5");
    metas.setRun("__A", 0);
    metas.run();
    EXPECT_EQ(metas.value("M"), 1);
}

TEST(MetaSchedule, RulesThatNeverRanAreZeroAtTheEnd)
{
    Metas metas;
    metas.add("UNDEFINED", "!__NEVER");
    metas.run();
    EXPECT_EQ(metas.value("UNDEFINED"), 1);
}

TEST(MetaSchedule, ATrueMetaWithoutScoreSilencesWhatRestsOnIt)
{
    Metas metas;
    metas.add("__ZERO", "__A", false);
    metas.add("M", "!__ZERO");
    metas.setRun("__A", 1);
    metas.run();
    EXPECT_EQ(metas.value("M"), 0);
    EXPECT_EQ(metas.value("__ZERO"), 0);
}

TEST(MetaSchedule, AFalseMetaWithoutScoreIsZero)
{
    Metas metas;
    metas.add("__ZERO", "__A", false);
    metas.add("M", "!__ZERO");
    metas.setRun("__A", 0);
    metas.run();
    EXPECT_EQ(metas.value("M"), 1);
}

TEST(MetaSchedule, AMetaWithoutScoreHasNoTurnAtTheEnd)
{
    Metas metas;
    metas.add("__ZERO", "__A && __NEVER", false);
    metas.add("M", "!__ZERO");
    metas.setRun("__A", 1);
    metas.run();
    EXPECT_EQ(metas.value("M"), 0);
}

} // namespace
} // namespace assay::rules
