// SPDX-License-Identifier: GPL-3.0-or-later
// Labels by single keys, in the shown window.
#include "core/feedback/label.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/labeldesk.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <QTreeView>

#include <csignal>
#include <sys/resource.h>

using assay::test::waitUntil;

namespace {

constexpr assay::feedback::LabelId spam = 1, ham = 2, phish = 3, bulk = 4, unsure = 5;

// What a keyboard sends; QTest has no scan codes.
struct Stroke
{
    int key;
    QString text;
    quint32 scanCode = 0; // as X11 and Wayland count
    Qt::KeyboardModifiers modifiers = Qt::NoModifier;
};

struct TriageTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        assay::gui::ScanSettings scan = settings->scan();
        scan.scanOnImport = false;
        settings->setScan(scan);
    }

    std::string mailbox(int count)
    {
        std::string text;
        for (int i = 0; i < count; ++i) {
            const std::string number = std::to_string(i);
            text += "From a@example.org Mon Nov  2 10:00:00 2026\nFrom: Ann <ann@example.org>\nTo: bob@example.org\n"
                    "Subject: Letter "
                + number + "\nMessage-ID: <" + number + "@example.org>\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n\nBody "
                + number + "\n\n";
        }
        return text;
    }

    // A case with so many items, the first one current and the list in focus.
    void openMail(int count)
    {
        folder.write("inbox.mbox", mailbox(count));
        drop({path("inbox.mbox")});
        ASSERT_TRUE(
            waitUntil([&] { return list()->model()->rowCount() == count && !window->jobs().isBusy(); }, 60'000));
        clickRow(0);
    }

    QTableView* list() { return find<QTableView>("itemList"); }

    void clickRow(int row, Qt::KeyboardModifiers modifiers = {})
    {
        const QModelIndex index = list()->model()->index(row, 0);
        list()->scrollTo(index);
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, modifiers, list()->visualRect(index).center());
        list()->setFocus();
    }

    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(list(), which, modifiers); }

    void send(const Stroke& stroke)
    {
        QKeyEvent event(QEvent::KeyPress, stroke.key, stroke.modifiers, stroke.scanCode, 0, 0, stroke.text);
        QCoreApplication::sendEvent(list(), &event);
    }

    bool waitStored()
    {
        return waitUntil([this] { return !window->live().labels().isBusy(); });
    }

    // As it lies in the file, not as the window believes.
    assay::feedback::LabelId storedLabel(uint32_t item)
    {
        const auto history = window->live().file()->labelHistory(assay::ItemId{item});
        return history && !history->empty() ? history->back().label : assay::feedback::noLabel;
    }

    QString cell(int row, const char* column)
    {
        const QAbstractItemModel* model = list()->model();
        for (int i = 0; i < model->columnCount(); ++i) {
            if (model->headerData(i, Qt::Horizontal).toString() == QLatin1String(column))
                return model->index(row, i).data().toString();
        }
        ADD_FAILURE() << "no column " << column;
        return {};
    }

    int labelled(const char* word)
    {
        int count = 0;
        for (int row = 0; row < list()->model()->rowCount(); ++row)
            count += cell(row, "Label") == QLatin1String(word);
        return count;
    }

    int current() { return list()->currentIndex().row(); }
};

} // namespace

TEST_F(TriageTest, OneKeyLabelsStoresAndGoesOn)
{
    openMail(3);
    key(Qt::Key_2);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(0), ham);
    EXPECT_EQ(cell(0, "Label"), QStringLiteral("ham"));
    EXPECT_EQ(current(), 1);
    ASSERT_TRUE(waitUntil(
        [&] { return find<QLabel>("triageProgress")->text().contains(QStringLiteral("1 labelled · 2 left")); }));
}

