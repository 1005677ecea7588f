// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/evaluate.h"

#include "tests/core/query/toytable.h"

#include <gtest/gtest.h>

namespace assay::query::test {
namespace {

Query queryOf(std::string_view text)
{
    Parsed parsed = parse(text, testContext());
    EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed.ok() ? "" : faultText(parsed.error()));
    return parsed.ok() ? std::move(*parsed.query) : *parse("", testContext()).query;
}

RowSet answer(std::string_view text, const ToySource& source, const RowSet& within, Explanation* explanation = nullptr)
{
    const auto found = evaluate(queryOf(text), source, within, RunContext(), explanation);
    EXPECT_TRUE(found.ok());
    return found.ok() ? *found : RowSet();
}

void expectSoundExplanation(const Explanation& part, const Node& node, const ToySource& source, const RowSet& within)
{
    ASSERT_EQ(part.kind, node.kind);
    EXPECT_EQ(part.span, node.span);
    EXPECT_EQ(part.text, print(node));
    ASSERT_EQ(part.children.size(), node.children.size());
    const RowSet alone = answer(part.text, source, within);
    if (part.aloneIsPartial)
        EXPECT_LE(part.alone, within.count()) << part.text;
    else
        EXPECT_EQ(part.alone, alone.count()) << part.text;
    double seconds = 0;
    for (size_t i = 0; i < part.children.size(); ++i) {
        expectSoundExplanation(part.children[i], *node.children[i], source, within);
        seconds += part.children[i].seconds;
    }
    EXPECT_GE(part.seconds, seconds);
}

TEST(Evaluate, EqualsThePlainMeaningOnRandomTablesAndQuestions)
{
    Random random(20261121);
    size_t matched = 0, asked = 0;
    for (int tables = 0; tables < 80; ++tables) {
        const ToyTable table = makeTable(random, 1 + random() % 150);
        const ToySource source(table);
        RowSet within(source.rows(), true);
        for (uint32_t i = 0; tables % 2 == 1 && i < source.rows() / 2; ++i)
            within.remove(static_cast<uint32_t>(random() % source.rows()));
        for (int questions = 0; questions < 60; ++questions) {
            const ToyQuestion question = makeQuestion(random, 3);
            RowSet expected(source.rows());
            within.forEach([&](uint32_t row) {
                if (question.passes(table[row]))
                    expected.add(row);
            });
            ASSERT_EQ(answer(question.text, source, within), expected) << question.text;
            Explanation explanation;
            ASSERT_EQ(answer(question.text, source, within, &explanation), expected) << question.text;
            if (questions % 10 == 0)
                expectSoundExplanation(explanation, *queryOf(question.text).root, source, within);
            matched += expected.count();
            asked += within.count();
        }
    }
    EXPECT_GT(matched, asked / 10);
    EXPECT_LT(matched, asked * 9 / 10);
}

TEST(Evaluate, PrintedQuestionsParseToTheSameTree)
{
    Random random(4);
    for (int round = 0; round < 3000; ++round) {
        const std::string text = makeQuestion(random, 4).text;
        const Query first = queryOf(text);
        const std::string printed = print(*first.root);
        const Query second = queryOf(printed);
        ASSERT_EQ(difference(*first.root, *second.root), "") << text;
        ASSERT_EQ(print(*second.root), printed);
    }
}

// Rows 0-9: score is the row; body has "word" in even rows, subject "text" in rows below five.
ToyTable tenRows()
{
    ToyTable table(10);
    for (size_t i = 0; i < table.size(); ++i) {
        table[i].numbers["score"] = {static_cast<double>(i)};
        table[i].texts["body"] = {i % 2 == 0 ? "a word" : "nothing"};
        if (i < 5)
            table[i].texts["subject"] = {"text"};
    }
    return table;
}

std::vector<std::string> askedFor(std::string_view text)
{
    const ToyTable table = tenRows();
    const ToySource source(table);
    answer(text, source, RowSet(source.rows(), true));
    return source.asked;
}

using Asked = std::vector<std::string>;

TEST(Evaluate, DearTermsSeeOnlyWhatIsLeft)
{
    EXPECT_EQ(askedFor("body:word subject:text score>=4"), (Asked{"score>=4/10", "subject:text/6", "body:word/1"}));
    EXPECT_EQ(askedFor("body:word score>99"), (Asked{"score>99/10"}));
    EXPECT_EQ(askedFor("body:word or score>=4"), (Asked{"score>=4/10", "body:word/4"}));
    EXPECT_EQ(askedFor("body:word or score>=0"), (Asked{"score>=0/10"}));
    EXPECT_EQ(askedFor("-body:word score<3"), (Asked{"score<3/10", "body:word/3"}));
    EXPECT_EQ(askedFor("(body:word or subject:text) score<3"), (Asked{"score<3/10", "subject:text/3"}));
    EXPECT_EQ(askedFor(""), Asked());
}

TEST(Evaluate, ExplainCountsEachPart)
{
    const ToyTable table = tenRows();
    const ToySource source(table);
    Explanation all;
    EXPECT_EQ(answer("body:word (score>=4 or subject:text) -score:5", source, RowSet(10, true), &all).count(), 5U);
    EXPECT_EQ(all.kind, Node::Kind::And);
    EXPECT_EQ(all.cost, Cost::Items);
    EXPECT_TRUE(all.aloneIsPartial);
    ASSERT_EQ(all.children.size(), 3U);
    EXPECT_EQ(all.children[0].text, "body:word");
    EXPECT_EQ(all.children[0].alone, 5U);
    EXPECT_TRUE(all.children[0].aloneIsPartial);
    EXPECT_EQ(all.children[1].alone, 10U);
    EXPECT_EQ(all.children[1].children[0].alone, 6U);
    EXPECT_EQ(all.children[1].children[1].alone, 5U);
    EXPECT_EQ(all.children[2].kind, Node::Kind::Not);
    EXPECT_EQ(all.children[2].alone, 9U);
    EXPECT_EQ(all.children[2].children[0].alone, 1U);
    EXPECT_FALSE(all.children[2].aloneIsPartial);
    Explanation empty;
    EXPECT_EQ(answer("", source, RowSet(10, true), &empty).count(), 10U);
    EXPECT_EQ(empty.alone, 10U);
}

TEST(Evaluate, CostIsThatOfTheDearestTerm)
{
    const ToyTable table = tenRows();
    const ToySource source(table);
    EXPECT_EQ(cost(queryOf(""), source), Cost::Known);
    EXPECT_EQ(cost(queryOf("score:1"), source), Cost::Known);
    EXPECT_EQ(cost(queryOf("score:1 or not subject:x"), source), Cost::Texts);
    EXPECT_EQ(cost(queryOf("score:1 (a subject:x)"), source), Cost::Items);
}

class FailingSource : public TermSource
{
public:
    uint32_t rows() const override { return 4; }
    Cost cost(const Term&) const override { return Cost::Known; }
    Result<RowSet> match(const Term& term, const RowSet&, const RunContext&) const override
    {
        return Error{ErrorCode::ReadFailed, term.text, {}};
    }
};

TEST(Evaluate, ErrorsAndStopsEndIt)
{
    for (const char* text : {"score:1", "-score:1", "score:1 score:2", "score:1 or score:2"}) {
        const auto found = evaluate(queryOf(text), FailingSource(), RowSet(4, true), RunContext());
        ASSERT_FALSE(found.ok()) << text;
        EXPECT_EQ(found.error().code, ErrorCode::ReadFailed);
        Explanation explanation;
        EXPECT_FALSE(evaluate(queryOf(text), FailingSource(), RowSet(4, true), RunContext(), &explanation).ok());
    }
    std::stop_source stop;
    stop.request_stop();
    const RunContext stopped(stop.get_token(), nullptr, 1);
    const auto found = evaluate(queryOf("score:1"), FailingSource(), RowSet(4, true), stopped);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace assay::query::test
