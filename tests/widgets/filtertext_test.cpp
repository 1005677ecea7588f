// SPDX-License-Identifier: GPL-3.0-or-later
// What the filter bar makes of a text: places of faults, chips, completions.
#include "widgets/bridge/querytext.h"
#include "widgets/panels/filter/chipbar.h"
#include "widgets/panels/filter/completioncontext.h"

#include <gtest/gtest.h>

namespace gui = assay::gui;
namespace query = assay::query;
using Kind = gui::CompletionContext::Kind;

namespace {

const query::FieldTable& fields()
{
    static const query::FieldTable table = [] {
        query::FieldTable made;
        made.add({"subject", query::FieldType::Text, false, "Mail", "Subject line", {}});
        made.add({"from", query::FieldType::Text, false, "Mail", "Sender", {}});
        made.add({"score", query::FieldType::Number, false, "Scan", "Sum of the scores", {}});
        made.add({"date", query::FieldType::Date, false, "Any", "Date", {}});
        made.add({"header", query::FieldType::Text, true, "Mail", "A header", {}});
        made.add({"is", query::FieldType::Mark, false, "Any", "Marks", {"broken", "bulk", "labelled"}});
        return made;
    }();
    return table;
}

query::Parsed parse(const QString& text)
{
    query::ParseContext context;
    context.fields = &fields();
    context.now = 1'790'000'000;
    return query::parse(text.toStdString(), context);
}

QStringList chipsOf(const QString& text)
{
    const query::Parsed parsed = parse(text);
    QStringList texts;
    if (parsed.ok()) {
        for (const gui::ChipText& chip : gui::chipTexts(*parsed.query))
            texts << chip.text;
    }
    return texts;
}

QStringList titles(const std::vector<gui::Completion>& lines)
{
    QStringList list;
    for (const gui::Completion& line : lines)
        list << line.title;
    return list;
}

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

TEST(FilterText, SpansOfBytesBecomeCharacters)
{
    const QString text = q("счёт sybmol:x");
    const query::Parsed parsed = parse(text);
    ASSERT_FALSE(parsed.ok());
    const gui::TextSpan span = gui::textSpan(text, parsed.error().span);
    EXPECT_EQ(span.begin, 5) << "behind four Cyrillic letters and a blank";
    EXPECT_TRUE(text.mid(span.begin, span.length).startsWith(q("sybmol")));
    EXPECT_EQ(gui::textSpan(q("ab"), {1, 900}), (gui::TextSpan{1, 1})) << "cut at the end";
    const QString astral = QString::fromUtf8("\xF0\x9F\x98\x80 x");
    EXPECT_EQ(gui::textSpan(astral, {5, 6}), (gui::TextSpan{3, 1})) << "a pair of code units before it";
}

TEST(FilterText, EveryFaultHasASentenceOfItsOwn)
{
    QStringList sentences;
    for (int code = 0; code <= static_cast<int>(query::FaultCode::NotEqualTakesMissing); ++code) {
        query::Fault fault;
        fault.code = static_cast<query::FaultCode>(code);
        fault.subject = "SUBJECT";
        const QString sentence = gui::faultSentence(fault);
        EXPECT_FALSE(sentence.isEmpty()) << code;
        EXPECT_FALSE(sentences.contains(sentence)) << sentence.toStdString();
        sentences << sentence;
    }
    query::Fault fault;
    fault.code = query::FaultCode::UnknownField;
    fault.subject = "sybmol";
    fault.suggestion = "symbol";
    EXPECT_EQ(gui::faultSentence(fault), q("Unknown field “sybmol” — did you mean “symbol”?"));
    fault.suggestion = "quote";
    EXPECT_EQ(gui::faultSentence(fault), q("Unknown field — to search this text, quote it"));
}

TEST(FilterText, ThePartThatFindsNothingIsNamed)
{
    const auto part = [](query::Node::Kind kind, const char* text, uint32_t alone) {
        query::Explanation made;
        made.kind = kind;
        made.text = text;
        made.alone = alone;
        return made;
    };
    query::Explanation all = part(query::Node::Kind::And, "a b", 0);
    all.children = {part(query::Node::Kind::Term, "a", 5), part(query::Node::Kind::Term, "b", 0)};
    EXPECT_EQ(gui::zeroPart(all), q("b"));
    all.children[1].alone = 2;
    EXPECT_EQ(gui::zeroPart(all), QString()) << "only together they find nothing";
    all.children[1].alone = 0;
    all.children[1].aloneIsPartial = true;
    EXPECT_EQ(gui::zeroPart(all), QString()) << "it was looked at among the others only";
}

TEST(FilterText, ChipsAreTheTermsOfAnAnd)
{
    EXPECT_EQ(chipsOf(q("score>5 from:ann and -subject:\"a b\"")),
        (QStringList{q("score>5"), q("from:ann"), q("-subject:\"a b\"")}));
    EXPECT_EQ(chipsOf(q("a or b")).size(), 1);
    EXPECT_TRUE(chipsOf(QString()).isEmpty());
}

TEST(FilterText, RemovingAChipLeavesTheOthers)
{
    const QString text = q("score>5 and (from:ann or from:bob) and счёт");
    const auto chips = gui::chipTexts(*parse(text).query);
    ASSERT_EQ(chips.size(), 3U);
    for (size_t i = 0; i < chips.size(); ++i) {
        const QString rest = gui::withoutChip(chips, i);
        const query::Parsed parsed = parse(rest);
        ASSERT_TRUE(parsed.ok()) << rest.toStdString();
        EXPECT_EQ(gui::chipTexts(*parsed.query).size(), 2U) << rest.toStdString();
        EXPECT_FALSE(rest.contains(chips[i].text)) << rest.toStdString();
    }
    EXPECT_EQ(gui::withoutChip(gui::chipTexts(*parse(q("a")).query), 0), QString());
}

TEST(FilterText, NegatingTwiceComesBack)
{
    for (const char* text : {"from:ann", "score >= 6", "\"two words\"", "(from:ann or from:bob) x"}) {
        const QString query = q(text);
        const query::Parsed before = parse(query);
        ASSERT_TRUE(before.ok()) << text;
        const QString once = gui::withNegatedChip(gui::chipTexts(*before.query), 0);
        const query::Parsed negated = parse(once);
        ASSERT_TRUE(negated.ok()) << once.toStdString();
        const query::Node& root = *negated.query->root;
        const query::Node& first = root.kind == query::Node::Kind::And ? *root.children[0] : root;
        EXPECT_EQ(first.kind, query::Node::Kind::Not) << once.toStdString();
        const query::Parsed twice = parse(gui::withNegatedChip(gui::chipTexts(*negated.query), 0));
        ASSERT_TRUE(twice.ok());
        EXPECT_EQ(query::print(*twice.query->root), query::print(*before.query->root)) << once.toStdString();
    }
}

TEST(FilterText, TheCursorDecidesWhatIsCompleted)
{
    const auto at = [](const char* text, qsizetype cursor = -1) {
        return gui::completionContext(q(text), cursor < 0 ? q(text).size() : cursor);
    };
    EXPECT_EQ(at("sub").kind, Kind::Field);
    EXPECT_EQ(at("sub").prefix, q("sub"));
    EXPECT_EQ(at("a -sub").replaced, (gui::TextSpan{3, 3})) << "the minus stays";
    EXPECT_EQ(at("(sub").replaced, (gui::TextSpan{1, 3}));
    EXPECT_EQ(at("sub x", 2).prefix, q("su"));
    EXPECT_EQ(at("from:an").kind, Kind::Value);
    EXPECT_EQ(at("from:an").field, q("from"));
    EXPECT_EQ(at("from:an").prefix, q("an"));
    EXPECT_EQ(at("from:\"an b").prefix, q("an b")) << "a blank inside quotes";
    EXPECT_EQ(at("ip:[1.2.3.4, 5").prefix, q("5"));
    EXPECT_EQ(at("ip:@sc").kind, Kind::List);
    EXPECT_EQ(at("ip:@sc").prefix, q("sc"));
    EXPECT_TRUE(at("score>=1").ordered);
    EXPECT_EQ(at("\"quoted tex").kind, Kind::None);
    EXPECT_EQ(at("").kind, Kind::Field);
}

TEST(FilterText, FieldsAndTheirOperatorsAreOffered)
{
    EXPECT_EQ(titles(gui::fieldCompletions(fields(), q("su"), 9)), QStringList{q("subject")});
    EXPECT_EQ(titles(gui::fieldCompletions(fields(), q("o"), 9)), (QStringList{q("from"), q("score")})) << "inside";
    const auto operators = titles(gui::fieldCompletions(fields(), q("score"), 9));
    EXPECT_TRUE(operators.contains(q("score>=")));
    const auto family = gui::fieldCompletions(fields(), q("hea"), 9);
    ASSERT_EQ(family.size(), 1U);
    EXPECT_EQ(family[0].text, q("header."));
    EXPECT_EQ(gui::fieldCompletions(fields(), QString(), 2).size(), 2U);
}

TEST(FilterText, KnownValuesAreOffered)
{
    EXPECT_EQ(titles(gui::knownValues(fields(), gui::completionContext(q("is:b"), 4))),
        (QStringList{q("broken"), q("bulk")}));
    EXPECT_TRUE(titles(gui::knownValues(fields(), gui::completionContext(q("date:-7"), 7))).contains(q("-7d..")));
    EXPECT_TRUE(titles(gui::knownValues(fields(), gui::completionContext(q("date>-7"), 7))).contains(q("-7d")));
    EXPECT_TRUE(gui::knownValues(fields(), gui::completionContext(q("nosuch:x"), 8)).empty());
}

TEST(FilterText, ValuesAreQuotedWhenTheyNeedIt)
{
    EXPECT_EQ(gui::valueText(q("ann")), q("ann"));
    for (const char* value : {"two words", "a\"b", "a:b c", "(x)", "and", "a,b]"}) {
        const query::Parsed parsed = parse(q("subject:") + gui::valueText(q(value)));
        ASSERT_TRUE(parsed.ok()) << value;
        ASSERT_EQ(parsed.query->root->kind, query::Node::Kind::Term) << value;
        const auto* test = std::get_if<query::TextTest>(&parsed.query->root->term->tests[0]);
        ASSERT_TRUE(test) << value;
        EXPECT_EQ(test->text, value);
    }
}

TEST(FilterText, DatesAreReadInTheZoneOfTheScreen)
{
    const auto offset = gui::zoneOffset(QTimeZone("Europe/Kyiv"));
    EXPECT_EQ(offset(1'782'000'000), 180) << "summer";
    EXPECT_EQ(offset(1'795'000'000), 120) << "winter";
    EXPECT_EQ(gui::zoneOffset(QTimeZone::utc())(1'782'000'000), 0);
}