TEST_F(TriageTest, FastKeysAreNeitherLostNorReordered)
{
    openMail(6);
    for (const Qt::Key which : {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_0})
        key(which); // without waiting for any of them
    ASSERT_TRUE(waitUntil([&] { return storedLabel(4) != assay::feedback::noLabel; }));
    ASSERT_TRUE(waitStored());
    const assay::feedback::LabelId expected[] = {spam, ham, phish, bulk, unsure};
    for (uint32_t item = 0; item < 5; ++item)
        EXPECT_EQ(storedLabel(item), expected[item]) << item;
    EXPECT_EQ(current(), 5);
}

TEST_F(TriageTest, ShiftLabelsWithoutGoingOn)
{
    openMail(2);
    key(Qt::Key_1, Qt::ShiftModifier);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(0), spam);
    EXPECT_EQ(current(), 0);
}

TEST_F(TriageTest, UnsureComesBackLast)
{
    openMail(3);
    key(Qt::Key_0);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(current(), 1);
    key(Qt::Key_1);
    ASSERT_TRUE(waitStored());
    key(Qt::Key_1);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(current(), 0) << "nothing else is left";
    key(Qt::Key_2);
    ASSERT_TRUE(waitStored());
    ASSERT_TRUE(
        waitUntil([&] { return find<QLabel>("triageProgress")->text().startsWith(QStringLiteral("Inbox zero")); }));
}

TEST_F(TriageTest, RepeatClearAndBookmark)
{
    openMail(3);
    key(Qt::Key_3);
    ASSERT_TRUE(waitStored());
    key(Qt::Key_Period);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(1), phish);
    key(Qt::Key_K);
    EXPECT_EQ(current(), 1);
    key(Qt::Key_Backspace);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(1), assay::feedback::noLabel);
    key(Qt::Key_B);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(window->live().snapshot()->labels->marks[1], assay::feedback::markBookmarked);
}

TEST_F(TriageTest, KeysWorkOnCyrillicAndAzerty)
{
    openMail(4);
    send({0x41e, QStringLiteral("о"), 44}); // the key J types a Cyrillic o
    EXPECT_EQ(current(), 1);
    send({0x41b, QStringLiteral("л"), 45}); // K
    EXPECT_EQ(current(), 0);
    send({Qt::Key_Eacute, QStringLiteral("é"), 11}); // 2 on AZERTY, without Shift
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(0), ham);
    EXPECT_EQ(current(), 1);
    send({Qt::Key_1, QStringLiteral("1"), 10, Qt::ShiftModifier}); // 1 on AZERTY, with Shift: stays
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(1), spam);
    EXPECT_EQ(current(), 1);
    send({Qt::Key_3, QStringLiteral("3"), 89, Qt::KeypadModifier});
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(1), phish);
}

TEST_F(TriageTest, TextFieldsKeepTheirKeys)
{
    openMail(2);
    auto* edit = find<QLineEdit>("filterEdit");
    edit->setFocus();
    QTest::keyClicks(edit, QStringLiteral("12u"));
    EXPECT_EQ(edit->text(), QStringLiteral("12u"));
    EXPECT_EQ(storedLabel(0), assay::feedback::noLabel);
}

TEST_F(TriageTest, OneUndoTakesBackTwoHundredWrongLabels)
{
    openMail(200);
    key(Qt::Key_3);
    ASSERT_TRUE(waitStored());
    key(Qt::Key_A, Qt::ControlModifier);
    key(Qt::Key_2);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(labelled("ham"), 200);
    EXPECT_TRUE(find<QLabel>("undoText")->text().startsWith(QStringLiteral("200 labelled ham")));
    EXPECT_TRUE(find("undoBar")->isVisible());
    key(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return labelled("ham") == 0; }));
    EXPECT_EQ(labelled("phish"), 1) << "the label before it is back";
    EXPECT_EQ(storedLabel(0), phish);
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(waitUntil([&] { return labelled("ham") == 200; }));
}

