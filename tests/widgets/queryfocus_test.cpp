// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/queryfocus.h"

#include <gtest/gtest.h>

using assay::gui::QueryFocus;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

TEST(QueryFocus, narrowsWhatIsAsked)
{
    EXPECT_EQ(QueryFocus::both({}, q("from:ann")), q("from:ann"));
    EXPECT_EQ(QueryFocus::both(q("score>5"), q("from:ann")), q("score>5 from:ann"));
    EXPECT_EQ(QueryFocus::both(q("from:ann"), q(" from:ann ")), q("from:ann"));
    EXPECT_EQ(QueryFocus::both(q("a OR b"), q("from:ann")), q("(a OR b) from:ann"));
    EXPECT_EQ(QueryFocus::both(q("(a)or(b)"), q("from:ann")), q("((a)or(b)) from:ann"));
    EXPECT_EQ(QueryFocus::both(q("a"), q("b || c")), q("a (b || c)"));
    EXPECT_EQ(QueryFocus::both(q("order"), q("for")), q("order for"));
}

TEST(QueryFocus, excludesOneTermOrSeveral)
{
    EXPECT_EQ(QueryFocus::without({}, q("from:ann")), q("-from:ann"));
    EXPECT_EQ(QueryFocus::without(q("a"), q("subject:\"two words\"")), q("a -subject:\"two words\""));
    EXPECT_EQ(QueryFocus::without(q("a or b"), q("c d")), q("(a or b) -(c d)"));
    EXPECT_EQ(QueryFocus::without(q("a"), q("")), q("a"));
}

TEST(QueryFocus, widensWhatIsAsked)
{
    EXPECT_EQ(QueryFocus::either({}, q("from:ann")), q("from:ann"));
    EXPECT_EQ(QueryFocus::either(q("a b"), q("c")), q("a b or c"));
}

TEST(QueryFocus, asksBeforeItApplies)
{
    QueryFocus focus;
    QStringList asked, applied;
    QObject::connect(&focus, &QueryFocus::requested, [&asked](const QString& query) { asked << query; });
    QObject::connect(&focus, &QueryFocus::textChanged, [&applied](const QString& query) { applied << query; });
    focus.setApplied(q("a"));
    focus.addTerm(q("b"));
    focus.excludeTerm(q("b"));
    focus.orTerm(q("b"));
    focus.replace(q(" c "));
    EXPECT_EQ(asked, (QStringList{q("a b"), q("a -b"), q("a or b"), q("c")}));
    EXPECT_EQ(applied, QStringList{q("a")}) << "nothing is applied before the filter bar has checked it";
    EXPECT_EQ(focus.text(), q("a"));
}
