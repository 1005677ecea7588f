// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzy hashes at the analyst's side of the window: learning, what a hit says, conditions, clusters. A case with a
// local storage is made before the window opens; from then on there are keys and clicks only.
#include "core/casefile/case.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/labeldesk.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpression>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

#include <random>

using assay::ItemId;
using assay::test::waitUntil;
using namespace assay::fuzzy;

namespace {

constexpr int letters = 50; // complaints
constexpr int denied = 3; // of them, by the condition on their sender
constexpr int alike = 4; // nearly the same text

// Text of its own for each seed, long enough for shingles.
std::string longText(unsigned seed)
{
    std::mt19937 random(seed);
    std::string text;
    for (int i = 0; i < 120; ++i) {
        for (int letter = 0; letter < 7; ++letter)
            text += static_cast<char>('a' + random() % 26);
        text += i % 12 == 11 ? '\n' : ' ';
    }
    return text;
}

std::string letter(int number)
{
    const std::string id = std::to_string(number);
    const bool partner = number < denied;
    const bool isAlike = number >= letters - alike;
    std::string body = isAlike ? longText(4711) + "reference " + id + "\n" : longText(1000 + unsigned(number));
    return "From x@y Mon Nov  2 10:00:00 2026\nFrom: Ann <ann@" + std::string(partner ? "partner.example" : "x.example")
        + ">\nTo: bob@example.org\nSubject: Complaint " + id + "\nMessage-ID: <" + id
        + "@x.example>\nDate: Mon, 02 Nov 2026 10:00:00 +0000\nContent-Type: text/plain\n"
        + (number == denied ? "X-Source: FP\n" : "") + "\n" + body + "\n";
}

FuzzyRule localRule(const std::string& file)
{
    FuzzyRule rule;
    rule.name = "local";
    rule.file = file;
    rule.flags = {{11, "FZ_DENIED", "spam complaints", FlagMeaning::Deny, 4, 12, false},
        {12, "FZ_OLD", "of the year before", FlagMeaning::Deny, 4, 6, true},
        {13, "FZ_WHITE", "false positives", FlagMeaning::Allow, 2, -5, false}};
    rule.conditions = {{"from:partner.example", LearnCondition::Act::Deny, 0, "sender domain"},
        {"header.x-source:FP", LearnCondition::Act::Flag, 13, ""}};
    return rule;
}

struct FuzzyWindowTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        std::string box;
        for (int number = 0; number < letters; ++number)
            box += letter(number);
        folder.write("mail/complaints/box.mbox", box);
        folder.write("mail/other/box.mbox",
            "From x@y Mon Nov  2 10:00:00 2026\nFrom: Cy <cy@example.org>\nSubject: Other\n\n" + longText(7) + "\n");
    }

    // The case as other sessions left it: mail, a storage, perhaps learned and scanned.
    void makeCase(bool learned)
    {
        auto file = assay::Case::create((folder.path() / "trial.assay").string());
        ASSERT_TRUE(file);
        ASSERT_TRUE((*file)->add(folder.path() / "mail", {}, {}));
        const FuzzyRule rule = localRule((folder.path() / "local.db").string());
        ASSERT_TRUE((*file)->setFuzzyRule(rule));
        if (learned)
            learnAndScan(**file, rule);
    }

    void learnAndScan(assay::Case& file, const FuzzyRule& rule)
    {
        assay::LearnRequest request;
        request.storage = "local";
        request.flag = 11;
        request.weight = 3;
        request.conditions = false;
        std::vector<ItemId> items;
        for (uint32_t item = 0; item < letters; ++item)
            items.push_back(ItemId{item});
        const auto plan = file.planLearning(items, request);
        ASSERT_TRUE(plan);
        ASSERT_TRUE(file.learn(**plan, "from:ann"));
        assay::DetectorOptions options;
        options.kinds = {assay::DetectorKind::Fuzzy};
        options.fuzzyRules = {rule};
        const auto detectors = assay::createDetectors(options);
        ASSERT_TRUE(detectors);
        ASSERT_TRUE(file.scan(*detectors, {}, {}));
    }

    void openCase(bool learned = false)
    {
        makeCase(learned);
        ASSERT_FALSE(HasFatalFailure());
        window->openPaths({path("trial.assay")});
        ASSERT_TRUE(
            waitUntil([&] { return list()->model()->rowCount() == letters + 1 && !window->jobs().isBusy(); }, 60'000));
        ASSERT_EQ(window->live().fuzzy().rules()->size(), 1u);
        click(0);
    }

    QTableView* list() { return find<QTableView>("itemList"); }

    int rowOf(const QString& subject)
    {
        for (int row = 0; row < list()->model()->rowCount(); ++row) {
            for (int column = 0; column < list()->model()->columnCount(); ++column) {
                if (list()->model()->index(row, column).data().toString() == subject)
                    return row;
            }
        }
        ADD_FAILURE() << subject.toStdString();
        return 0;
    }

    void click(int row)
    {
        const QModelIndex index = list()->model()->index(row, 4);
        list()->scrollTo(index);
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(index).center());
        list()->setFocus();
        ASSERT_TRUE(waitUntil([this] { return window->focus().content() && !window->jobs().isBusy(); }));
    }

    void chooseFolder(const QString& name)
    {
        auto* tree = find<QTreeView>("sourceTree");
        const QModelIndexList found = tree->model()->match(
            tree->model()->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchStartsWith | Qt::MatchRecursive);
        ASSERT_EQ(found.size(), 1) << name.toStdString();
        tree->expandAll();
        tree->scrollTo(found[0]);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(found[0]).center());
    }

    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(list(), which, modifiers); }

    // Without the marks of links, and of plural forms that only a translation fills in.
    static QString plain(QString text)
    {
        static const QRegularExpression marks(QStringLiteral("<[^>]*>|[()]"));
        return text.remove(marks);
    }
    QString totals() { return plain(find<QLabel>("learnTotals")->text()); }

    bool waitPlan(const char* button)
    {
        return waitUntil([&] { return find<QPushButton>(button)->isEnabled() && !window->jobs().isBusy(); }, 60'000);
    }

    // As it lies in the file, not as the window believes.
    std::map<uint8_t, uint64_t> storedByFlag()
    {
        auto storage = window->live().file()->fuzzyStorage("local");
        EXPECT_TRUE(storage);
        if (!storage)
            return {};
        auto* local = dynamic_cast<LocalStorage*>(storage->get());
        EXPECT_TRUE(local->flush());
        auto statistics = local->statistics();
        EXPECT_TRUE(statistics);
        return statistics ? statistics->byFlag : std::map<uint8_t, uint64_t>();
    }

    bool waitStored()
    {
        return waitUntil([this] { return !window->live().labels().isBusy() && !window->jobs().isBusy(); }, 60'000);
    }

    void clickHit(const QString& symbol)
    {
        auto* tree = find<QTreeView>("hitsTree");
        const QModelIndexList found = tree->model()->match(
            tree->model()->index(0, 0), Qt::DisplayRole, symbol, 1, Qt::MatchExactly | Qt::MatchRecursive);
        ASSERT_EQ(found.size(), 1) << symbol.toStdString();
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(found[0]).center());
    }

    std::vector<PartHash> hashesOf(int number)
    {
        const auto bytes = window->live().file()->itemBytes(ItemId{static_cast<uint32_t>(number)});
        return FuzzyHasher(localRule("").hashes).hash(*bytes);
    }

    void undo()
    {
        window->activateWindow(); // there is no window manager here that does it when a dialog closes
        ASSERT_TRUE(waitUntil([this] { return window->isActiveWindow(); }));
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    }

    static void typeLines(QWidget* edit, const QStringList& lines)
    {
        for (const QString& line : lines) {
            QTest::keyClicks(edit, line);
            QTest::keyClick(edit, Qt::Key_Return);
        }
    }

    // Opens the menu of a tool button and clicks an entry whose text begins with `text`.
    void chooseInMenu(const char* button, const QString& text)
    {
        bool chosen = false;
        QTimer::singleShot(0, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            ASSERT_TRUE(menu);
            for (QAction* action : menu->actions()) {
                if (!action->isSeparator() && action->text().startsWith(text)) {
                    chosen = true;
                    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                    return;
                }
            }
            menu->close();
        });
        QTest::mouseClick(find<QToolButton>(button), Qt::LeftButton);
        EXPECT_TRUE(chosen) << text.toStdString();
        window->activateWindow();
    }
};

} // namespace

