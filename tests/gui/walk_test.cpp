// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/windowfixture.h"
#include "tests/support/modelsound.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTreeView>

using assay::test::waitUntil;

namespace {

const char* const phish =
    "From: \"PayPal Service\" <service@pay.example.net>\nTo: ann@example.org\nSubject: Verify your account now\n"
    "Date: Mon, 02 Nov 2026 10:00:00 +0000\nMessage-ID: <1@pay.example.net>\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n\nDear customer,\nyour account is on hold, magic\nwords here.\n";
const char* const ham = "From: Bob <bob@example.org>\nTo: ann@example.org\nSubject: Lunch on Tuesday\n"
                        "Date: Tue, 03 Nov 2026 11:00:00 +0000\nMessage-ID: <2@example.org>\n\nSee you at noon.\n";
const char* const rules =
    "header SUBJ_VERIFY Subject =~ /verify your account/i\nscore SUBJ_VERIFY 3.5\ndescribe SUBJ_VERIFY Asks to verify\n"
    "body MAGIC /magic words/\nscore MAGIC 2.25\n";

struct WalkTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        folder.write("mail/inbox.mbox",
            std::string("From a Mon Nov  2 10:00:00 2026\n") + phish + "\nFrom b Tue Nov  3 11:00:00 2026\n" + ham);
        folder.write("mail/test.cf", rules);
        useOwnRules();
    }

    void useOwnRules()
    {
        assay::gui::ScanSettings scan;
        scan.rules = assay::gui::RuleChoice::OwnFiles;
        scan.ownFiles = {path("mail/test.cf")};
        settings->setScan(scan);
    }

    QTableView* list() { return find<QTableView>("itemList"); }

    bool dropAndWait()
    {
        drop({path("mail/inbox.mbox")});
        return waitUntil(
                   [this] {
                       return window->live().items()->count() == 2 && window->live().snapshot()->scores
                           && !window->jobs().isBusy();
                   },
                   60'000)
            && waitUntil([this] { return list()->model()->rowCount() == 2; });
    }

    // The row whose subject holds `text`.
    int rowOf(const QString& text)
    {
        for (int row = 0; row < list()->model()->rowCount(); ++row) {
            for (int column = 0; column < list()->model()->columnCount(); ++column) {
                if (list()->model()->index(row, column).data().toString().contains(text))
                    return row;
            }
        }
        return -1;
    }

    bool clickItem(const QString& text)
    {
        const QModelIndex index = list()->model()->index(rowOf(text), 4);
        list()->scrollTo(index);
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(index).center());
        return waitUntil([this] { return window->focus().content() != nullptr; });
    }

    void clickHit(const QString& symbol)
    {
        auto* tree = find<QTreeView>("hitsTree");
        const QModelIndexList found = tree->model()->match(
            tree->model()->index(0, 0), Qt::DisplayRole, symbol, 1, Qt::MatchExactly | Qt::MatchRecursive);
        ASSERT_EQ(found.size(), 1) << symbol.toStdString();
        tree->scrollTo(found[0]);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(found[0]).center());
    }
};

QStringList highlighted(const QList<QTextEdit::ExtraSelection>& selections)
{
    QStringList texts;
    for (const QTextEdit::ExtraSelection& selection : selections)
        texts << selection.cursor.selectedText().replace(QChar(0x2029), QChar(' '));
    return texts;
}

} // namespace

TEST_F(WalkTest, TheFirstStartOffersWhatToDo)
{
    EXPECT_TRUE(find("startPage")->isVisible());
    EXPECT_TRUE(find("statusOffline")->isVisible());
    EXPECT_FALSE(find("filterEdit")->isVisible());
}

TEST_F(WalkTest, DroppedMailIsListedAndScanned)
{
    ASSERT_TRUE(dropAndWait());
    EXPECT_TRUE(waitUntil([this] { return find<QLabel>("filterStatus")->text() == QStringLiteral("2 of 2"); }))
        << "when the index is complete";
    EXPECT_GE(rowOf(QStringLiteral("Verify")), 0);
    EXPECT_GE(rowOf(QStringLiteral("5.75")), 0);
    EXPECT_GE(find<QTreeView>("sourceTree")->model()->rowCount(), 1);
}

TEST_F(WalkTest, AClickOnAHitHighlightsExactlyTheMatchedText)
{
    ASSERT_TRUE(dropAndWait());
    ASSERT_TRUE(clickItem(QStringLiteral("Verify")));
    clickHit(QStringLiteral("MAGIC"));
    auto* tabs = find<QTabWidget>("itemView.tabs");
    auto* text = find<QPlainTextEdit>("itemView.text");
    EXPECT_EQ(tabs->currentWidget(), text);
    EXPECT_EQ(highlighted(text->extraSelections()), QStringList{QStringLiteral("magic words")});
    QTest::keyClick(window.get(), Qt::Key_F8); // on to the next hit, which is a header
    EXPECT_NE(tabs->currentWidget(), text);
    EXPECT_EQ(find<QLabel>("evidencePosition")->text(), QStringLiteral("1 of 1"));
    QTest::keyClick(window.get(), Qt::Key_F8, Qt::ShiftModifier);
    EXPECT_EQ(tabs->currentWidget(), text);
}

