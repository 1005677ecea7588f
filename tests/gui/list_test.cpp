// SPDX-License-Identifier: GPL-3.0-or-later
// The list by keys and mouse: selection of the whole query, groups, what is alike, the way back.
#include "tests/gui/windowfixture.h"
#include "tests/support/modelsound.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemspanel.h"

#include <QApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>

using assay::test::waitUntil;

namespace {

// 12 messages: 3 with one attachment, 4 that link to one host, a thread of 3, two copies, two sender domains.
std::string mailbox()
{
    std::string box;
    const auto add = [&box](const std::string& from, const std::string& subject, int number, const std::string& more,
                         const std::string& body) {
        box += "From a Mon Nov  2 10:00:00 2026\nFrom: " + from + "\nTo: ann@example.org\nSubject: " + subject
            + "\nDate: Mon, 02 Nov 2026 10:" + (number < 10 ? "0" : "") + std::to_string(number)
            + ":00 +0000\nMessage-ID: <m" + std::to_string(number) + "@example.org>\n" + more + "\n" + body + "\n\n";
    };
    const std::string attached = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
    const std::string parts = "--b\nContent-Type: text/plain\n\nsee below\n--b\nContent-Type: application/pdf\n"
                              "Content-Disposition: attachment; filename=invoice.pdf\n\n%PDF-1.4 invoice\n--b--";
    for (int i = 0; i < 3; ++i)
        add("Pay <pay@shop.example>", "Invoice " + std::to_string(i), i, attached, parts);
    for (int i = 3; i < 7; ++i)
        add("Bob <bob@club.example>", "News " + std::to_string(i), i, "", "go to http://prize.example.net/win now");
    add("Ann <ann@club.example>", "Plan", 7, "", "first");
    add("Bob <bob@club.example>", "Re: Plan", 8, "References: <m7@example.org>\nIn-Reply-To: <m7@example.org>\n",
        "second");
    add("Ann <ann@club.example>", "Re: Plan", 9, "References: <m7@example.org> <m8@example.org>\n", "third");
    add("Carl <carl@other.example>", "Twice", 10, "", "the same");
    add("Carl <carl@other.example>", "Twice", 10, "", "the same");
    return box;
}

struct ListTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        folder.write("mail/box.mbox", mailbox());
        assay::gui::ScanSettings scan;
        scan.scanOnImport = false;
        settings->setScan(scan);
        drop({path("mail/box.mbox")});
        ASSERT_TRUE(waitUntil(
            [this] {
                return window->live().items()->count() == 12 && window->live().snapshot()->indexedRows == 12
                    && !window->jobs().isBusy() && list()->model()->rowCount() == 12;
            },
            60'000));
        assay::test::expectModelSound(list()->model());
    }

    QTableView* list() { return find<QTableView>("itemList"); }
    QString shown() { return find<QLabel>("filterStatus")->text(); }
    QString selected() { return find<QLabel>("selectionText")->text(); }
    bool waitShown(const QString& text)
    {
        const bool came = waitUntil([&] { return shown() == text && !window->jobs().isBusy(); });
        EXPECT_TRUE(came) << shown().toStdString() << " for " << find<QLineEdit>("filterEdit")->text().toStdString();
        return came;
    }

    int rowOf(const QString& text)
    {
        for (int row = 0; row < list()->model()->rowCount(); ++row) {
            for (int column = 0; column < list()->model()->columnCount(); ++column) {
                if (list()->model()->index(row, column).data().toString() == text)
                    return row;
            }
        }
        return -1;
    }
    QPoint pointOf(const QString& text)
    {
        const int row = rowOf(text);
        EXPECT_GE(row, 0) << text.toStdString();
        for (int column = 0; column < list()->model()->columnCount(); ++column) {
            const QModelIndex index = list()->model()->index(row, column);
            if (index.data().toString() == text) {
                list()->scrollTo(index);
                return list()->visualRect(index).center();
            }
        }
        return {};
    }
    void click(const QString& text, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, modifiers, pointOf(text));
    }
    // Selects the item and waits until it is read, as somebody who looks at it before asking for more like it.
    bool look(const QString& subject)
    {
        click(subject);
        return waitUntil([this] { return window->focus().content() != nullptr; });
    }
    QMenu* openMenu(const QString& text)
    {
        const QPoint place = pointOf(text);
        QContextMenuEvent event(QContextMenuEvent::Mouse, place, list()->viewport()->mapToGlobal(place));
        QTest::mouseClick(list()->viewport(), Qt::RightButton, {}, place);
        QCoreApplication::sendEvent(list()->viewport(), &event);
        EXPECT_TRUE(waitUntil([] { return QApplication::activePopupWidget() != nullptr; }));
        return qobject_cast<QMenu*>(QApplication::activePopupWidget());
    }
    // Clicks an entry whose text begins with `text`; `menu` is open.
    void choose(QMenu* menu, const QString& text)
    {
        ASSERT_TRUE(menu);
        for (QAction* action : menu->actions()) {
            if (!action->text().remove(QChar('&')).startsWith(text))
                continue;
            ASSERT_TRUE(action->isEnabled()) << text.toStdString();
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
            // There is no window manager here that gives the window its focus back.
            if (!action->menu())
                window->activateWindow();
            return;
        }
        FAIL() << "no entry " << text.toStdString();
    }
    void chooseAlike(const QString& row, const QString& entry)
    {
        QMenu* menu = openMenu(row);
        auto* alike = menu->findChild<QMenu*>(QStringLiteral("alikeMenu"));
        ASSERT_TRUE(alike);
        choose(menu, QStringLiteral("Find all like this"));
        ASSERT_TRUE(waitUntil([&] { return alike->isVisible(); }));
        choose(alike, entry);
    }
    void menuBarAction(const char* name)
    {
        for (QAction* action : window->findChildren<QAction*>()) {
            if (action->objectName() == QLatin1String(name)) {
                for (QMenu* menu : window->findChildren<QMenu*>()) {
                    if (menu->actions().contains(action)) {
                        menu->popup({});
                        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                        return;
                    }
                }
            }
        }
        FAIL() << name;
    }
};

} // namespace

