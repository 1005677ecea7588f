// SPDX-License-Identifier: GPL-3.0-or-later
// Batches in the shown window: composed, resumed, reviewed, submitted and answered by keys, mouse and drops.
#include "core/casefile/case.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/labeldesk.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>

using assay::BatchId;
using assay::feedback::BatchState;
using assay::feedback::Reason;
using assay::test::waitUntil;

namespace {

constexpr int letters = 12;

// Each from an address of its own, an hour after the one before.
std::string mailbox()
{
    std::string text;
    for (int i = 0; i < letters; ++i) {
        const std::string number = std::to_string(i);
        const std::string hour = (i < 10 ? "0" : "") + number;
        text += "From a@example.org Mon Nov  2 10:00:00 2020\nReceived: from mx.example.net (mx.example.net [203.0.113."
            + number + "])\n by mail.example.org with ESMTP; Mon, 02 Nov 2020 " + hour
            + ":00:00 +0000\nFrom: Ann <ann@example.org>\nTo: bob@example.org\nSubject: Letter " + number
            + "\nMessage-ID: <" + number + "@example.org>\nDate: Mon, 02 Nov 2020 " + hour
            + ":00:00 +0000\n\nBody of letter " + number + "\n\n";
    }
    return text;
}

struct FeedbackTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        assay::gui::ViewSettings view = settings->view();
        view.utc = true;
        settings->setView(view);
        folder.write("inbox.mbox", mailbox());
        drop({path("inbox.mbox")});
        ASSERT_TRUE(waitUntil([this] { return shown() == letters && !window->jobs().isBusy(); }, 60'000));
    }

    assay::gui::BatchDesk& desk() { return window->live().batches(); }
    QTableView* list() { return find<QTableView>("itemList"); }
    int shown() { return list()->model()->rowCount(); }
    QString text(const char* label) { return find<QLabel>(label)->text(); }
    template <typename Button = QPushButton>
    void click(const char* name)
    {
        auto* button = find<Button>(name);
        ASSERT_TRUE(button);
        ASSERT_TRUE(button->isVisible() && button->isEnabled()) << name;
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void clickStep(const char* name) { click<QToolButton>(name); }
    // A radio button takes clicks where its mark is.
    void choose(Reason reason)
    {
        auto* choice = window->findChild<QRadioButton*>(QStringLiteral("reason%1").arg(static_cast<int>(reason)));
        ASSERT_TRUE(choice && choice->isVisible());
        QTest::mouseClick(choice, Qt::LeftButton, {}, QPoint(8, choice->height() / 2));
    }

    bool waitSaved()
    {
        return waitUntil([this] { return !desk().isBusy(); });
    }
    bool waitReviewed()
    {
        return waitUntil([this] { return desk().review() && !desk().isBusy() && !window->jobs().isBusy(); });
    }
    bool waitOpen()
    {
        return waitUntil([this] { return desk().active() && !desk().isOpening(); });
    }

    // Ctrl+Shift+B in the list.
    void newBatch()
    {
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        ASSERT_TRUE(waitOpen());
    }

    void dropOn(QWidget* target, const QString& file)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(target, &enter);
        ASSERT_TRUE(enter.isAccepted());
        QDropEvent dropped({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(target, &dropped);
    }

    void clickItem(int row, Qt::KeyboardModifiers modifiers = {})
    {
        const QModelIndex index = list()->model()->index(row, 0);
        list()->scrollTo(index);
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, modifiers, list()->visualRect(index).center());
        list()->setFocus();
    }

    // The first items of the list, labelled by keys.
    void labelSome(int count, Qt::Key key)
    {
        for (int row = 0; row < count; ++row) {
            clickItem(row);
            QTest::keyClick(list(), key, Qt::ShiftModifier);
            ASSERT_TRUE(waitUntil([this] { return !window->live().labels().isBusy(); }));
        }
    }

    // A batch of everything with three labels, submitted.
    void submitThree()
    {
        labelSome(3, Qt::Key_2);
        newBatch();
        choose(Reason::FalsePositive);
        clickStep("stepSubmit");
        ASSERT_TRUE(waitUntil([this] { return find<QPushButton>("submitButton")->isEnabled(); }));
        click("submitButton");
        ASSERT_TRUE(waitUntil([this] { return desk().receipt().has_value(); }, 60'000))
            << desk().submitError().toStdString();
        ASSERT_TRUE(waitUntil([this] { return desk().active()->info.state == BatchState::Submitted; }));
    }

    QStringList outbox()
    {
        const QDir dir(QString::fromStdString((window->live().file()->folder() / "outbox").string()));
        return dir.entryList({QStringLiteral("*.json")}, QDir::Files);
    }
    QJsonObject sent(const QString& name)
    {
        QFile file(QString::fromStdString((window->live().file()->folder() / "outbox").string()) + QChar('/') + name);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return QJsonDocument::fromJson(file.readAll()).object();
    }
    // The other side answers the message `name` of the outbox.
    void answer(const QString& name, bool success)
    {
        const QJsonObject message = sent(name);
        QJsonObject reply;
        reply[QStringLiteral("uuid_organization")] = message[QStringLiteral("uuid_organization")];
        reply[QStringLiteral("id_context")] = message[QStringLiteral("id_context")];
        reply[QStringLiteral("success")] = success;
        if (!success)
            reply[QStringLiteral("reason")] = QStringLiteral("too few records");
        const std::filesystem::path inbox = window->live().file()->folder() / "inbox";
        std::filesystem::create_directories(inbox);
        QFile file(QString::fromStdString((inbox / "reply-1-1of1.json").string()));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(reply).toJson());
    }

    void reopen()
    {
        window->close();
        ASSERT_TRUE(waitUntil([this] { return !window->isVisible(); }));
        start();
        window->restoreSession();
        ASSERT_TRUE(
            waitUntil([this] { return window->live().items()->count() == letters && !window->jobs().isBusy(); }));
    }
};

// New batch, reason, list of addresses, label all of them, last step, submit.
TEST_F(FeedbackTest, ABatchTakesSixStepsFromTheFilterToItsReceipt)
{
    folder.write(
        "bots.csv", "client_ip,note\n203.0.113.1,a\n203.0.113.2,b\n203.0.113.300,c\n203.0.113.3,d\n203.0.113.3,e\n");
    QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier); // 1
    ASSERT_TRUE(waitOpen());
    EXPECT_EQ(window->perspective(), assay::gui::Perspective::Feedback);
    EXPECT_EQ(find<QDateTimeEdit>("contextStart")->text(), QStringLiteral("2020-11-02 00:00:00"));
    EXPECT_EQ(find<QDateTimeEdit>("contextStop")->text(), QStringLiteral("2020-11-02 11:00:00"));
    choose(Reason::FalsePositive); // 2
    dropOn(find("batchPanel"), path("bots.csv")); // 3
    ASSERT_TRUE(waitUntil([this] { return text("scopeListSummary").contains(QStringLiteral("invalid")); }));
    EXPECT_TRUE(text("scopeListSummary").startsWith(QStringLiteral("5 read · 1 invalid:")))
        << text("scopeListSummary").toStdString();
    ASSERT_TRUE(waitUntil([this] { return shown() == 3; })) << "the list shows the scope";
    ASSERT_TRUE(waitUntil([this] { return text("scopeCounts").startsWith(QStringLiteral("3 items")); }));
    EXPECT_EQ(find<QPushButton>("scopeLabelAll")->text(), QStringLiteral("Label all 3 ham"));
    click("scopeLabelAll"); // 4
    clickStep("stepSubmit"); // 5
    ASSERT_TRUE(waitUntil([this] { return find<QPushButton>("submitButton")->isEnabled(); }))
        << text("submitHint").toStdString();
    EXPECT_FALSE(find<QLabel>("submitReceipt")->isVisible()) << "nothing was sent yet";
    click("submitButton"); // 6
    ASSERT_TRUE(waitUntil([this] { return desk().receipt().has_value(); }, 60'000))
        << text("submitError").toStdString();
    EXPECT_TRUE(text("submitReceipt").contains(QStringLiteral("3 records: 3 ham")))
        << text("submitReceipt").toStdString();
    EXPECT_TRUE(text("submitReceipt").remove(QChar('\n')).contains(QString::fromStdString(desk().receipt()->sha256)));
    ASSERT_EQ(outbox().size(), 1);
    const QByteArray message = QJsonDocument(sent(outbox().first())).toJson();
    EXPECT_FALSE(message.contains("203.0.113.")) << "addresses stay here";
    EXPECT_EQ(sent(outbox().first())[QStringLiteral("feedback")].toArray().size(), 3);
    ASSERT_TRUE(waitUntil([this] { return desk().list()->front().state == BatchState::Submitted; }));
    EXPECT_EQ(desk().list()->front().context.reason, Reason::FalsePositive);
}

TEST_F(FeedbackTest, ABatchThatWasLeftIsResumedTheNextDayByOneClick)
{
    newBatch();
    QTest::keyClicks(find<QLineEdit>("contextName"), QStringLiteral("Nov FP"));
    QTest::keyClicks(find<QPlainTextEdit>("contextNotes"), QStringLiteral("from the helpdesk"));
    clickStep("stepReview");
    QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
    reopen();
    EXPECT_EQ(window->perspective(), assay::gui::Perspective::Investigate);
    ASSERT_TRUE(waitUntil([this] { return find<QToolButton>("statusBatch")->isVisible(); }));
    EXPECT_TRUE(find<QToolButton>("statusBatch")->text().contains(QStringLiteral("Nov FP")));
    click<QToolButton>("statusBatch");
    EXPECT_EQ(window->perspective(), assay::gui::Perspective::Feedback);
    EXPECT_TRUE(find("batchReview")->isVisible()) << "the step where it was left";
    EXPECT_EQ(find<QPlainTextEdit>("contextNotes")->toPlainText(), QStringLiteral("from the helpdesk"));
}

TEST_F(FeedbackTest, ADraftIsStoredWhileItIsTypedAndTakenBack)
{
    newBatch();
    choose(Reason::Attack);
    ASSERT_TRUE(waitSaved());
    EXPECT_TRUE(text("batchDraft").contains(QStringLiteral("saved "))) << text("batchDraft").toStdString();
    const auto other = assay::Case::open(window->live().path().toStdString(), assay::CaseMode::ReadOnly);
    ASSERT_TRUE(other);
    auto stored = (*other)->batches();
    ASSERT_TRUE(stored && stored->size() == 1);
    EXPECT_EQ(stored->front().context.reason, Reason::Attack);
    click<QToolButton>("batchUndo");
    ASSERT_TRUE(waitSaved());
    stored = (*other)->batches();
    ASSERT_TRUE(stored && stored->size() == 1);
    EXPECT_EQ(stored->front().context.reason, Reason::Other);
    EXPECT_TRUE(window->findChild<QRadioButton*>(QStringLiteral("reason6"))->isChecked());
    EXPECT_FALSE(find<QToolButton>("batchUndo")->isEnabled());
}

TEST_F(FeedbackTest, ASelectionIsABatchOfExactlyTheseItemsAndGrowsByHand)
{
    clickItem(2);
    clickItem(4, Qt::ControlModifier);
    QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier);
    ASSERT_TRUE(waitOpen());
    EXPECT_TRUE(desk().active()->scope.isFrozen);
    EXPECT_EQ(desk().active()->scope.items, (std::vector<assay::ItemId>{{2}, {4}}));
    EXPECT_EQ(find<QDateTimeEdit>("contextStart")->text(), QStringLiteral("2020-11-02 02:00:00"));
    clickStep("stepScope");
    clickItem(7);
    click("scopeAdd");
    ASSERT_TRUE(waitReviewed());
    EXPECT_TRUE(text("scopeCounts").startsWith(QStringLiteral("3 items"))) << text("scopeCounts").toStdString();
    clickItem(2);
    click("scopeRemove");
    ASSERT_TRUE(waitSaved());
    EXPECT_EQ(desk().active()->scope.items, (std::vector<assay::ItemId>{{4}, {7}}));
}

TEST_F(FeedbackTest, TheReviewCountsAndEachWarningListsItsItems)
{
    labelSome(2, Qt::Key_1); // spam against "false positive"
    clickItem(2);
    QTest::keyClick(list(), Qt::Key_2, Qt::ShiftModifier);
    newBatch();
    choose(Reason::FalsePositive);
    clickStep("stepReview");
    ASSERT_TRUE(waitReviewed());
    auto* table = find<QTableWidget>("reviewCounts");
    int sum = 0;
    for (int row = 0; row < table->rowCount(); ++row)
        sum += table->item(row, 4)->text().toInt();
    EXPECT_GE(sum, 3);
    click<QToolButton>("reviewAgainst");
    ASSERT_TRUE(waitUntil([this] { return shown() == 2; }));
    click<QToolButton>("reviewUnlabelled");
    ASSERT_TRUE(waitUntil([this] { return shown() == letters - 3; }));
    click<QToolButton>("reviewSpotCheck");
    ASSERT_TRUE(waitUntil([this] { return shown() == int(desk().review()->spotCheck.size()); }));
    for (int row = 0; row < table->rowCount(); ++row) {
        if (table->item(row, 0)->text() == QStringLiteral("Spam"))
            table->setCurrentCell(row, 0);
    }
    QTest::keyClick(table, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([this] { return shown() == 2; })) << "Enter lists the items of a label";
}

TEST_F(FeedbackTest, WithoutLabelsNothingCanBeSubmitted)
{
    newBatch();
    clickStep("stepSubmit");
    ASSERT_TRUE(waitReviewed());
    EXPECT_FALSE(find<QPushButton>("submitButton")->isEnabled());
    EXPECT_FALSE(text("submitHint").isEmpty()) << "it says why";
}

TEST_F(FeedbackTest, WhatWillBeSentIsShownBeforeItIs)
{
    labelSome(3, Qt::Key_2);
    newBatch();
    clickStep("stepSubmit");
    ASSERT_TRUE(waitUntil([this] { return find<QPushButton>("submitPreview")->isEnabled(); }));
    click("submitPreview");
    ASSERT_TRUE(waitUntil([this] { return window->findChild<QDialog*>(QStringLiteral("sendPreview")) != nullptr; }));
    const QString shownText = find<QPlainTextEdit>("sendText")->toPlainText();
    EXPECT_TRUE(shownText.contains(QStringLiteral("\"feedback\"")));
    EXPECT_FALSE(shownText.contains(QStringLiteral("203.0.113.")));
    EXPECT_TRUE(outbox().isEmpty());
}

TEST_F(FeedbackTest, AnAnswerChangesTheStateAndItsMessageLeadsToTheBatch)
{
    ASSERT_NO_FATAL_FAILURE(submitThree());
    answer(outbox().first(), false);
    QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
    find<QAction>("actionReadInbox")->trigger();
    ASSERT_TRUE(waitUntil([this] { return desk().list()->front().state == BatchState::Failed; }));
    find<QAction>("actionMessages")->trigger();
    auto* messages = find<QTableView>("messageTable");
    ASSERT_TRUE(waitUntil([&] { return messages->isVisible() && messages->model()->rowCount() > 0; }));
    QTest::keyClick(messages, Qt::Key_Return);
    ASSERT_TRUE(waitOpen());
    EXPECT_TRUE(find("submitState")->isVisible());
    EXPECT_TRUE(text("submitReceipt").contains(QStringLiteral("too few records")))
        << text("submitReceipt").toStdString();
    EXPECT_EQ(find<QPushButton>("submitButton")->text(), QStringLiteral("&Submit again"));
}

TEST_F(FeedbackTest, ASubmittedBatchIsWithdrawnWithAReasonOnly)
{
    ASSERT_NO_FATAL_FAILURE(submitThree());
    EXPECT_FALSE(find<QPushButton>("withdrawButton")->isEnabled());
    QTest::keyClicks(find<QLineEdit>("withdrawReason"), QStringLiteral("wrong week"));
    click("withdrawButton");
    ASSERT_TRUE(waitUntil([this] { return desk().active()->info.isWithdrawn; }));
    EXPECT_TRUE(text("submitReceipt").contains(QStringLiteral("wrong week")));
    EXPECT_TRUE(text("batchDraft").contains(QStringLiteral("withdrawn")));
}

TEST_F(FeedbackTest, ABundleTakesABatchToAnotherCase)
{
    ASSERT_NO_FATAL_FAILURE(submitThree());
    click("submitExport");
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_TRUE(dialog);
    dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(path("nov.json"));
    QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([this] { return QFile::exists(path("nov.json")) && !window->jobs().isBusy(); }));
    find<QAction>("actionCloseCase")->trigger();
    window->live().create(path("other.assay"));
    ASSERT_TRUE(waitUntil([this] { return window->live().isOpen() && !window->jobs().isBusy(); }));
    click("batchImport");
    dialog = window->findChildren<QFileDialog*>().last();
    dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(path("nov.json"));
    QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Open), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([this] { return desk().list()->size() == 1; }));
    EXPECT_EQ(desk().list()->front().records, 3u);
}