// M1: select, F, check preview, Learn.
TEST_F(FuzzyWindowTest, FiftyComplaintsAreLearnedInFourSteps)
{
    openCase();
    chooseFolder(QStringLiteral("complaints"));
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == letters; }));
    list()->setFocus();
    key(Qt::Key_A, Qt::ControlModifier);
    key(Qt::Key_F);
    ASSERT_TRUE(waitPlan("learnCommit"));
    EXPECT_EQ(totals(), QStringLiteral("50 items · 47 allowed · 3 denied · 1 re-flagged · 0 without content"));
    auto* table = find<QTableView>("learnTable");
    EXPECT_EQ(table->model()->rowCount(), letters);
    EXPECT_EQ(table->model()->index(0, 0).data().toString(), QStringLiteral("denied: sender domain"));
    EXPECT_EQ(table->model()->index(denied, 0).data().toString(), QStringLiteral("re-flagged 11 → 13 · new"));
    EXPECT_EQ(plain(find<QPushButton>("learnCommit")->text()), QStringLiteral("Learn 47 hashes"));
    EXPECT_TRUE(storedByFlag().empty()) << "a preview stores nothing";
    QTest::keyClick(find("learnDialog"), Qt::Key_Return);
    ASSERT_TRUE(waitStored());
    using Flags = std::map<uint8_t, uint64_t>;
    EXPECT_EQ(storedByFlag(), (Flags{{11, 46}, {13, 1}})) << "what the preview said";
    ASSERT_TRUE(waitUntil([&] { return find("undoBar")->isVisible(); }));
    undo();
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedByFlag(), Flags());
}

