// SPDX-License-Identifier: GPL-3.0-or-later
// Asking by keys, mouse and drops: what the filter bar does to the list.
#include "tests/gui/windowfixture.h"
#include "widgets/panels/filter/filteredit.h"
#include "widgets/panels/items/itemspanel.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using assay::gui::FilterEdit;
using assay::test::waitUntil;

namespace {

std::string mail(const char* from, const char* day, const char* subject, const char* body, const char* attachment = "")
{
    std::string text = std::string("Received: from mx (mx [203.0.113.") + (*attachment ? "7" : "9") + "]) by in; " + day
        + " 10:00:00 +0000\nFrom: " + from + "\nTo: ann@example.org\nSubject: " + subject + "\nDate: " + day
        + " 10:00:00 +0000\nMessage-ID: <" + subject + "@example.org>\nMIME-Version: 1.0\n";
    if (!*attachment)
        return text + "Content-Type: text/plain\n\n" + body + "\n";
    return text + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + body
        + "\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"" + attachment
        + "\"\n\n%PDF\n--b--\n";
}

struct FilterTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        assay::gui::ScanSettings scan;
        scan.scanOnImport = false;
        settings->setScan(scan);
        const std::string files[] = {
            mail("Carol <carol@corp.example>", "Mon, 02 Nov 2026", "One", "the final invoice is here", "bill.pdf"),
            mail("Carol <carol@corp.example>", "Tue, 03 Nov 2026", "Two", "final but no such invoice", "bill.pdf"),
            mail("Carol <carol@corp.example>", "Wed, 04 Mar 2026", "Three", "the final invoice is here", "bill.pdf"),
            mail("Dave <dave@corp.example>", "Mon, 02 Nov 2026", "Four", "the final invoice is here", "bill.pdf"),
            mail("Carol <carol@corp.example>", "Mon, 02 Nov 2026", "Five", "the final invoice is here")};
        int number = 0;
        for (const std::string& file : files)
            folder.write("mail/" + std::to_string(++number) + ".eml", file);
        drop({path("mail")});
        ASSERT_TRUE(waitUntil([this] { return rows() == 5 && isIndexed() && !window->jobs().isBusy(); }, 60'000));
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        ASSERT_TRUE(edit()->hasFocus());
    }

    bool isIndexed()
    {
        const auto& snapshot = window->live().snapshot();
        return snapshot->indexedRows == snapshot->items->count();
    }
    FilterEdit* edit() { return find<FilterEdit>("filterEdit"); }
    int rows() { return find<QTableView>("itemList")->model()->rowCount(); }
    QString status() { return find<QLabel>("filterStatus")->text(); }

    void type(const char* text, bool enter = true)
    {
        QTest::keyClicks(edit(), QString::fromUtf8(text));
        if (enter)
            QTest::keyClick(edit(), Qt::Key_Return);
    }
    // The list shows `count` rows for the text in the filter.
    bool shows(int count)
    {
        return waitUntil([this, count] {
            return window->query().text() == edit()->text() && rows() == count && !window->jobs().isBusy();
        });
    }
    void click(const char* name, Qt::KeyboardModifiers modifiers = {})
    {
        auto* button = find<QToolButton>(name);
        ASSERT_TRUE(button->isVisible()) << name;
        QTest::mouseClick(button, Qt::LeftButton, modifiers);
    }
};

} // namespace

TEST_F(FilterTest, OneLineFindsPersonDateAttachmentAndPhrase)
{
    type("from:carol date:2026-11 attach:*.pdf \"final invoice\""); // one step: a typed line and Enter
    ASSERT_TRUE(shows(1));
    EXPECT_EQ(status(), QStringLiteral("1 of 5"));
    auto* list = find<QTableView>("itemList");
    QString row;
    for (int column = 0; column < list->model()->columnCount(); ++column)
        row += list->model()->index(0, column).data().toString() + QChar('|');
    EXPECT_TRUE(row.contains(QStringLiteral("|One|"))) << row.toStdString();
}