TEST_F(FeedbackTest, ADraftIsDeletedAfterAQuestion)
{
    newBatch();
    ASSERT_TRUE(waitSaved());
    click("batchRemove");
    auto* box = window->findChild<QMessageBox*>(QStringLiteral("batchRemoveBox"));
    ASSERT_TRUE(box);
    for (QAbstractButton* button : box->buttons()) {
        if (box->buttonRole(button) == QMessageBox::DestructiveRole)
            QTest::mouseClick(button, Qt::LeftButton);
    }
    ASSERT_TRUE(waitUntil([this] { return desk().list()->empty() && !desk().active(); }));
    EXPECT_TRUE(find("batchesEmpty")->isVisible());
    EXPECT_FALSE(find("statusBatch")->isVisible());
}

TEST_F(FeedbackTest, AReadOnlyCaseShowsItsBatchesAndChangesNothing)
{
    newBatch();
    ASSERT_TRUE(waitSaved());
    const QString file = window->live().path();
    window->close();
    ASSERT_TRUE(waitUntil([this] { return !window->isVisible(); }));
    start();
    window->openPaths({file}, assay::CaseMode::ReadOnly);
    ASSERT_TRUE(waitUntil([this] { return desk().active().has_value() && !window->jobs().isBusy(); }));
    QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
    EXPECT_TRUE(find("batchPanel")->isVisible());
    EXPECT_FALSE(find<QLineEdit>("contextName")->isEnabled());
    EXPECT_FALSE(find<QPushButton>("batchNew")->isEnabled());
    EXPECT_TRUE(text("batchDraft").contains(QStringLiteral("read only")));
}