TEST_F(FuzzyWindowTest, LearningAgainIsANeutralOutcome)
{
    openCase(true);
    click(rowOf(QStringLiteral("Complaint 10")));
    key(Qt::Key_F);
    ASSERT_TRUE(waitPlan("learnCommit"));
    EXPECT_EQ(find<QTableView>("learnTable")->model()->index(0, 0).data().toString(), QStringLiteral("weight 3 → 4"));
    QTest::mouseClick(find<QRadioButton>("learnForget"), Qt::LeftButton);
    ASSERT_TRUE(waitPlan("learnCommit"));
    EXPECT_EQ(find<QTableView>("learnTable")->model()->index(0, 0).data().toString(),
        QStringLiteral("forgotten, weight was 3"));
    const uint64_t before = storedByFlag()[11];
    QTest::mouseClick(find<QPushButton>("learnCommit"), Qt::LeftButton);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedByFlag()[11], before - 1);
}

TEST_F(FuzzyWindowTest, OnlyFlagsThatCanBeWrittenAreOfferedAndTheLastOneIsKept)
{
    openCase();
    key(Qt::Key_F);
    auto* flag = find<QComboBox>("learnFlag");
    ASSERT_EQ(flag->count(), 2);
    EXPECT_TRUE(flag->itemText(0).startsWith(QStringLiteral("11 · spam complaints (black)")));
    QTest::keyClick(flag, Qt::Key_Down);
    ASSERT_TRUE(waitUntil([&] { return !window->jobs().isBusy(); }));
    QTest::mouseClick(find<QCheckBox>("learnByConditions"), Qt::LeftButton);
    ASSERT_TRUE(waitPlan("learnCommit"));
    QTest::mouseClick(find<QPushButton>("learnCommit"), Qt::LeftButton);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedByFlag()[13], 1u);
    window->activateWindow();
    list()->setFocus();
    key(Qt::Key_F);
    ASSERT_TRUE(waitUntil([&] { return window->findChild<QComboBox*>(QStringLiteral("learnFlag")); }));
    EXPECT_TRUE(find<QComboBox>("learnFlag")->currentText().startsWith(QStringLiteral("13")));
}

