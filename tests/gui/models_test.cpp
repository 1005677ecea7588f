// SPDX-License-Identifier: GPL-3.0-or-later
// The loop of models at the reviewer's side of the window: train, compare, open a disagreement, promote, roll back, see
// what drifted. The case with labels and a first model is made before the window opens; from then on there are keys
// and clicks only.
#include "core/casefile/case.h"
#include "core/casefile/modelling.h"
#include "core/feedback/batch.h"
#include "core/train/registry.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/models/modelspage.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

#include <random>

using namespace assay;
using assay::test::waitUntil;

namespace {

constexpr int letters = 260;
constexpr const char* model = "xgboost";

// Every third one is spam; a few of either kind look like the other.
bool isSpam(int number)
{
    return number % 3 == 0;
}

std::string letter(int number)
{
    std::mt19937 random(static_cast<unsigned>(number) * 7919);
    const bool shouts = isSpam(number) != (number % 17 == 0);
    std::string body;
    for (int i = 0; i < 60; ++i) {
        for (int l = 0; l < 6; ++l)
            body += static_cast<char>((shouts ? 'A' : 'a') + random() % 26);
        body += i % 10 == 9 ? '\n' : ' ';
    }
    for (int link = 0; shouts && link < int(random() % 6) + 1; ++link)
        body += "http://offer" + std::to_string(random() % 1000) + ".example/" + std::to_string(link) + "\n";
    const std::string id = std::to_string(number);
    const int hour = number % 24, day = 1 + number / 24;
    char date[64];
    std::snprintf(date, sizeof date, "%02d Nov 2026 %02d:00:00 +0000", day, hour);
    return "From x@y Mon Nov  2 10:00:00 2026\nFrom: A" + id + " <a" + id + "@s" + id
        + ".example>\nTo: bob@example.org\nSubject: " + (shouts ? "WIN NOW " : "notes ") + id + "\nMessage-ID: <" + id
        + "@s.example>\nDate: " + date + "\nContent-Type: text/plain\n\n" + body + "\n";
}

struct ModelsWindowTest : assay::test::WindowTest
{
    void makeCase(bool withModel)
    {
        std::string box;
        for (int number = 0; number < letters; ++number)
            box += letter(number);
        folder.write("mail/box.mbox", box);
        auto made = Case::create((folder.path() / "trial.assay").string());
        ASSERT_TRUE(made);
        Case& file = **made;
        ASSERT_TRUE(file.add(folder.path() / "mail", {}, {}));
        const auto detectors = createDetectors({});
        ASSERT_TRUE(detectors) << detectors.error().detail;
        ASSERT_TRUE(file.scan(*detectors, {}, {}));
        ASSERT_NO_FATAL_FAILURE(submit(file, 0, letters * 2 / 3));
        if (withModel) {
            TrainRequest request;
            request.kind = model;
            request.settings = {{"xgb.min_labels", "60"}, {"xgb.rounds", "20"}};
            const auto outcome = file.train(request, {});
            ASSERT_TRUE(outcome) << outcome.error().detail;
            ASSERT_NE(outcome->end, train::TrainEnd::Failed);
            train::PromoteRequest promotion;
            promotion.model = model;
            promotion.version = outcome->version;
            promotion.note = "first";
            promotion.overrideReason = "the first one";
            const auto promoted = file.promote(promotion);
            ASSERT_TRUE(promoted) << promoted.error().detail;
        }
        submit(file, letters * 2 / 3, letters);
    }

    // Labels as an analyst gave them, handed over as a batch.
    void submit(Case& file, int from, int to)
    {
        std::vector<ItemId> spam, ham;
        for (int number = from; number < to; ++number)
            (isSpam(number) ? spam : ham).push_back(ItemId{static_cast<uint32_t>(number)});
        feedback::LabelRequest request;
        request.label = 1;
        ASSERT_TRUE(file.label(spam, request));
        request.label = 2;
        ASSERT_TRUE(file.label(ham, request));
        feedback::BatchContext about;
        about.name = "from " + std::to_string(from);
        about.reason = feedback::Reason::TruePositive;
        about.reasonText = "true positive";
        about.start = 1'793'000'000;
        about.stop = 1'795'000'000;
        feedback::BatchScope scope;
        scope.isFrozen = true;
        for (int number = from; number < to; ++number)
            scope.items.push_back(ItemId{static_cast<uint32_t>(number)});
        const auto id = file.createBatch(about, scope);
        ASSERT_TRUE(id) << id.error().detail;
        const auto snapshot = file.snapshot();
        ASSERT_TRUE(snapshot);
        const auto receipt = file.submitBatch(*id, **snapshot, {});
        ASSERT_TRUE(receipt) << receipt.error().detail;
    }