TEST_F(TriageTest, UndoSurvivesClosingTheProgram)
{
    openMail(2);
    key(Qt::Key_1);
    ASSERT_TRUE(waitStored());
    window->close();
    start();
    window->restoreSession();
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 2 && !window->jobs().isBusy(); }));
    EXPECT_EQ(cell(0, "Label"), QStringLiteral("spam"));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return cell(0, "Label").isEmpty(); }));
    EXPECT_EQ(storedLabel(0), assay::feedback::noLabel);
}

TEST_F(TriageTest, ChangingFiveLabelsAsksFirst)
{
    openMail(8);
    for (int i = 0; i < 5; ++i) {
        key(Qt::Key_1);
        ASSERT_TRUE(waitStored());
    }
    key(Qt::Key_A, Qt::ControlModifier);
    key(Qt::Key_2);
    auto* box = find<QMessageBox>("bulkConfirm");
    ASSERT_TRUE(box);
    EXPECT_TRUE(box->informativeText().contains(QStringLiteral("5 spam"))) << box->informativeText().toStdString();
    EXPECT_EQ(storedLabel(0), spam) << "nothing happened yet";
    QTest::keyClick(box, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return labelled("ham") == 8; }));
}

TEST_F(TriageTest, AFullDiskIsSaidAndNothingIsShownAsLabelled)
{
    openMail(3);
    key(Qt::Key_1);
    ASSERT_TRUE(waitStored());
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit full{1024, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
    key(Qt::Key_2);
    key(Qt::Key_2); // waits behind the first
    ASSERT_TRUE(waitStored());
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_TRUE(find("noticeBar")->isVisible());
    EXPECT_EQ(storedLabel(1), assay::feedback::noLabel);
    EXPECT_EQ(cell(1, "Label"), QString());
    EXPECT_EQ(current(), 1) << "an item without its label is not left behind";
    key(Qt::Key_2); // there is room again
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(1), ham);
    EXPECT_EQ(storedLabel(2), assay::feedback::noLabel) << "the key that waited was not carried out";
}

TEST_F(TriageTest, AReadOnlyCaseSaysThatNothingIsStored)
{
    openMail(2);
    const QString file = window->live().path();
    window->close();
    start();
    window->openPaths({file}, assay::CaseMode::ReadOnly);
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 2 && !window->jobs().isBusy(); }));
    clickRow(0);
    key(Qt::Key_1);
    ASSERT_TRUE(waitUntil([&] { return find("noticeBar")->isVisible(); }));
    EXPECT_EQ(cell(0, "Label"), QString());
    EXPECT_EQ(current(), 0);
}

TEST_F(TriageTest, KeysCanBeChangedAndConflictsAreNamed)
{
    openMail(2);
    find<QAction>("actionTriageKeys")->trigger();
    auto* table = find<QTableWidget>("keysTable");
    ASSERT_TRUE(table);
    QTest::keyClick(table, Qt::Key_2); // row 0 is spam; 2 is ham's
    EXPECT_TRUE(find<QLabel>("keysConflict")->text().contains(QStringLiteral("Ham")));
    QTest::keyClick(table, Qt::Key_S);
    QTest::keyClick(find("keysDialog"), Qt::Key_Return);
    ASSERT_TRUE(
        waitUntil([&] { return settings->triage().keys.value(QStringLiteral("spam")) == QStringLiteral("S"); }));
    clickRow(0);
    key(Qt::Key_S);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(0), spam);
}

TEST_F(TriageTest, ANoteIsStoredWhenItsEditorIsLeft)
{
    openMail(2);
    key(Qt::Key_C);
    auto* edit = find<QPlainTextEdit>("noteEdit");
    ASSERT_TRUE(waitUntil([&] { return edit->hasFocus(); }));
    QTest::keyClicks(edit, QStringLiteral("seen before"));
    clickRow(1);
    ASSERT_TRUE(waitStored());
    const auto marks = window->live().file()->itemMarks(assay::ItemId{0});
    ASSERT_TRUE(marks);
    EXPECT_EQ(marks->note, "seen before");
}