TEST_F(WalkTest, HitRowsAddUpToTheScoreOfTheList)
{
    ASSERT_TRUE(dropAndWait());
    ASSERT_TRUE(clickItem(QStringLiteral("Verify")));
    const QAbstractItemModel* model = find<QTreeView>("hitsTree")->model();
    const QModelIndex sum = model->index(model->rowCount() - 1, 0);
    EXPECT_EQ(sum.data().toString(), QStringLiteral("Sum"));
    EXPECT_EQ(sum.siblingAtColumn(1).data().toString(), QStringLiteral("+5.75"));
}

TEST_F(WalkTest, TheFilterLeavesWhatMatchesAndEscapeBringsAllBack)
{
    ASSERT_TRUE(dropAndWait());
    QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
    auto* edit = find<QLineEdit>("filterEdit");
    ASSERT_TRUE(waitUntil([&] { return edit->hasFocus(); }));
    QTest::keyClicks(edit, QStringLiteral("lunch"));
    ASSERT_TRUE(waitUntil([&] { return find<QLabel>("filterStatus")->text() == QStringLiteral("1 of 2"); }));
    EXPECT_EQ(rowOf(QStringLiteral("Lunch")), 0);
    QTest::keyClick(edit, Qt::Key_Escape);
    ASSERT_TRUE(waitUntil([&] { return find<QLabel>("filterStatus")->text() == QStringLiteral("2 of 2"); }));
}

TEST_F(WalkTest, SortingKeepsTheSelectedItem)
{
    ASSERT_TRUE(dropAndWait());
    ASSERT_TRUE(clickItem(QStringLiteral("Verify")));
    const auto item = window->focus().item();
    QHeaderView* header = list()->horizontalHeader();
    const auto clickColumn = [&](int column) {
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
            {header->sectionViewportPosition(column) + 5, header->height() / 2});
    };
    clickColumn(6); // by date, newest first
    ASSERT_TRUE(waitUntil([&] { return rowOf(QStringLiteral("Lunch")) == 0; }));
    clickColumn(6);
    ASSERT_TRUE(waitUntil([&] { return rowOf(QStringLiteral("Verify")) == 0; }));
    EXPECT_EQ(window->focus().item(), item);
    EXPECT_EQ(list()->currentIndex().row(), 0);
}

TEST_F(WalkTest, TheSessionComesBack)
{
    ASSERT_TRUE(dropAndWait());
    ASSERT_TRUE(clickItem(QStringLiteral("Verify")));
    const auto item = window->focus().item();
    QTest::keyClick(window.get(), Qt::Key_U, Qt::ControlModifier);
    window->close();
    start();
    window->restoreSession();
    ASSERT_TRUE(waitUntil([&] { return window->focus().content() != nullptr; }));
    EXPECT_EQ(window->focus().item(), item);
    EXPECT_EQ(find<QTabWidget>("itemView.tabs")->currentWidget(), find("itemView.raw"));
}

TEST_F(WalkTest, BadInputIsSaidAndTheRestIsKept)
{
    ASSERT_TRUE(dropAndWait());
    drop({path("mail/absent.mbox")});
    ASSERT_TRUE(waitUntil([&] { return find("noticeBar")->isVisible(); }));
    const QString text = find<QLabel>("noticeText")->text();
    EXPECT_TRUE(text.contains(QStringLiteral("absent.mbox"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("does not exist"))) << text.toStdString();
    EXPECT_EQ(window->live().items()->count(), 2U);
}

TEST_F(WalkTest, AVanishedSourceIsSaidInTheItemView)
{
    ASSERT_TRUE(dropAndWait());
    std::filesystem::remove(folder.path() / "mail/inbox.mbox");
    const QModelIndex index = list()->model()->index(0, 4);
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(index).center());
    auto* message = find<QLabel>("itemView.message");
    ASSERT_TRUE(
        waitUntil([&] { return message->isVisible() && message->text().contains(QStringLiteral("inbox.mbox")); }));
}

TEST_F(WalkTest, PanesAreReachedByF6)
{
    ASSERT_TRUE(dropAndWait());
    ASSERT_TRUE(clickItem(QStringLiteral("Verify")));
    QSet<QString> reached;
    for (int i = 0; i < 7; ++i) {
        QTest::keyClick(window.get(), Qt::Key_F6);
        for (QWidget* widget = window->focusWidget(); widget; widget = widget->parentWidget())
            reached << widget->objectName();
    }
    for (const char* name :
        {"filterEdit", "sourceTree", "viewList", "itemList", "itemView.tabs", "hitsTree", "evidenceView"})
        EXPECT_TRUE(reached.contains(QString::fromLatin1(name))) << name;
}

TEST_F(WalkTest, EveryFocusableControlHasAName)
{
    ASSERT_TRUE(dropAndWait());
    ASSERT_TRUE(clickItem(QStringLiteral("Verify")));
    for (const QWidget* widget : window->findChildren<QWidget*>()) {
        const bool inside = qobject_cast<const QAbstractScrollArea*>(widget->parentWidget())
            || widget->inherits("QHeaderView") || widget->inherits("QMenu") || widget->inherits("QScrollBar")
            || widget->inherits("QTabBar") || qobject_cast<const QComboBox*>(widget->parentWidget());
        if (widget->focusPolicy() == Qt::NoFocus || inside || !widget->isVisible())
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const auto* label = qobject_cast<const QLabel*>(widget); // its text is its name
        EXPECT_TRUE(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) || label)
            << widget->metaObject()->className() << " " << widget->objectName().toStdString() << " in "
            << widget->parentWidget()->metaObject()->className() << " "
            << widget->parentWidget()->objectName().toStdString();
    }
}