TEST_F(FilterTest, AWrongQueryIsMarkedAndTheResultStays)
{
    type("from:dave");
    ASSERT_TRUE(shows(1));
    type(" subjct:x", false);
    EXPECT_EQ(edit()->marks().size(), 1U) << "at once";
    ASSERT_TRUE(waitUntil([this] { return status().startsWith(QStringLiteral("Not applied")); }));
    EXPECT_EQ(edit()->text().mid(edit()->marks()[0].span.begin, 6), QStringLiteral("subjct"));
    EXPECT_EQ(rows(), 1);
    EXPECT_EQ(window->query().text(), QStringLiteral("from:dave"));
    EXPECT_TRUE(find<QLabel>("filterMessage")->isVisible());
    EXPECT_TRUE(find<QLabel>("filterMessage")->text().contains(QStringLiteral("did you mean “subject”")));
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(edit(), Qt::Key_Backspace);
    QTest::keyClick(edit(), Qt::Key_Return);
    EXPECT_TRUE(edit()->marks().empty());
    EXPECT_EQ(status(), QStringLiteral("1 of 5"));
    EXPECT_FALSE(find<QLabel>("filterMessage")->isVisible());
}

TEST_F(FilterTest, AWarningIsShownAndApplied)
{
    type("score:9..1");
    ASSERT_TRUE(shows(0));
    EXPECT_TRUE(find<QLabel>("filterMessage")->isVisible());
    EXPECT_EQ(status(), QStringLiteral("0 of 5"));
}

TEST_F(FilterTest, AStoppedSearchStaysStoppedUntilAnotherIsAsked)
{
    type("header.subject:/T/ from:carol");
    window->items().stopSearch(); // before its answer can have come
    EXPECT_EQ(status(), QStringLiteral("5 of 5 · stopped"));
    window->live().markStale(); // the case was read again: no reason to go on
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(rows(), 5);
    type(" is:bulk");
    ASSERT_TRUE(shows(0));
    EXPECT_EQ(status(), QStringLiteral("0 of 5"));
    for (int i = 0; i < 8; ++i)
        QTest::keyClick(edit(), Qt::Key_Backspace);
    QTest::keyClick(edit(), Qt::Key_Return);
    ASSERT_TRUE(shows(2)) << "Two and Three, read from the items";
}

TEST_F(FilterTest, ChipsRemoveNegateAndEdit)
{
    type("from:carol attach:*.pdf");
    ASSERT_TRUE(shows(3));
    click("chip0", Qt::AltModifier);
    ASSERT_TRUE(shows(1));
    EXPECT_EQ(edit()->text(), QStringLiteral("-from:carol attach:*.pdf"));
    click("chipRemove0");
    ASSERT_TRUE(shows(4));
    EXPECT_EQ(edit()->text(), QStringLiteral("attach:*.pdf"));
    click("chip0");
    EXPECT_EQ(edit()->selectedText(), QStringLiteral("attach:*.pdf"));
    EXPECT_TRUE(edit()->hasFocus());
    auto* chip = find<QToolButton>("chip0");
    chip->setFocus(Qt::TabFocusReason);
    QTest::keyClick(chip, Qt::Key_Delete);
    ASSERT_TRUE(shows(5));
    EXPECT_EQ(edit()->text(), QString());
}

TEST_F(FilterTest, NoMatchSaysWhichTermIsToBlame)
{
    type("from:carol subject:nowhere");
    ASSERT_TRUE(shows(0));
    EXPECT_TRUE(find("noMatch")->isVisible());
    EXPECT_EQ(find<QLabel>("noMatchTitle")->text(), QStringLiteral("No items match. 0 of 5"));
    EXPECT_TRUE(find<QLabel>("noMatchReason")->text().contains(QStringLiteral("subject:nowhere")));
    QTest::mouseClick(find("noMatchClear"), Qt::LeftButton);
    ASSERT_TRUE(shows(5));
    EXPECT_FALSE(find("noMatch")->isVisible());
}

