// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/completionpopup.h"
#include "widgets/panels/filter/filteredit.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

using assay::gui::Completion;
using assay::gui::CompletionPopup;
using assay::gui::FilterEdit;

namespace {

struct FilterEditTest : testing::Test
{
    QWidget window;
    FilterEdit* edit = nullptr;

    void SetUp() override
    {
        edit = new FilterEdit(&window);
        edit->resize(400, 30);
        window.resize(500, 300);
        window.show();
        window.activateWindow();
        edit->setFocus();
    }
};

} // namespace

TEST_F(FilterEditTest, MarksLeaveTextCursorAndUndoAlone)
{
    QTest::keyClicks(edit, QStringLiteral("score>"));
    const QImage before = edit->grab().toImage();
    edit->setMarks({{{5, 1}, false}});
    EXPECT_EQ(edit->text(), QStringLiteral("score>"));
    EXPECT_EQ(edit->cursorPosition(), 6);
    EXPECT_NE(edit->grab().toImage(), before) << "the mark is seen";
    QTest::keyClicks(edit, QStringLiteral("5"));
    EXPECT_EQ(edit->text(), QStringLiteral("score>5"));
    EXPECT_TRUE(edit->marks().empty()) << "another text has other marks";
    QTest::keyClick(edit, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(edit->text().size() < 7);
}

TEST_F(FilterEditTest, KeysMeanTheFieldUntilAListIsShown)
{
    QSignalSpy applied(edit, &FilterEdit::applyRequested);
    QSignalSpy history(edit, &FilterEdit::historyRequested);
    QSignalSpy left(edit, &FilterEdit::left);
    QSignalSpy cleared(edit, &FilterEdit::cleared);
    QSignalSpy stepped(edit, &FilterEdit::listStepped);
    QSignalSpy accepted(edit, &FilterEdit::listAccepted);
    QSignalSpy dismissed(edit, &FilterEdit::listDismissed);
    QTest::keyClick(edit, Qt::Key_Down);
    EXPECT_EQ(history.count(), 1) << "empty: earlier queries";
    QTest::keyClicks(edit, QStringLiteral("a"));
    QTest::keyClick(edit, Qt::Key_Down);
    EXPECT_EQ(left.count(), 1) << "to the list";
    QTest::keyClick(edit, Qt::Key_Return);
    EXPECT_EQ(applied.count(), 1);
    edit->setListShown(true);
    QTest::keyClick(edit, Qt::Key_Down);
    QTest::keyClick(edit, Qt::Key_Tab);
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClick(edit, Qt::Key_Escape);
    EXPECT_EQ(stepped.count(), 1);
    EXPECT_EQ(accepted.count(), 2);
    EXPECT_EQ(dismissed.count(), 1);
    EXPECT_EQ(applied.count(), 1);
    EXPECT_EQ(cleared.count(), 0);
    EXPECT_EQ(edit->text(), QStringLiteral("a"));
    QTest::keyClicks(edit, QStringLiteral("bc"));
    EXPECT_EQ(edit->text(), QStringLiteral("abc")) << "letters are always typed";
}

TEST_F(FilterEditTest, AltEnterAndF1AskForMore)
{
    QSignalSpy explain(edit, &FilterEdit::explainRequested);
    QSignalSpy help(edit, &FilterEdit::helpRequested);
    QTest::keyClick(edit, Qt::Key_Return, Qt::AltModifier);
    QTest::keyClick(edit, Qt::Key_F1);
    EXPECT_EQ(explain.count(), 1);
    EXPECT_EQ(help.count(), 1);
}

TEST_F(FilterEditTest, NothingIsChosenBeforeDownIsPressed)
{
    CompletionPopup popup(edit);
    popup.showLines({{QStringLiteral("a:"), QStringLiteral("a"), {}, true, false},
                        {QStringLiteral("b:"), QStringLiteral("b"), {}, true, false}},
        {});
    EXPECT_TRUE(popup.isVisible());
    EXPECT_FALSE(popup.hasFocus());
    EXPECT_EQ(popup.chosen(false), nullptr);
    ASSERT_TRUE(popup.chosen(true));
    EXPECT_EQ(popup.chosen(true)->text, QStringLiteral("a:"));
    popup.step(1);
    popup.step(1);
    popup.step(1);
    ASSERT_TRUE(popup.chosen(false));
    EXPECT_EQ(popup.chosen(false)->text, QStringLiteral("b:")) << "the last one stays";
    popup.showLines({{QStringLiteral("b:"), QStringLiteral("b"), QStringLiteral("12"), true, false}}, {});
    ASSERT_TRUE(popup.chosen(false)) << "counts came in; the choice stays";
    popup.showLines({}, {});
    EXPECT_FALSE(popup.isVisible());
}
