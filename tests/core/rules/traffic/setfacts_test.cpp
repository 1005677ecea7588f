// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/setfacts.h"

#include "tests/core/rules/traffic/madeset.h"

#include <cmath>

namespace assay::rules {
namespace {

using test::MadeSet;

double fact(const MadeSet& made, SetFact wanted)
{
    return computeSetFacts(made.set())[static_cast<size_t>(wanted)];
}

TEST(SetFacts, NamesLeadBack)
{
    for (size_t i = 0; i < setFactCount; ++i)
        EXPECT_EQ(setFactFromName(setFactName(static_cast<SetFact>(i))), static_cast<SetFact>(i));
    EXPECT_FALSE(setFactFromName("no_fact"));
}

TEST(SetFacts, CountsAndTimes)
{
    MadeSet made;
    made.head().requestsBefore = 10;
    made.head().subset = 3;
    for (int i = 0; i < 25; ++i)
        made.add("GET /a");
    EXPECT_EQ(fact(made, SetFact::Requests), 25);
    EXPECT_EQ(fact(made, SetFact::TotalRequests), 35);
    EXPECT_EQ(fact(made, SetFact::Subset), 3);
    EXPECT_DOUBLE_EQ(fact(made, SetFact::Span), 24);
    EXPECT_EQ(fact(made, SetFact::PeakRate), 10);
    EXPECT_DOUBLE_EQ(fact(made, SetFact::GapMean), 1);
    EXPECT_NEAR(fact(made, SetFact::GapVariation), 0, 1e-9);
}

TEST(SetFacts, UnevenGapsVary)
{
    MadeSet made;
    for (int i = 0; i < 6; ++i) {
        made.add("GET /a", 200,
            [i](traffic::Request& request) { request.time = MadeSet::firstTime + int64_t{i} * i * 1'000'000'000; });
    }
    EXPECT_DOUBLE_EQ(fact(made, SetFact::GapMean), 5);
    EXPECT_NEAR(fact(made, SetFact::GapVariation), std::sqrt(8.0) / 5, 1e-9); // gaps 1 3 5 7 9
}

TEST(SetFacts, TargetsThatCountUpAreSequential)
{
    MadeSet pages;
    for (const char* line :
        {"GET /list?page=1", "GET /list?page=2", "GET /other", "GET /list?page=3", "GET /list?page=9"})
        pages.add(line);
    EXPECT_EQ(fact(pages, SetFact::Sequential), 2);
    MadeSet items;
    for (const char* line : {"GET /item/7.html", "GET /item/8.html", "GET /other/9.html"})
        items.add(line);
    EXPECT_EQ(fact(items, SetFact::Sequential), 1);
    MadeSet both; // the numbers of one path in another are no sequence
    for (const char* line : {"GET /a?page=1", "GET /b?page=2", "GET /c?page=3"})
        both.add(line);
    EXPECT_EQ(fact(both, SetFact::Sequential), 0);
}

TEST(SetFacts, ASetWithoutRequestsHasNone)
{
    const MadeSet made;
    for (const SetFact wanted : {SetFact::Requests, SetFact::Span, SetFact::PeakRate, SetFact::Sequential})
        EXPECT_EQ(fact(made, wanted), 0);
}

} // namespace
} // namespace assay::rules