// M2: one click on the fuzzy hit.
TEST_F(FuzzyWindowTest, AClickOnAFuzzyHitTellsEverythingAboutIt)
{
    openCase(true);
    click(rowOf(QStringLiteral("Complaint 10")));
    clickHit(QStringLiteral("FZ_DENIED"));
    auto* hash = find<QLabel>("fuzzyHashText");
    ASSERT_TRUE(waitUntil([&] { return hash->isVisible() && hash->text().contains(QStringLiteral("Learned by")); }));
    const QString text = find<QLabel>("fuzzyHitText")->text() + hash->text();
    const std::string hex = assay::toHex(hashesOf(10).at(0).digest);
    for (const QString& part : {QStringLiteral("local"), QStringLiteral("11 · spam complaints (black)"),
             QStringLiteral("mumhash"), QStringLiteral("exact: the very same text"), QStringLiteral("3, threshold 4"),
             QString::fromStdString(hex.substr(0, 32)), QStringLiteral("1 item"), QStringLiteral("from:ann")})
        EXPECT_TRUE(text.contains(part)) << part.toStdString() << " in " << text.toStdString();
    EXPECT_TRUE(find("weightCurve")->isVisible());
    EXPECT_TRUE(find<QPlainTextEdit>("itemView.text")->findChild<QWidget*>(QStringLiteral("partBar"))->isVisible());
    QTest::mouseClick(find<QToolButton>("fuzzyCopyHash"), Qt::LeftButton);
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(), hex);
}

TEST_F(FuzzyWindowTest, AFuzzyHitLeadsToItsSources)
{
    openCase(true);
    click(rowOf(QStringLiteral("Complaint 10")));
    clickHit(QStringLiteral("FZ_DENIED"));
    auto* sources = find<QToolButton>("fuzzySources");
    ASSERT_TRUE(waitUntil([&] { return sources->isEnabled(); }));
    QTest::mouseClick(sources, Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 1; }));
    EXPECT_EQ(rowOf(QStringLiteral("Complaint 10")), 0);
}

// M3 from the hit: the menu, the flag.
TEST_F(FuzzyWindowTest, AFalsePositiveMovesToTheWhiteFlagInTwoSteps)
{
    openCase(true);
    const uint64_t before = storedByFlag()[11];
    click(rowOf(QStringLiteral("Complaint 10")));
    clickHit(QStringLiteral("FZ_DENIED"));
    ASSERT_TRUE(waitUntil([&] { return find<QToolButton>("fuzzyMove")->isEnabled(); }));
    chooseInMenu("fuzzyMove", QStringLiteral("13"));
    ASSERT_TRUE(waitUntil([&] { return storedByFlag()[13] == 1; }));
    EXPECT_EQ(storedByFlag()[11], before - 1);
    ASSERT_TRUE(waitStored());
    undo();
    ASSERT_TRUE(waitUntil([&] { return storedByFlag()[11] == before; }));
}

// M4: the folder, the dialog, Test.
TEST_F(FuzzyWindowTest, ConditionsAreTriedOnAFolderInThreeSteps)
{
    openCase();
    chooseFolder(QStringLiteral("complaints"));
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == letters && !window->jobs().isBusy(); }));
    QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(waitPlan("conditionTest"));
    QTest::mouseClick(find<QPushButton>("conditionTest"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return totals().startsWith(QStringLiteral("50 items")); }, 60'000));
    EXPECT_EQ(totals(), QStringLiteral("50 items · 47 allowed · 3 denied · 1 re-flagged · 0 without content"));
    EXPECT_EQ(find<QTableView>("learnTable")->model()->rowCount(), letters);
}