TEST_F(TriageTest, TheAuditLogTellsOfLabelsAndItsChainHolds)
{
    openMail(2);
    key(Qt::Key_1);
    ASSERT_TRUE(waitStored());
    find<QAction>("actionAuditLog")->trigger();
    auto* table = find<QTableView>("auditTable");
    ASSERT_TRUE(waitUntil([&] { return table->model()->rowCount() > 0; }));
    EXPECT_EQ(table->model()->index(0, 7).data().toString(), QStringLiteral("spam"));
    QTest::mouseClick(find<QToolButton>("auditVerify"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return find<QLabel>("auditResult")->text().contains(QStringLiteral("intact")); }));
}

TEST_F(TriageTest, BlindReviewHidesLabelsUntilOneIsGiven)
{
    openMail(2);
    key(Qt::Key_1, Qt::ShiftModifier);
    ASSERT_TRUE(waitStored());
    find<QAction>("actionBlindReview")->trigger();
    EXPECT_EQ(cell(0, "Label"), QString());
    key(Qt::Key_2, Qt::ShiftModifier);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(cell(0, "Label"), QStringLiteral("ham"));
}

TEST_F(TriageTest, ApplyToLabelsAllOfTheSameSenderAfterEnter)
{
    folder.write("more.mbox",
        "From b@example.org Mon Nov  2 10:00:00 2026\nFrom: Bob <bob@example.net>\nSubject: Other\n\nText\n\n");
    openMail(3);
    drop({path("more.mbox")});
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 4 && !window->jobs().isBusy(); }));
    key(Qt::Key_1);
    ASSERT_TRUE(waitStored());
    key(Qt::Key_X); // the next item may still be unread: its sender is offered once it is known
    auto* button = find<QPushButton>("applyButton");
    ASSERT_TRUE(button);
    ASSERT_TRUE(waitUntil([&] { return button->isEnabled() && !window->jobs().isBusy(); }));
    QTest::keyClick(find("applyDialog"), Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return labelled("spam") == 3; }));
    EXPECT_EQ(storedLabel(3), assay::feedback::noLabel);
}

TEST_F(TriageTest, ApplyThatOpensBeforeTheItemIsReadOffersItsSenderAndKeepsTheChoice)
{
    openMail(3);
    ASSERT_TRUE(waitUntil([&] { return !window->jobs().isBusy(); }));
    key(Qt::Key_J);
    key(Qt::Key_X); // at once: nothing was read between the two
    auto* dialog = find("applyDialog");
    ASSERT_TRUE(dialog);
    EXPECT_EQ(dialog->findChildren<QRadioButton*>().size(), 1);
    ASSERT_TRUE(waitUntil([&] { return dialog->findChildren<QRadioButton*>().size() == 4; }));
    const QList<QRadioButton*> choices = dialog->findChildren<QRadioButton*>();
    ASSERT_TRUE(waitUntil([&] { return !window->jobs().isBusy(); }));
    EXPECT_TRUE(choices[1]->text().contains(QStringLiteral("ann@example.org")));
    EXPECT_TRUE(choices[1]->isChecked() || choices[0]->isChecked());
    EXPECT_EQ(choices[0]->isChecked(), choices[0]->isEnabled()) << "the first that can be used";
    QTest::mouseClick(choices[3], Qt::LeftButton, {}, {8, choices[3]->height() / 2});
    ASSERT_TRUE(choices[3]->isChecked());
    window->focus().reload(); // read again, as after a scan
    ASSERT_TRUE(waitUntil([&] { return !window->jobs().isBusy(); }));
    EXPECT_TRUE(choices[3]->isChecked());
    EXPECT_EQ(dialog->findChildren<QRadioButton*>().size(), 4);
}