TEST_F(FilterTest, DownInTheEmptyFieldBringsEarlierQueries)
{
    type("from:dave");
    ASSERT_TRUE(shows(1));
    QTest::keyClick(edit(), Qt::Key_Escape);
    type("from:carol");
    ASSERT_TRUE(shows(4));
    QTest::keyClick(edit(), Qt::Key_Escape);
    ASSERT_TRUE(shows(5));
    QTest::keyClick(edit(), Qt::Key_Down);
    auto* popup = find("filterPopup");
    ASSERT_TRUE(waitUntil([popup] { return popup->isVisible(); }));
    auto* lines = find<QTreeWidget>("filterPopupList");
    ASSERT_EQ(lines->topLevelItemCount(), 2);
    EXPECT_EQ(lines->topLevelItem(0)->text(0), QStringLiteral("from:carol")) << "newest first";
    type("dav", false);
    ASSERT_EQ(lines->topLevelItemCount(), 1) << "searched";
    QTest::keyClick(edit(), Qt::Key_Down);
    QTest::keyClick(edit(), Qt::Key_Return);
    ASSERT_TRUE(shows(1));
    EXPECT_EQ(edit()->text(), QStringLiteral("from:dave"));
    EXPECT_FALSE(popup->isVisible());
}

TEST_F(FilterTest, FieldsAreCompletedAndTypingGoesOn)
{
    type("att", false);
    auto* popup = find("filterPopup");
    ASSERT_TRUE(popup->isVisible());
    QTest::keyClick(edit(), Qt::Key_Tab);
    EXPECT_EQ(edit()->text(), QStringLiteral("attach:"));
    EXPECT_TRUE(edit()->hasFocus());
    type("*.pdf");
    ASSERT_TRUE(shows(4));
    EXPECT_FALSE(popup->isVisible());
}

TEST_F(FilterTest, ValuesAreOfferedWithTheirCounts)
{
    type("domain:", false);
    auto* lines = find<QTreeWidget>("filterPopupList");
    ASSERT_TRUE(waitUntil([lines] { return lines->isVisible() && lines->topLevelItemCount() == 1; }));
    EXPECT_EQ(lines->topLevelItem(0)->text(0), QStringLiteral("corp.example"));
    EXPECT_EQ(lines->topLevelItem(0)->text(1), QStringLiteral("5"));
    QTest::keyClick(edit(), Qt::Key_Tab);
    EXPECT_EQ(edit()->text(), QStringLiteral("domain:corp.example"));
}

TEST_F(FilterTest, ExplainCountsEachTerm)
{
    type("from:carol attach:*.pdf", false);
    QTest::keyClick(edit(), Qt::Key_Return, Qt::AltModifier);
    auto* sheet = window->findChild<QWidget*>(QStringLiteral("filterExplainPopup"));
    ASSERT_TRUE(sheet);
    ASSERT_TRUE(waitUntil([sheet] { return sheet->isVisible(); }));
    auto* tree = find<QTreeWidget>("explainTree");
    ASSERT_EQ(tree->topLevelItemCount(), 1);
    ASSERT_EQ(tree->topLevelItem(0)->childCount(), 2);
    EXPECT_EQ(tree->topLevelItem(0)->child(0)->text(1), QStringLiteral("4"));
    EXPECT_EQ(tree->topLevelItem(0)->child(1)->text(1), QStringLiteral("4"));
    QTest::keyClick(tree, Qt::Key_Escape);
    EXPECT_FALSE(sheet->isVisible());
    EXPECT_TRUE(edit()->hasFocus());
}

TEST_F(FilterTest, ASavedViewComesBackByItsKey)
{
    type("from:carol attach:*.pdf");
    ASSERT_TRUE(shows(3));
    click("filterSaveView");
    auto* dialog = find("viewDialog");
    ASSERT_TRUE(dialog->isVisible());
    QTest::keyClicks(find("viewName"), QStringLiteral("Carol's bills"));
    find("viewKey")->setFocus();
    QTest::keyClick(find("viewKey"), Qt::Key_Down);
    QTest::keyClick(find("viewKey"), Qt::Key_Down);
    EXPECT_EQ(find<QComboBox>("viewKey")->currentText(), QStringLiteral("Alt+2"));
    QTest::keyClick(dialog, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([this] { return window->findChild<QWidget*>(QStringLiteral("viewDialog")) == nullptr; }));
    window->activateWindow();
    edit()->setFocus();
    QTest::keyClick(edit(), Qt::Key_Escape);
    ASSERT_TRUE(shows(5));
    QTest::keyClick(window.get(), Qt::Key_2, Qt::AltModifier);
    ASSERT_TRUE(shows(3));
    auto* list = find<QTreeView>("viewList");
    ASSERT_EQ(list->model()->rowCount(), 1);
    EXPECT_TRUE(waitUntil([list] { return list->model()->index(0, 2).data().toString() == QStringLiteral("3"); }))
        << "live count";
    QTest::keyClick(edit(), Qt::Key_Escape);
    ASSERT_TRUE(shows(5));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
    ASSERT_TRUE(shows(3));
}