TEST_F(FuzzyWindowTest, EditedConditionsAreTriedBeforeTheyAreStored)
{
    openCase();
    QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(waitPlan("conditionTest"));
    QTest::mouseClick(find<QPushButton>("conditionAdd"), Qt::LeftButton);
    auto* query = find<QLineEdit>("conditionQuery");
    QTest::keyClicks(query, QStringLiteral("subjct:Other"));
    EXPECT_TRUE(find<QLabel>("conditionFault")->isVisible());
    EXPECT_FALSE(find<QPushButton>("conditionTest")->isEnabled());
    query->selectAll();
    QTest::keyClicks(query, QStringLiteral("subject:Other"));
    ASSERT_TRUE(waitPlan("conditionTest"));
    QTest::mouseClick(find<QPushButton>("conditionTest"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return totals().contains(QStringLiteral("4 denied")); }, 60'000))
        << totals().toStdString();
    EXPECT_EQ(window->live().fuzzy().rules()->front().conditions.size(), 2u) << "nothing is stored by a test";
    QTest::mouseClick(find<QPushButton>("conditionSave"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return window->live().fuzzy().rules()->front().conditions.size() == 3; }));
    const auto stored = window->live().file()->fuzzyRules();
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->front().conditions.at(1).query, "subject:Other") << "behind the one that was chosen";
}

TEST_F(FuzzyWindowTest, AScriptIsCheckedWhileItIsTyped)
{
    openCase();
    QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    auto* script = find<QPlainTextEdit>("conditionScript");
    ASSERT_TRUE(script);
    auto* tabs = find("conditionsDialog")->findChild<QTabWidget*>();
    QTest::keyClick(tabs->findChild<QTabBar*>(), Qt::Key_Right);
    typeLines(script, {QStringLiteral("return function(task)"), QStringLiteral("return"), QStringLiteral("if")});
    auto* state = find<QLabel>("conditionScriptState");
    ASSERT_TRUE(waitUntil([&] { return state->text().contains(QStringLiteral("line 3")); }))
        << state->text().toStdString();
    EXPECT_FALSE(find<QPushButton>("conditionSave")->isEnabled());
    script->selectAll();
    typeLines(script, {QStringLiteral("return function(task)"), QStringLiteral("return false"), QStringLiteral("end")});
    ASSERT_TRUE(waitPlan("conditionTest"));
    QTest::mouseClick(find<QPushButton>("conditionTest"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return totals().contains(QStringLiteral("51 denied")); }, 60'000))
        << totals().toStdString();
}

// C4: one context action.
TEST_F(FuzzyWindowTest, TheClusterOfAnItemIsFoundByOneContextAction)
{
    openCase();
    const int row = rowOf(QStringLiteral("Complaint 49"));
    click(row);
    const QPoint place = list()->visualRect(list()->model()->index(row, 4)).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, list()->viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(list()->viewport(), &event);
    auto* menu = find<QMenu>("itemMenu");
    auto* more = menu->findChild<QMenu*>(QStringLiteral("alikeMenu"));
    ASSERT_TRUE(more);
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(more->menuAction()).center());
    ASSERT_TRUE(waitUntil([&] { return more->isVisible(); }));
    QTest::mouseClick(more, Qt::LeftButton, {}, more->actionGeometry(more->actions().front()).center());
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == alike && !window->jobs().isBusy(); }, 60'000))
        << find<QLineEdit>("filterEdit")->text().toStdString();
}

TEST_F(FuzzyWindowTest, XLabelsTheWholeCluster)
{
    openCase();
    click(rowOf(QStringLiteral("Complaint 49")));
    key(Qt::Key_1, Qt::ShiftModifier);
    ASSERT_TRUE(waitStored());
    key(Qt::Key_X);
    ASSERT_TRUE(waitPlan("applyButton"));
    EXPECT_EQ(find("applyDialog")->findChild<QRadioButton*>()->text(), QStringLiteral("Same fuzzy cluster — 4 items"));
    QTest::keyClick(find("applyDialog"), Qt::Key_Return);
    ASSERT_TRUE(waitStored());
    const auto& labels = window->live().snapshot()->labels->labels;
    EXPECT_EQ(std::count(labels.begin(), labels.end(), assay::feedback::LabelId{1}), alike);
}

TEST_F(FuzzyWindowTest, ItemsAreGroupedByCluster)
{
    openCase();
    find<QAction>("actionGroupCluster")->trigger();
    ASSERT_TRUE(waitUntil(
        [&] { return list()->model()->rowCount() == letters + 1 - alike + 1 && !window->jobs().isBusy(); }, 60'000))
        << list()->model()->rowCount();
}