TEST_F(FeedbackTest, EveryFocusableControlOfTheComposerHasAName)
{
    ASSERT_NO_FATAL_FAILURE(submitThree());
    for (const char* step : {"stepContext", "stepScope", "stepReview", "stepSubmit"}) {
        clickStep(step);
        for (const QWidget* widget : find("batchPanel")->findChildren<QWidget*>()) {
            const QWidget* parent = widget->parentWidget();
            const bool inside = qobject_cast<const QAbstractScrollArea*>(parent)
                || qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent)
                || widget->inherits("QHeaderView") || widget->inherits("QMenu") || widget->inherits("QScrollBar");
            if (widget->focusPolicy() == Qt::NoFocus || inside || !widget->isVisible())
                continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool isLabel = qobject_cast<const QLabel*>(widget); // its text is its name
            EXPECT_TRUE(!widget->accessibleName().isEmpty() || isLabel || (button && !button->text().isEmpty()))
                << step << ": " << widget->metaObject()->className() << " " << widget->objectName().toStdString();
        }
    }
}

TEST_F(FeedbackTest, PerspectivesKeepTheListAndTheirOwnDocks)
{
    const std::pair<Qt::Key, const char*> places[] = {
        {Qt::Key_1, "sourceTree"}, {Qt::Key_2, "batchPanel"}, {Qt::Key_3, "storagePage"}, {Qt::Key_5, "modelsPage"}};
    for (const auto& [key, shownThere] : places) {
        QTest::keyClick(window.get(), key, Qt::ControlModifier);
        for (const auto& other : places)
            EXPECT_EQ(find(other.second)->isVisible(), other.first == key) << other.second;
    }
    EXPECT_FALSE(list()->isVisible());
    QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
    EXPECT_TRUE(list()->isVisible());
    EXPECT_EQ(shown(), letters);
}

} // namespace
