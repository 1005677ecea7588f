// SPDX-License-Identifier: GPL-3.0-or-later
// Text that nobody would type.
#include "tests/core/query/toytable.h"

#include <gtest/gtest.h>

namespace assay::query::test {
namespace {

void expectSound(const std::string& text)
{
    const Parsed parsed = parse(text, testContext());
    ASSERT_TRUE(parsed.ok() || !parsed.faults.empty()) << text;
    for (const Fault& fault : parsed.faults) {
        ASSERT_LE(fault.span.begin, fault.span.end) << text;
        ASSERT_LE(fault.span.end, text.size()) << text;
        ASSERT_FALSE(faultText(fault).empty());
    }
    if (!parsed.ok()) {
        ASSERT_FALSE(parsed.error().isWarning());
        return;
    }
    for (const Span span : topLevelTerms(*parsed.query))
        ASSERT_TRUE(span.begin < span.end && span.end <= text.size()) << text;
    const std::string printed = print(*parsed.query->root);
    const Parsed again = parse(printed, testContext());
    ASSERT_TRUE(again.ok()) << text << " -> " << printed << ": " << faultText(again.error());
    ASSERT_EQ(difference(*parsed.query->root, *again.query->root), "") << text << " -> " << printed;
}

TEST(Hostile, RandomBytes)
{
    Random random(99);
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (size_t left = random() % 60; left > 0; --left)
            text += static_cast<char>(random());
        expectSound(text);
    }
}

TEST(Hostile, RandomPieces)
{
    const std::vector<std::string> pieces = {"a", "subject", "score", "ip", "date", "is", "has", "header.x", "symbol.A",
        "label", "body", ":", "=", "!=", "<", ">=", "~", " ", " ", "(", ")", "[", "]", ",", "\"", "\"x y\"", "/", "/i",
        "\\", "*", "?", "..", "-", "!", "and", " or ", "not ", "5", "-7d", "2026-11", "10.0.0.0/8", "::1", "@vip",
        "@scanners", "k", "ms", "\xff", "票", "\n", "||", "&&", "1.2.3.4", "labelled", "(?", "[a]", "{2}"};
    Random random(5);
    size_t accepted = 0;
    for (int round = 0; round < 60000; ++round) {
        std::string text;
        for (size_t left = 1 + random() % 12; left > 0; --left)
            text += pieces[random() % pieces.size()];
        expectSound(text);
        accepted += parse(text, testContext()).ok() ? 1 : 0;
    }
    EXPECT_GT(accepted, 1000U);
}

TEST(Hostile, ChangedQuestions)
{
    Random random(6);
    for (int round = 0; round < 10000; ++round) {
        std::string text = makeQuestion(random, 3).text;
        for (size_t left = 1 + random() % 3; left > 0 && !text.empty(); --left) {
            const size_t at = random() % text.size();
            switch (random() % 3) {
            case 0:
                text.erase(at, 1 + random() % 4);
                break;
            case 1:
                text[at] = static_cast<char>(random());
                break;
            default:
                text.insert(at, text.substr(random() % text.size(), random() % 6));
            }
        }
        expectSound(text);
    }
}

TEST(Hostile, LongTextOfOneKind)
{
    for (const char* piece : {"(", ")", "-", "not ", "\"", "[", "/", "\\", "a:", "a ", "label:[", "label:[a,", "*",
             "/a/)", "subject:/a/(", "..", "@", ",", "subject~(", "\xe2\x82", "has:", "score>"}) {
        for (const char* start : {"", "label:[", "subject:[/", "(", "subject~"}) {
            std::string text = start;
            while (text.size() < 200000)
                text += piece;
            const Parsed parsed = parse(text, testContext());
            ASSERT_TRUE(parsed.ok() || parsed.error().span.end <= text.size());
        }
    }
}

} // namespace
} // namespace assay::query::test