TEST_F(ListTest, AllMessagesWithAnAttachmentAreFoundInOneStep)
{
    ASSERT_TRUE(look(QStringLiteral("Invoice 1")));
    chooseAlike(QStringLiteral("Invoice 1"), QStringLiteral("Same attachment: invoice.pdf"));
    ASSERT_TRUE(waitShown(QStringLiteral("3 of 12")));
    EXPECT_EQ(rowOf(QStringLiteral("News 3")), -1);
    EXPECT_GE(rowOf(QStringLiteral("Invoice 2")), 0);
}

TEST_F(ListTest, AllMessagesWithAUrlHostAreFoundInOneStep)
{
    ASSERT_TRUE(look(QStringLiteral("News 4")));
    chooseAlike(QStringLiteral("News 4"), QStringLiteral("Same URL host: prize.example.net"));
    ASSERT_TRUE(waitShown(QStringLiteral("4 of 12")));
}

TEST_F(ListTest, WhatAnItemDoesNotHaveCannotBeLookedFor)
{
    ASSERT_TRUE(look(QStringLiteral("Plan")));
    QMenu* menu = openMenu(QStringLiteral("Plan"));
    auto* alike = menu->findChild<QMenu*>(QStringLiteral("alikeMenu"));
    ASSERT_TRUE(alike);
    QStringList off;
    for (const QAction* action : alike->actions()) {
        if (!action->isSeparator() && !action->isEnabled())
            off << action->text();
    }
    menu->close();
    EXPECT_TRUE(off.contains(QStringLiteral("Same attachment")));
    EXPECT_TRUE(off.contains(QStringLiteral("Same URL host")));
    EXPECT_FALSE(off.contains(QStringLiteral("Same subject")));
}

TEST_F(ListTest, ACellBecomesATermOfTheQuery)
{
    choose(openMenu(QStringLiteral("Twice")), QStringLiteral("Only this"));
    ASSERT_TRUE(waitShown(QStringLiteral("2 of 12")));
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier); // Back
    ASSERT_TRUE(waitShown(QStringLiteral("12 of 12")));
    choose(openMenu(QStringLiteral("Twice")), QStringLiteral("Exclude this"));
    ASSERT_TRUE(waitShown(QStringLiteral("10 of 12")));
}

TEST_F(ListTest, SelectAllMeansTheQuery)
{
    click(QStringLiteral("Plan"));
    QTest::keyClick(list(), Qt::Key_A, Qt::ControlModifier);
    EXPECT_TRUE(find("selectionBar")->isVisible());
    EXPECT_EQ(selected(), QStringLiteral("All 12 matching selected"));
    EXPECT_EQ(window->items().selectedItems().size(), 12U);
    QTest::keyClick(list(), Qt::Key_Space); // takes the current one out
    EXPECT_EQ(selected(), QStringLiteral("11 of 12 matching selected"));
    QHeaderView* header = list()->horizontalHeader();
    const int date = window->items().columns().find(QStringLiteral("date"));
    QTest::mouseClick(
        header->viewport(), Qt::LeftButton, {}, {header->sectionViewportPosition(date) + 5, header->height() / 2});
    ASSERT_TRUE(waitUntil([this] { return rowOf(QStringLiteral("Twice")) == 0 && !window->jobs().isBusy(); }));
    EXPECT_EQ(window->items().selectedCount(), 11U);
    click(QStringLiteral("News 3"));
    EXPECT_EQ(window->items().selectedCount(), 1U);
    EXPECT_FALSE(find("selectionBar")->isVisible());
    click(QStringLiteral("News 6"), Qt::ShiftModifier);
    EXPECT_EQ(selected(), QStringLiteral("4 selected"));
    click(QStringLiteral("Twice"), Qt::ControlModifier);
    EXPECT_EQ(selected(), QStringLiteral("5 selected"));
}

