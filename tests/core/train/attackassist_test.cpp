// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/attackassist.h"

#include "core/features/requestsetfeatures.h"
#include "core/models/random.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::train {
namespace {

// A site with regular visitors, some of which come in the period for the first time, and an attack.
struct Site
{
    AttackRows rows;
    std::set<size_t> attackRows;
    models::Random random{7};

    Site()
    {
        for (const std::string_view name : attackAssistFeatures())
            rows.rows.names.emplace_back(name);
    }
    void add(uint64_t client, bool isDuring, bool isAttack)
    {
        if (isAttack)
            attackRows.insert(rows.clients.size());
        for (const std::string_view name : attackAssistFeatures()) {
            const double noise = static_cast<double>(random.below(1000)) / 1000;
            rows.rows.values.push_back(isAttack && name == "request_rate" ? 40 + 10 * noise
                    : isAttack && name == "css_to_html_ratio"             ? 0
                                                                          : 1 + noise);
        }
        ++rows.rows.rows;
        rows.clients.push_back(client);
        rows.isDuring.push_back(isDuring ? 1 : 0);
    }
};

TEST(AttackAssist, LooksAtSeventeenRatesAndRatiosOfTheCatalogue)
{
    EXPECT_EQ(attackAssistFeatures().size(), 17U);
    for (const std::string_view name : attackAssistFeatures()) {
        EXPECT_GE(features::findRequestSetFeature(name), 0) << name;
        EXPECT_EQ(name.find("_total"), std::string_view::npos) << name;
    }
}

TEST(AttackAssist, ProposesWhatIsNewAndUnlikeRegularTraffic)
{
    Site site;
    for (uint64_t client = 0; client < 150; ++client)
        site.add(client, false, false);
    for (uint64_t client = 100; client < 200; ++client)
        site.add(client, true, false); // half of them were there before
    for (uint64_t client = 1000; client < 1100; ++client)
        site.add(client, true, true);
    site.add(3, true, true); // a regular visitor that behaves like the attack
    const auto proposals = proposeAttackRows(site.rows, RunContext({}, nullptr, 1));
    ASSERT_TRUE(proposals);
    EXPECT_EQ(proposals->regular, 150U);
    EXPECT_EQ(proposals->fresh, 150U);
    EXPECT_EQ(proposals->known, 51U);
    size_t right = 0;
    double last = 1;
    for (const AttackProposals::Row& row : proposals->rows) {
        right += site.attackRows.count(row.row);
        EXPECT_GE(site.rows.clients[row.row], 150U);
        EXPECT_LE(row.probability, last);
        last = row.probability;
    }
    EXPECT_GE(right, 95U);
    EXPECT_LE(proposals->rows.size() - right, 10U);
}

TEST(AttackAssist, ProposesLittleWhenNothingHappened)
{
    Site site;
    for (uint64_t client = 0; client < 400; ++client)
        site.add(client, client >= 200, false);
    const auto proposals = proposeAttackRows(site.rows, RunContext({}, nullptr, 1));
    ASSERT_TRUE(proposals);
    EXPECT_EQ(proposals->fresh, 200U);
    EXPECT_LT(proposals->rows.size(), 40U);
}

TEST(AttackAssist, NeedsTrafficOfBothSides)
{
    Site site;
    for (uint64_t client = 0; client < 100; ++client)
        site.add(client, true, true);
    const auto proposals = proposeAttackRows(site.rows, RunContext({}, nullptr, 1));
    ASSERT_FALSE(proposals);
    EXPECT_EQ(proposals.error().code, ErrorCode::BadArgument);
    site.rows.clients.pop_back();
    EXPECT_FALSE(proposeAttackRows(site.rows, RunContext({}, nullptr, 1)));
}

} // namespace
} // namespace assay::train