TEST_F(TriageTest, LabelsAreImportedWithTheLinesThatAreOff)
{
    openMail(3);
    folder.write(
        "labels.csv", "message-id,label\n<1@example.org>,spam\n<nobody@example.org>,ham\n<2@example.org>,what\n");
    find<QAction>("actionImportLabels")->trigger();
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_TRUE(dialog);
    auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    ASSERT_TRUE(name);
    name->setText(path("labels.csv")); // typing opens a list of proposals, which takes the next click
    QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Open), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return window->findChild<QDialog*>(QStringLiteral("importReport")) != nullptr; }));
    EXPECT_EQ(find<QTreeView>("importRejects")->model()->rowCount(), 2);
    EXPECT_EQ(storedLabel(1), spam);
    EXPECT_EQ(cell(1, "Label"), QStringLiteral("spam"));
}

TEST_F(TriageTest, GoingOnFromAMatchInHtmlForgetsIt)
{
    std::string box;
    for (const char* word : {"first", "second", "third"}) {
        box += std::string("From a Mon Nov  2 10:00:00 2026\nFrom: Ann <ann@example.org>\nSubject: ") + word
            + "\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>magic words " + word
            + "</p></body></html>\n\n";
    }
    folder.write("page.mbox", box);
    folder.write("test.cf", "body MAGIC /magic words/\nscore MAGIC 2\n");
    assay::gui::ScanSettings scan = settings->scan();
    scan.rules = assay::gui::RuleChoice::OwnFiles;
    scan.ownFiles = {path("test.cf")};
    scan.scanOnImport = true;
    settings->setScan(scan);
    drop({path("page.mbox")});
    ASSERT_TRUE(waitUntil(
        [&] {
            return list()->model()->rowCount() == 3 && window->live().snapshot()->scores && !window->jobs().isBusy();
        },
        60'000));
    clickRow(0);
    for (int item = 0; item < 3; ++item) {
        ASSERT_TRUE(waitUntil([&] { return window->focus().content() != nullptr; }));
        key(Qt::Key_N);
        EXPECT_TRUE(window->focus().currentEvidence());
        key(Qt::Key_2); // labels, and goes on to the next page
        ASSERT_TRUE(waitStored());
    }
    EXPECT_EQ(labelled("ham"), 3);
}

TEST_F(TriageTest, TagsArePutOnAllSelectedItems)
{
    openMail(3);
    clickRow(1, Qt::ShiftModifier);
    key(Qt::Key_T);
    auto* edit = find<QLineEdit>("tagEdit");
    ASSERT_TRUE(edit);
    QTest::keyClicks(edit, QStringLiteral("invoice"));
    QTest::keyClick(edit, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] {
        const auto labels = window->live().snapshot()->labels;
        const auto tag = labels->tags.find("invoice");
        return tag != labels->tags.end() && tag->second == std::vector<uint32_t>{0, 1};
    }));
    EXPECT_TRUE(find<QAction>("actionUndo")->text().contains(QStringLiteral("invoice")));
}

TEST_F(TriageTest, ARowThatLeavesTheFilterStaysDimmedUntilTheListIsAskedAgain)
{
    openMail(6);
    auto* edit = find<QLineEdit>("filterEdit");
    edit->setFocus();
    QTest::keyClicks(edit, QStringLiteral("is:unlabelled"));
    QTest::keyClick(edit, Qt::Key_Return);
    ASSERT_TRUE(waitIdle());
    const auto isDimmed = [this](int row) { return list()->model()->index(row, 0).data(Qt::ForegroundRole).isValid(); };
    // The index may still be told of once; then the list is asked again and the row is gone for that reason.
    bool stayed = false;
    for (int attempt = 0; attempt < 3 && !stayed; ++attempt) {
        const int rows = list()->model()->rowCount();
        clickRow(0);
        key(Qt::Key_1);
        ASSERT_TRUE(waitStored());
        ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() < rows || isDimmed(0); }));
        stayed = list()->model()->rowCount() == rows;
        EXPECT_FALSE(isDimmed(1));
    }
    ASSERT_TRUE(stayed);
    const int rows = list()->model()->rowCount();
    key(Qt::Key_F5);
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == rows - 1; }));
    EXPECT_FALSE(isDimmed(0));
}