TEST_F(ListTest, ADomainIsAGroupWithItsCount)
{
    menuBarAction("actionGroupDomain");
    ASSERT_TRUE(waitUntil([this] { return list()->model()->rowCount() == 3; }));
    EXPECT_TRUE(shown().startsWith(QStringLiteral("3 group")) && shown().endsWith(QStringLiteral("12 of 12")));
    ASSERT_EQ(list()->model()->rowCount(), 3);
    EXPECT_EQ(list()->model()->index(1, 0).data().toString(), QStringLiteral("club.example"));
    EXPECT_EQ(list()->model()->index(1, 0).data(assay::gui::SnapshotTable::GroupSizeRole).toUInt(), 7U);
    const QPoint heading = list()->visualRect(list()->model()->index(1, 4)).center();
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, heading);
    EXPECT_EQ(window->items().selectedCount(), 7U); // the heading stands for its members
    QTest::keyClick(list(), Qt::Key_Right);
    EXPECT_EQ(list()->model()->rowCount(), 10);
    QTest::keyClick(list(), Qt::Key_Left);
    EXPECT_EQ(list()->model()->rowCount(), 3);
    QTest::keyClick(list(), Qt::Key_Return);
    EXPECT_EQ(list()->model()->rowCount(), 10);
}

TEST_F(ListTest, AThreadIsInOrderOfDate)
{
    QHeaderView* header = list()->horizontalHeader();
    const int date = window->items().columns().find(QStringLiteral("date"));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
        {header->sectionViewportPosition(date) + 5, header->height() / 2}); // newest first
    menuBarAction("actionGroupThread");
    // 7 messages of their own, the thread, and the copies, which have one Message-ID.
    ASSERT_TRUE(waitUntil([this] { return list()->model()->rowCount() == 9 && !window->jobs().isBusy(); }))
        << list()->model()->rowCount();
    menuBarAction("actionOpenGroups");
    const int first = rowOf(QStringLiteral("Plan"));
    ASSERT_GE(first, 0);
    const int subject = window->items().columns().find(QStringLiteral("subject"));
    const auto subjectAt = [&](int row) { return list()->model()->index(row, subject).data().toString(); };
    EXPECT_EQ(subjectAt(first + 1), QStringLiteral("Plan"));
    EXPECT_EQ(subjectAt(first + 2), QStringLiteral("Re: Plan"));
    EXPECT_EQ(subjectAt(first + 3), QStringLiteral("Re: Plan"));
}

TEST_F(ListTest, CopiesStandBehindTheFirstAndAreCounted)
{
    menuBarAction("actionCollapseCopies");
    ASSERT_TRUE(waitShown(QStringLiteral("11 shown · 12 of 12")));
    EXPECT_EQ(list()->model()->rowCount(), 11);
    const int row = rowOf(QStringLiteral("Twice"));
    EXPECT_EQ(list()->model()->index(row, 0).data(assay::gui::SnapshotTable::GroupSizeRole).toUInt(), 2U);
    QTest::keyClick(list(), Qt::Key_A, Qt::ControlModifier);
    EXPECT_EQ(window->items().selectedItems().size(), 12U);
}

TEST_F(ListTest, BackAndForwardGoOverItemsAndQueries)
{
    ASSERT_TRUE(look(QStringLiteral("News 5")));
    const auto first = window->focus().item();
    chooseAlike(QStringLiteral("News 5"), QStringLiteral("Same sender:"));
    ASSERT_TRUE(waitShown(QStringLiteral("5 of 12")));
    ASSERT_TRUE(look(QStringLiteral("Re: Plan")));
    const auto second = window->focus().item();
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier);
    ASSERT_TRUE(waitUntil([&] { return window->focus().item() == first && !window->jobs().isBusy(); }));
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier);
    ASSERT_TRUE(waitShown(QStringLiteral("12 of 12")));
    QTest::keyClick(window.get(), Qt::Key_Right, Qt::AltModifier);
    QTest::keyClick(window.get(), Qt::Key_Right, Qt::AltModifier);
    ASSERT_TRUE(waitUntil([&] { return window->focus().item() == second && !window->jobs().isBusy(); }));
    EXPECT_TRUE(shown().startsWith(QStringLiteral("5 of 12")));
}

TEST_F(ListTest, AnItemIsReachedByItsNumber)
{
    choose(openMenu(QStringLiteral("Twice")), QStringLiteral("Only this"));
    ASSERT_TRUE(waitShown(QStringLiteral("2 of 12")));
    const uint32_t wanted = window->live().items()->row(4).id.value; // not among the two
    QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier);
    auto* dialog = find<QInputDialog>("goToItemDialog");
    QTest::keyClicks(dialog->findChild<QLineEdit*>(), QString::number(wanted));
    QTest::keyClick(dialog, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return window->focus().item() == assay::ItemId{wanted} && !window->jobs().isBusy(); }));
    EXPECT_EQ(shown(), QStringLiteral("12 of 12"));
}