    void openCase(bool withModel = true)
    {
        makeCase(withModel);
        ASSERT_FALSE(HasFatalFailure());
        window->openPaths({path("trial.assay")});
        ASSERT_TRUE(waitUntil(
            [&] { return find<QTableView>("itemList")->model()->rowCount() == letters && !window->jobs().isBusy(); },
            60'000));
    }

    void goToModels()
    {
        QTest::keyClick(window.get(), Qt::Key_5, Qt::ControlModifier);
        ASSERT_TRUE(
            waitUntil([&] { return window->perspective() == gui::Perspective::Models && !window->jobs().isBusy(); }));
    }

    gui::ModelDesk& desk() { return window->live().models(); }
    QTabWidget* tabs() { return find<QTabWidget>("modelTabs"); }
    QTreeView* table() { return find<QTreeView>("modelTable"); }
    void click(const char* button) { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
    void typeNote(const QString& note)
    {
        auto* edit = find<QLineEdit>("promoteNote");
        QTest::keyClicks(edit, note);
        QTest::keyClick(edit, Qt::Key_Return);
    }

    QString currentVersion()
    {
        const auto info = window->live().file()->registry().find(model, "current");
        return info ? QString::number(info->number) : QString();
    }

    // A second version beside the current one.
    void trainByKeys()
    {
        ASSERT_NO_FATAL_FAILURE(goToModels());
        click("modelTrain");
        QTest::keyClick(find<QPushButton>("trainStart"), Qt::Key_Space);
        ASSERT_TRUE(waitUntil([&] { return desk().outcome().has_value() && !window->jobs().isBusy(); }, 120'000));
        ASSERT_TRUE(*desk().outcome()) << desk().outcome()->error().detail;
        ASSERT_TRUE((*desk().outcome())->end == train::TrainEnd::Published
            || (*desk().outcome())->end == train::TrainEnd::Rejected);
        ASSERT_EQ(desk().versions()->size(), 2u);
    }

    void chooseVersion(int number)
    {
        tabs()->setCurrentIndex(gui::ModelsPage::Registry);
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            const QModelIndex index = table()->model()->index(row, 0);
            if (index.siblingAtColumn(1).data().toString() == QString::number(number)) {
                QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, table()->visualRect(index).center());
                return;
            }
        }
        ADD_FAILURE() << "no version " << number;
    }
};

} // namespace

// L1: Models, Train…, Start.
TEST_F(ModelsWindowTest, TrainsOnLabelsSubmittedSinceTheCurrentModelInThreeSteps)
{
    ASSERT_NO_FATAL_FAILURE(openCase());
    ASSERT_NO_FATAL_FAILURE(goToModels()); // 1
    click("modelTrain"); // 2
    QTest::keyClick(find<QPushButton>("trainStart"), Qt::Key_Space); // 3
    ASSERT_TRUE(waitUntil([&] { return desk().isTraining(); }, 30'000))
        << find<QLabel>("trainState")->text().toStdString();
    EXPECT_EQ(tabs()->currentIndex(), gui::ModelsPage::Run);
    EXPECT_EQ(desk().request()->data.from, TrainingSelection::From::NewBatches);
    ASSERT_TRUE(waitUntil([&] { return desk().outcome().has_value() && !window->jobs().isBusy(); }, 120'000));
    ASSERT_TRUE(*desk().outcome()) << desk().outcome()->error().detail;
    EXPECT_FALSE(desk().log().lines().empty());
    EXPECT_FALSE(find<QPlainTextEdit>("runLog")->toPlainText().isEmpty());
    EXPECT_GT(find<QTreeView>("runGate")->model()->rowCount(), 0) << "the gate is listed";
    EXPECT_EQ(currentVersion(), QStringLiteral("1")) << "training changes nothing that is in use";
    ASSERT_EQ(desk().versions()->size(), 2u);
    EXPECT_GT(desk().versions()->front().manifest.training.items, desk().versions()->back().manifest.training.items)
        << "the newer batch was learned too";
}

TEST_F(ModelsWindowTest, WhatStandsAgainstATrainingIsSaidBeforeItStarts)
{
    ASSERT_NO_FATAL_FAILURE(openCase(false));
    ASSERT_NO_FATAL_FAILURE(goToModels());
    tabs()->setCurrentIndex(gui::ModelsPage::Train);
    auto* kind = find<QComboBox>("trainKind");
    kind->setCurrentIndex(kind->findData(QString::fromLatin1(model)));
    auto* least = find<QWidget>("option.xgb.min_labels");
    qobject_cast<QAbstractSpinBox*>(least)->selectAll();
    QTest::keyClicks(least, QStringLiteral("5000"));
    QTest::keyClick(least, Qt::Key_Return);
    auto* checks = find<QTreeView>("trainChecks");
    ASSERT_TRUE(waitUntil([&] { return checks->model()->rowCount() > 0 && !window->jobs().isBusy(); }, 60'000));
    EXPECT_FALSE(find<QPushButton>("trainStart")->isEnabled());
    bool said = false;
    for (int row = 0; row < checks->model()->rowCount(); ++row)
        said = said || checks->model()->index(row, 1).data().toString().contains(QStringLiteral("of 5000"));
    EXPECT_TRUE(said);
    EXPECT_TRUE(find<QLabel>("trainBalance")->text().contains(QString::number(letters)));
}

// L2: Models, Compare, arrow key. L3: Enter.
TEST_F(ModelsWindowTest, ComparesTheCandidateMovesItsThresholdAndOpensADisagreement)
{
    ASSERT_NO_FATAL_FAILURE(openCase());
    ASSERT_NO_FATAL_FAILURE(trainByKeys());
    chooseVersion(2);
    click("modelCompare");
    ASSERT_TRUE(
        waitUntil([&] { return !find<QLabel>("compareHead")->text().isEmpty() && !window->jobs().isBusy(); }, 120'000));
    auto* slider = find<QSlider>("thresholdSlider");
    ASSERT_TRUE(slider->isVisible()) << find<QLabel>("compareHead")->text().toStdString();
    EXPECT_TRUE(slider->hasFocus()) << "arrow keys work at once";
    const double before = find<QDoubleSpinBox>("thresholdValue")->value();
    QTest::keyClick(slider, Qt::Key_Right);
    EXPECT_NE(find<QDoubleSpinBox>("thresholdValue")->value(), before);
    EXPECT_FALSE(find<QLabel>("compareVerdict")->text().isEmpty());

    // With everything above its threshold, the challenger differs wherever the reference says no.
    QTest::keyClick(slider, Qt::Key_Home);
    auto* pages = find<QTabWidget>("comparePages");
    pages->setCurrentIndex(1);
    auto* list = find<QTableView>("disagreementList");
    ASSERT_TRUE(waitUntil([&] { return list->model()->rowCount() > 0 && !window->jobs().isBusy(); }, 60'000));
    list->setFocus();
    const QString subject = list->model()->index(list->currentIndex().row(), 2).data().toString();
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return find("disagreementPane")->isVisible() && !window->jobs().isBusy(); }, 60'000));
    EXPECT_TRUE(find<QLabel>("disagreementHead")->text().contains(subject));
    EXPECT_GT(find<QTreeView>("disagreementA")->model()->rowCount(), 2)
        << find<QLabel>("disagreementAHead")->text().toStdString();
    EXPECT_GT(find<QTreeView>("disagreementB")->model()->rowCount(), 2);

    list->setFocus();
    const int row = list->currentIndex().row();
    QTest::keyClick(list, Qt::Key_3);
    ASSERT_TRUE(waitUntil([&] { return !window->live().labels().isBusy() && !window->jobs().isBusy(); }, 60'000));
    EXPECT_EQ(list->model()->index(row, 0).data().toString(), QStringLiteral("phish"));
}

// L4: Promote…, note; Roll back…, note.
TEST_F(ModelsWindowTest, PromotesWithANoteAndRollsBack)
{
    ASSERT_NO_FATAL_FAILURE(openCase());
    ASSERT_NO_FATAL_FAILURE(trainByKeys());
    chooseVersion(2);
    const bool rejected = desk().versions()->front().status == train::VersionStatus::Rejected;
    click("modelPromote");
    if (rejected) {
        typeNote(QStringLiteral("better"));
        EXPECT_TRUE(find("promoteDialog")->isVisible()) << "a failed gate wants a reason";
        QTest::keyClicks(find<QLineEdit>("promoteReason"), QStringLiteral("looked at"));
        QTest::keyClick(find<QLineEdit>("promoteReason"), Qt::Key_Return);
    } else {
        typeNote(QStringLiteral("better"));
    }
    ASSERT_TRUE(waitUntil([&] { return !window->jobs().isBusy(); }, 60'000));
    EXPECT_EQ(currentVersion(), QStringLiteral("2"));
    window->activateWindow();
    chooseVersion(2);
    EXPECT_FALSE(find<QPushButton>("modelDelete")->isEnabled()) << "an alias points at it";
    click("modelRollBack");
    ASSERT_TRUE(waitUntil([&] { return window->findChild<QLineEdit*>(QStringLiteral("promoteNote")); }));
    typeNote(QStringLiteral("too many false alarms"));
    ASSERT_TRUE(waitUntil([&] { return !window->jobs().isBusy(); }, 60'000));
    EXPECT_EQ(currentVersion(), QStringLiteral("1"));
}

// L5: Drift, Enter.
TEST_F(ModelsWindowTest, ShowsWhichInputsDriftedAndListsTheItemsThatMoved)
{
    ASSERT_NO_FATAL_FAILURE(openCase());
    ASSERT_NO_FATAL_FAILURE(goToModels());
    click("modelDrift");
    auto* drift = find<QTreeView>("driftTable");
    ASSERT_TRUE(waitUntil([&] { return drift->model()->rowCount() > 0 && !window->jobs().isBusy(); }, 60'000))
        << find<QLabel>("driftScore")->text().toStdString();
    EXPECT_TRUE(drift->hasFocus());
    int beyond = -1;
    for (int row = 0; beyond < 0 && row < drift->model()->rowCount(); ++row) {
        if (drift->model()->index(row, 8).data().toString() != QStringLiteral("0"))
            beyond = row;
    }
    ASSERT_GE(beyond, 0) << "newer mail has ids that the training had not";
    for (int row = drift->currentIndex().row(); row < beyond; ++row)
        QTest::keyClick(drift, Qt::Key_Down);
    const QString count = drift->model()->index(beyond, 8).data().toString();
    QTest::keyClick(drift, Qt::Key_Return);
    ASSERT_TRUE(
        waitUntil([&] { return window->perspective() == gui::Perspective::Investigate && !window->jobs().isBusy(); }));
    ASSERT_TRUE(waitUntil([&] { return QString::number(find<QTableView>("itemList")->model()->rowCount()) == count; }));
}

TEST_F(ModelsWindowTest, AModelHitSaysWhyAndItsLinesAddUp)
{
    ASSERT_NO_FATAL_FAILURE(openCase());
    QTest::keyClick(window.get(), Qt::Key_F5, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return window->live().scans().size() == 2 && !window->jobs().isBusy(); }, 120'000));
    auto* list = find<QTableView>("itemList");
    const QModelIndex first = list->model()->index(0, 4);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(first).center());
    ASSERT_TRUE(waitUntil([&] { return window->focus().content() && !window->jobs().isBusy(); }));
    auto* tree = find<QTreeView>("hitsTree");
    const QModelIndexList found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole,
        QStringLiteral("BOOSTED_"), 1, Qt::MatchStartsWith | Qt::MatchRecursive);
    ASSERT_EQ(found.size(), 1);
    tree->scrollTo(found[0]);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(found[0]).center());
    auto* why = find<QTreeView>("modelHit");
    ASSERT_TRUE(waitUntil([&] { return why->model()->rowCount() > 2 && !window->jobs().isBusy(); }, 60'000));
    const auto number = [&](int row) { return why->model()->index(row, 1).data(Qt::UserRole + 1).toDouble(); };
    double sum = 0;
    const int last = why->model()->rowCount() - 1;
    for (int row = 0; row < last; ++row)
        sum += number(row);
    EXPECT_NEAR(sum, number(last), 1e-3);
    EXPECT_TRUE(find<QLabel>("modelHitHead")->text().contains(QStringLiteral("Method")));
}

TEST_F(ModelsWindowTest, AStartedWindowHasNotMappedTheLibraryOfTheAutoencoder)
{
    ASSERT_NO_FATAL_FAILURE(openCase(false));
    ASSERT_NO_FATAL_FAILURE(goToModels());
    QFile maps(QStringLiteral("/proc/self/maps"));
    ASSERT_TRUE(maps.open(QIODevice::ReadOnly));
    EXPECT_FALSE(maps.readAll().contains("libtorch"));
}
