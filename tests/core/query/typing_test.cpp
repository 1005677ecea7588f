// SPDX-License-Identifier: GPL-3.0-or-later
// What the values of each type mean.
#include "core/base/time.h"
#include "core/query/match.h"
#include "tests/core/query/testfields.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::query::test {
namespace {

const Term* termOf(const Parsed& parsed)
{
    return parsed.ok() && parsed.query->root->term ? parsed.query->root->term.get() : nullptr;
}

std::string time(double seconds)
{
    return toIsoStringUtc(static_cast<int64_t>(seconds));
}

// "[2026-11-01T00:00:00Z,2026-12-01T00:00:00Z)"
std::string interval(std::string_view text, const ParseContext& context, bool dates)
{
    const Parsed parsed = parse(text, context);
    const Term* term = termOf(parsed);
    if (!term)
        return parsed.ok() ? "no term" : faultText(parsed.error());
    const auto* test = std::get_if<NumberTest>(&term->tests.at(0));
    if (!test)
        return "no number";
    const auto shown = [dates](double value) { return dates ? time(value) : std::to_string(value); };
    std::string made = test->lowIncluded ? "[" : "(";
    made += (test->low ? shown(*test->low) : "") + "," + (test->high ? shown(*test->high) : "");
    return made + (test->highIncluded ? "]" : ")");
}

std::string dates(std::string_view text, const ParseContext& context = testContext())
{
    return interval(text, context, true);
}

TEST(Typing, PartialDatesAreTheirWholeSpan)
{
    EXPECT_EQ(dates("date:2026"), "[2026-01-01T00:00:00Z,2027-01-01T00:00:00Z)");
    EXPECT_EQ(dates("date:2026-11"), "[2026-11-01T00:00:00Z,2026-12-01T00:00:00Z)");
    EXPECT_EQ(dates("date:2026-12"), "[2026-12-01T00:00:00Z,2027-01-01T00:00:00Z)");
    EXPECT_EQ(dates("date:2024-02"), "[2024-02-01T00:00:00Z,2024-03-01T00:00:00Z)");
    EXPECT_EQ(dates("date:2026-11-21"), "[2026-11-21T00:00:00Z,2026-11-22T00:00:00Z)");
    EXPECT_EQ(dates("date:2026-11-21T09"), "[2026-11-21T09:00:00Z,2026-11-21T10:00:00Z)");
    EXPECT_EQ(dates("date:2026-11-21T09:30"), "[2026-11-21T09:30:00Z,2026-11-21T09:31:00Z)");
    EXPECT_EQ(dates("date:\"2026-11-21 09:30:15\""), "[2026-11-21T09:30:15Z,2026-11-21T09:30:16Z)");
    EXPECT_EQ(dates("date:today"), "[2026-11-21T00:00:00Z,2026-11-22T00:00:00Z)");
}

TEST(Typing, ComparisonsStandBeforeOrBehindTheSpan)
{
    EXPECT_EQ(dates("date>2026-11"), "[2026-12-01T00:00:00Z,]");
    EXPECT_EQ(dates("date>=2026-11"), "[2026-11-01T00:00:00Z,]");
    EXPECT_EQ(dates("date<2026-11"), "[,2026-11-01T00:00:00Z)");
    EXPECT_EQ(dates("date<=2026-11"), "[,2026-12-01T00:00:00Z)");
    EXPECT_EQ(dates("date:2026-10..2026-11"), "[2026-10-01T00:00:00Z,2026-12-01T00:00:00Z)");
    EXPECT_EQ(dates("date:..today"), "[,2026-11-22T00:00:00Z)");
}

TEST(Typing, RelativeTimesCountBack)
{
    EXPECT_EQ(dates("date:-7d.."), "[2026-11-14T10:00:00Z,]");
    EXPECT_EQ(dates("date>-90m"), "(2026-11-21T08:30:00Z,]");
    EXPECT_EQ(dates("date<=now"), "[,2026-11-21T10:00:00Z]");
    EXPECT_EQ(dates("date>=-30s"), "[2026-11-21T09:59:30Z,]");
    EXPECT_EQ(dates("date>=-5h"), "[2026-11-21T05:00:00Z,]");
    EXPECT_EQ(dates("date>=-2w"), "[2026-11-07T10:00:00Z,]");
    EXPECT_EQ(dates("date>=-9mo"), "[2026-02-21T10:00:00Z,]");
    EXPECT_EQ(dates("date>=-1y"), "[2025-11-21T10:00:00Z,]");
    EXPECT_EQ(dates("date:-7d..-1d"), "[2026-11-14T10:00:00Z,2026-11-20T10:00:00Z]");
    EXPECT_EQ(dates("date:-1d"), "[2026-11-20T10:00:00Z,2026-11-21T10:00:00Z)");
    EXPECT_FALSE(parse("date>-99999999y", testContext()).ok());
    EXPECT_FALSE(parse("date>-99999999999999999999s", testContext()).ok());
    EXPECT_FALSE(parse("date>--7d", testContext()).ok());
    ParseContext march = testContext();
    march.now = *secondsFromCivil({2026, 3, 31, 12, 0, 0});
    EXPECT_EQ(dates("date>=-1mo", march), "[2026-02-28T12:00:00Z,]");
}

TEST(Typing, DatesAreInTheZoneOfTheDisplayUnlessUtc)
{
    ParseContext context = testContext();
    // One hour east, two in summer from the last Sunday of March 2026, 02:00 local.
    context.zoneOffset = [](int64_t local) {
        return local >= *secondsFromCivil({2026, 3, 29, 2, 0, 0}) && local < *secondsFromCivil({2026, 10, 25, 3, 0, 0})
            ? 120
            : 60;
    };
    EXPECT_EQ(dates("date:2026-11-21", context), "[2026-11-20T23:00:00Z,2026-11-21T23:00:00Z)");
    EXPECT_EQ(dates("date:2026-11-21Z", context), "[2026-11-21T00:00:00Z,2026-11-22T00:00:00Z)");
    EXPECT_EQ(dates("date:2026-11-21T09:00Z", context), "[2026-11-21T09:00:00Z,2026-11-21T09:01:00Z)");
    EXPECT_EQ(dates("date:2026-03", context), "[2026-02-28T23:00:00Z,2026-03-31T22:00:00Z)");
    context.now = *secondsFromCivil({2026, 11, 21, 23, 30, 0});
    EXPECT_EQ(dates("date:today", context), "[2026-11-21T23:00:00Z,2026-11-22T23:00:00Z)");
    context.now = *secondsFromCivil({2026, 10, 25, 12, 0, 0}); // 13:00 of the day that the clock went back
    EXPECT_EQ(dates("date>=-1d", context), "[2026-10-24T11:00:00Z,]");
    EXPECT_EQ(dates("date>=-24h", context), "[2026-10-24T12:00:00Z,]");
}

TEST(Typing, NumbersSizesAndDurations)
{
    const auto value = [](std::string_view text) {
        const Parsed parsed = parse(text, testContext());
        const Term* term = termOf(parsed);
        const auto* test = term ? std::get_if<NumberTest>(&term->tests.at(0)) : nullptr;
        return test && test->low == test->high && test->low ? *test->low : std::nan("");
    };
    EXPECT_EQ(value("score:-5"), -5);
    EXPECT_EQ(value("score:.5"), 0.5);
    EXPECT_EQ(value("score:1e3"), 1000);
    EXPECT_EQ(value("size:10k"), 10000);
    EXPECT_EQ(value("size:2M"), 2000000);
    EXPECT_EQ(value("size:1Gi"), 1073741824);
    EXPECT_EQ(value("size:1.5KiB"), 1536);
    EXPECT_EQ(value("size:7"), 7);
    EXPECT_EQ(value("scan.time:250us"), 0.00025);
    EXPECT_EQ(value("scan.time:3ms"), 0.003);
    EXPECT_EQ(value("scan.time:2s"), 2);
    EXPECT_EQ(value("scan.time:1.5"), 1.5);
    EXPECT_EQ(value("scan.time:2h"), 7200);
}

TEST(Typing, NumbersCompareByTheirOperator)
{
    EXPECT_EQ(interval("score>5", testContext(), false), "(5.000000,]");
    EXPECT_EQ(interval("score>=5", testContext(), false), "[5.000000,]");
    EXPECT_EQ(interval("score<5", testContext(), false), "[,5.000000)");
    EXPECT_EQ(interval("score<=5", testContext(), false), "[,5.000000]");
    EXPECT_EQ(interval("score:6..15", testContext(), false), "[6.000000,15.000000]");
    EXPECT_EQ(interval("score:-5..-1", testContext(), false), "[-5.000000,-1.000000]");
    EXPECT_EQ(interval("score:*", testContext(), false), "[,]");
}

bool hasAddress(std::string_view text, std::string_view address)
{
    const Parsed parsed = parse(text, testContext());
    const Term* term = termOf(parsed);
    if (!term)
        return false;
    const IpAddress value = *IpAddress::parse(address);
    return std::any_of(
        term->tests.begin(), term->tests.end(), [&value](const Test& test) { return matchesAddress(test, value); });
}

TEST(Typing, Addresses)
{
    EXPECT_TRUE(hasAddress("ip:10.0.0.0/8", "10.255.255.255"));
    EXPECT_FALSE(hasAddress("ip:10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(hasAddress("ip:10.1.2.3/8", "10.0.0.0"));
    EXPECT_TRUE(hasAddress("ip=1.2.3.4", "::ffff:1.2.3.4"));
    EXPECT_TRUE(hasAddress("ip:1.2.3.4..1.2.4.0", "1.2.3.255"));
    EXPECT_TRUE(hasAddress("ip:1.2.3.4..", "255.1.1.1"));
    EXPECT_FALSE(hasAddress("ip:1.2.3.4..", "2001:db8::1"));
    EXPECT_TRUE(hasAddress("ip:..2001:db8::", "::1"));
    EXPECT_TRUE(hasAddress("ip:203.0.113.*", "203.0.113.9"));
    EXPECT_FALSE(hasAddress("ip:203.0.113.*", "203.0.114.9"));
    EXPECT_TRUE(hasAddress("ip:203.*", "203.9.9.9"));
    EXPECT_TRUE(hasAddress("ip:203.0.*.*", "203.0.9.9"));
    EXPECT_TRUE(hasAddress("ip:2001:db8:*", "2001:db8:9::1"));
    EXPECT_FALSE(hasAddress("ip:2001:db8:*", "2001:db9::1"));
    EXPECT_TRUE(hasAddress("ip:*", "::"));
    EXPECT_TRUE(hasAddress("ip:[1.1.1.1,@scanners]", "192.0.2.50"));
    EXPECT_FALSE(hasAddress("ip:[1.1.1.1,@scanners]", "192.0.2.100"));
    EXPECT_TRUE(hasAddress("ip:2001:db8::/32", "2001:db8:ffff::"));
}

TEST(Typing, FreeTextIsWords)
{
    const Parsed parsed = parse("\"your invoice\"", testContext());
    const Term* term = termOf(parsed);
    ASSERT_TRUE(term);
    EXPECT_EQ(term->field, nullptr);
    EXPECT_EQ(term->type(), FieldType::Words);
    EXPECT_EQ(std::get<TextTest>(term->tests[0]).phrase, "your invoice");
}

TEST(Typing, PresenceOfAFieldWithItsKey)
{
    const Parsed parsed = parse("has:symbol.BAYES_99", testContext());
    const Term* term = termOf(parsed);
    ASSERT_TRUE(term);
    const auto& mark = std::get<MarkTest>(term->tests[0]);
    ASSERT_TRUE(mark.field);
    EXPECT_TRUE(mark.field->isFamily);
    EXPECT_EQ(mark.name, "symbol");
    EXPECT_EQ(mark.key, "BAYES_99");
}

} // namespace
} // namespace assay::query::test