TEST_F(FilterTest, AListDroppedOnTheFilterIsAskedFor)
{
    folder.write("bad hosts.csv", "ip,note\n203.0.113.7,a\nnonsense,b\n203.0.113.7,c\n198.51.100.0/24,d\n");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path("bad hosts.csv"))});
    QWidget* bar = edit()->parentWidget();
    const QPoint middle = edit()->geometry().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(bar, &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(bar, &drop);
    ASSERT_TRUE(waitUntil([this] { return edit()->text() == QStringLiteral("ip:@bad-hosts"); }));
    EXPECT_TRUE(shows(4)) << rows();
}

TEST_F(FilterTest, ListsAreReadFromTheClipboardAndDeleted)
{
    QApplication::clipboard()->setText(QStringLiteral("203.0.113.7\nno address\n203.0.113.7\n10.0.0.0/8\n"));
    find<QAction>("actionIpLists")->trigger();
    QTest::mouseClick(find("listPaste"), Qt::LeftButton);
    auto* summary = find<QLabel>("listSummary");
    ASSERT_TRUE(waitUntil([summary] { return summary->text().startsWith(QStringLiteral("4 read")); }))
        << summary->text().toStdString();
    EXPECT_TRUE(summary->text().contains(QStringLiteral("1 invalid"))) << summary->text().toStdString();
    auto* rejects = find<QTreeWidget>("listRejects");
    ASSERT_EQ(rejects->topLevelItemCount(), 1);
    EXPECT_EQ(rejects->topLevelItem(0)->text(0), QStringLiteral("2"));
    QTest::keyClick(find("listName"), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(find("listName"), QStringLiteral("mine"));
    QTest::keyClick(find("listName"), Qt::Key_Return);
    auto* lists = find<QTreeWidget>("ipLists");
    ASSERT_TRUE(waitUntil([lists] { return lists->topLevelItemCount() == 1; }));
    EXPECT_EQ(lists->topLevelItem(0)->text(1), QStringLiteral("2"));
    QTest::mouseClick(find("listAsk"), Qt::LeftButton);
    EXPECT_EQ(edit()->text(), QStringLiteral("ip:@mine"));
    EXPECT_TRUE(shows(4)) << rows();
    QTest::mouseClick(find("listRemove"), Qt::LeftButton);
    QTest::mouseClick(find("listRemoveForGood"), Qt::LeftButton);
    EXPECT_TRUE(waitUntil([lists] { return lists->topLevelItemCount() == 0; }));
}

TEST_F(FilterTest, HelpListsFieldsAndTriesExamples)
{
    QTest::keyClick(edit(), Qt::Key_F1);
    auto* page = find<QTextBrowser>("queryHelpPage");
    ASSERT_TRUE(page->isVisible());
    EXPECT_TRUE(page->toPlainText().contains(QStringLiteral("attach")));
    QTest::keyClicks(find("queryHelpSearch"), QStringLiteral("phrase"));
    EXPECT_FALSE(page->toPlainText().contains(QStringLiteral("Message-ID")));
    const QTextCursor link = page->document()->find(QStringLiteral("\"second notice\""));
    ASSERT_FALSE(link.isNull());
    QTest::mouseClick(page->viewport(), Qt::LeftButton, {}, page->cursorRect(link).center() - QPoint(8, 0));
    EXPECT_EQ(edit()->text(), QStringLiteral("\"second notice\""));
}