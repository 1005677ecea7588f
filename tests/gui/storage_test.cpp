// SPDX-License-Identifier: GPL-3.0-or-later
// The storage manager in the shown window, by keys, mouse and drops.
#include "core/fuzzy/replication/replication.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/fuzzyservices.h"
#include "widgets/panels/fuzzy/storagepage.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTreeView>

#include <gtest/gtest.h>

using namespace assay;
using assay::test::waitUntil;

namespace {

constexpr int64_t day = 86400;

struct StorageTest : test::WindowTest
{
    int64_t now = QDateTime::currentSecsSinceEpoch();

    void SetUp() override
    {
        WindowTest::SetUp();
        gui::ScanSettings scan = settings->scan();
        scan.scanOnImport = false;
        settings->setScan(scan);
        folder.write("a.eml", "From: ann@example.org\nSubject: One\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n\nBody\n");
        drop({path("a.eml")});
        ASSERT_TRUE(
            waitUntil([this] { return window->live().items()->count() == 1 && !window->jobs().isBusy(); }, 60'000));
    }

    // Hashes 0 ... count - 1: flag 11 and 13 by turns, weight and age in days as their number.
    void makeStorage(const char* name, int count)
    {
        auto storage = fuzzy::LocalStorage::open((folder.path() / name).string());
        ASSERT_TRUE(storage) << storage.error().detail;
        std::vector<fuzzy::HashState> states;
        for (int i = 0; i < count; ++i) {
            fuzzy::StoredHash hash;
            hash.digest = blake2b512("hash " + std::to_string(i));
            hash.flag = i % 2 ? 13 : 11;
            hash.weight = i;
            hash.time = now - i * day;
            states.push_back({hash.digest, hash});
        }
        ASSERT_TRUE((*storage)->restore(states));
    }

    void addStorage(const char* name, int count)
    {
        makeStorage(name, count);
        dropStorage(name, count);
    }

    // Opens the perspective and drops the file there.
    void dropStorage(const char* name, int count)
    {
        QTest::keyClick(window.get(), Qt::Key_3, Qt::ControlModifier);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path(name))});
        auto* page = find("storagePage");
        QDragEnterEvent enter({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(page, &enter);
        ASSERT_TRUE(enter.isAccepted());
        QDropEvent dropped({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(page, &dropped);
        ASSERT_TRUE(
            waitUntil([&] { return table()->model()->rowCount() == count && !window->jobs().isBusy(); }, 60'000));
    }

    QTableView* table() { return find<QTableView>("fuzzyTable"); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    QString text(const char* label) { return find<QLabel>(label)->text(); }

    void clickRow(int row)
    {
        const QModelIndex index = table()->model()->index(row, 0);
        table()->scrollTo(index);
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, table()->visualRect(index).center());
    }

    void clickTab(int tab)
    {
        QTabBar* bar = find<QTabWidget>("storageTabs")->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    }

    // Each a version of its own.
    void learn(const char* name, const std::vector<fuzzy::StorageChange>& changes)
    {
        auto storage = fuzzy::LocalStorage::open((folder.path() / name).string());
        ASSERT_TRUE(storage) << storage.error().detail;
        for (const fuzzy::StorageChange& change : changes) {
            ASSERT_TRUE((*storage)->change({&change, 1}));
            ASSERT_TRUE((*storage)->flush());
        }
    }

    static fuzzy::StorageChange change(fuzzy::ChangeKind kind, int number, uint8_t flag, int weight)
    {
        return {kind, {blake2b512("hash " + std::to_string(number)), std::nullopt}, flag, weight};
    }

    // master.db, and spam.db that missed three of its updates and learned one hash of its own.
    void makeReplica()
    {
        using fuzzy::ChangeKind;
        makeStorage("master.db", 10);
        const auto copy = folder.path() / "copy.db", slave = folder.path() / "spam.db";
        {
            auto master = fuzzy::LocalStorage::open(folder.path() / "master.db");
            ASSERT_TRUE(master && (*master)->copyTo(copy));
        }
        ASSERT_TRUE(fuzzy::prepareColdSync(copy, slave, "berlin"));
        ASSERT_TRUE(fuzzy::adoptColdSync(copy, slave));
        learn("spam.db", {change(ChangeKind::Write, 77, 11, 5)});
        learn("master.db",
            {change(ChangeKind::Write, 4, 11, 100), change(ChangeKind::Write, 20, 13, 1),
                change(ChangeKind::Delete, 0, 11, 0)});
    }

    // Answers the file dialog of Compare.
    void compareWith(const char* file)
    {
        QTest::mouseClick(find("replicationCompare"), Qt::LeftButton);
        auto* dialog = window->findChild<QFileDialog*>();
        ASSERT_TRUE(dialog);
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        ASSERT_TRUE(name);
        name->setText(path(file)); // typing opens a list of proposals, which takes the next click
        QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Open), Qt::LeftButton);
    }

    QString version(int row, int column)
    {
        const QTableWidgetItem* item = find<QTableWidget>("replicationTable")->item(row, column);
        return item ? item->text() : QString();
    }

    // As it lies in the storage.
    std::optional<fuzzy::StoredHash> stored(int number)
    {
        const auto storage = gui::FuzzyDesk::localStorage(*window->live().file(), "spam");
        if (!storage)
            return std::nullopt;
        const std::vector<Blake2b512> digests{blake2b512("hash " + std::to_string(number))};
        const auto states = (*storage)->states(digests);
        return states ? states->front().stored : std::nullopt;
    }
};

TEST_F(StorageTest, ADroppedFileBecomesAStorageWhoseHashesAreListed)
{
    addStorage("spam.db", 40);
    EXPECT_EQ(window->perspective(), gui::Perspective::Fuzzy);
    EXPECT_TRUE(table()->isVisible());
    EXPECT_EQ(text("hashStatus"), "40 hashes");
    ASSERT_EQ(window->live().fuzzy().rules()->size(), 1u);
    EXPECT_EQ(window->live().fuzzy().rules()->front().name, "spam");
    const QString place = find<QTreeView>("storageList")->model()->index(0, 0).data().toString();
    EXPECT_TRUE(place.contains("spam.db")) << qPrintable(place);
    EXPECT_TRUE(place.contains("40 hash")) << qPrintable(place);
}

TEST_F(StorageTest, HashesAreFilteredAndSorted)
{
    addStorage("spam.db", 40);
    auto* filter = find<QLineEdit>("hashFilter");
    QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
    EXPECT_TRUE(filter->hasFocus());
    QTest::keyClicks(filter, "flag:11 weight>=30");
    QTest::keyClick(filter, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 5; })); // 30, 32, 34, 36, 38
    EXPECT_EQ(text("hashStatus"), "5 of 40");

    QHeaderView* header = table()->horizontalHeader();
    const int weight = 4;
    const QPoint place(header->sectionViewportPosition(weight) + 8, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
    ASSERT_TRUE(waitUntil([&] { return cell(0, weight) == "38"; }));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
    ASSERT_TRUE(waitUntil([&] { return cell(0, weight) == "30"; }));

    filter->clear();
    QTest::keyClicks(filter, QString::fromStdString(toHex(blake2b512("hash 7")).substr(0, 12)));
    ASSERT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 1 && cell(0, weight) == "7"; }));
    filter->setFocus(); // the click on the header took it
    filter->clear();
    QTest::keyClicks(filter, "flagg:11");
    QTest::keyClick(filter, Qt::Key_Return);
    EXPECT_TRUE(text("hashStatus").startsWith("Not applied: ")) << qPrintable(text("hashStatus"));
    EXPECT_EQ(table()->model()->rowCount(), 1); // what was found before stays
    filter->clear();
    QTest::keyClicks(filter, "age>=36d kind:exact");
    ASSERT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 4; })); // 36 ... 39
}

// M3: two steps from the selected row.
TEST_F(StorageTest, AFalsePositiveMovesToTheWhiteFlagInTwoStepsAndBack)
{
    addStorage("spam.db", 10);
    clickRow(4);
    ASSERT_EQ(stored(4)->flag, 11);
    QTest::keyClick(table(), Qt::Key_W);
    auto* apply = find<QPushButton>("hashChangeApply");
    ASSERT_TRUE(waitUntil([&] { return apply->isEnabled(); }));
    EXPECT_EQ(text("hashChangePreview"), "Affects 1 hash(es) in storage spam, flag 11 FUZZY_DENIED");
    ASSERT_TRUE(waitUntil([&] { return apply->window()->isActiveWindow(); }));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return stored(4) && stored(4)->flag == 13 && !window->jobs().isBusy(); }));
    EXPECT_EQ(stored(4)->weight, 4);
    EXPECT_EQ(stored(2)->flag, 11);
    EXPECT_TRUE(cell(4, 3).startsWith("13")) << qPrintable(cell(4, 3));
    EXPECT_TRUE(find("fuzzyUndoBar")->isVisible());

    window->activateWindow(); // no window manager does it here
    ASSERT_TRUE(waitUntil([&] { return window->isActiveWindow(); }));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return stored(4)->flag == 11 && cell(4, 3).startsWith("11"); }));
}

TEST_F(StorageTest, DeletedHashesComeBackWithUndo)
{
    addStorage("spam.db", 10);
    clickRow(2);
    QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(table(), Qt::Key_Delete);
    auto* apply = find<QPushButton>("hashChangeApply");
    ASSERT_TRUE(waitUntil([&] { return apply->isEnabled(); }));
    EXPECT_TRUE(text("hashChangePreview").startsWith("Affects 10 hash(es) in storage spam"));
    EXPECT_TRUE(text("hashChangePreview").contains("flag 13 FUZZY_WHITE: 5"));
    QTest::mouseClick(apply, Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 0 && !window->jobs().isBusy(); }));
    EXPECT_TRUE(text("hashNote").startsWith("0 hashes"));
    QTest::mouseClick(find("fuzzyUndoButton"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 10; }));
    EXPECT_EQ(stored(9)->weight, 9);
}

// M5: the tab, the age, and the count is there.
TEST_F(StorageTest, ExpiryIsCountedBeforeItHappens)
{
    addStorage("spam.db", 40);
    clickTab(2);
    auto* age = find<QDoubleSpinBox>("expiryAge");
    age->selectAll();
    QTest::keyClicks(age, "29.5");
    QTest::keyClick(age, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return text("expiryResult").startsWith("Would remove 10 of 40 hashes"); }))
        << qPrintable(text("expiryResult"));
    EXPECT_EQ(table()->model()->rowCount(), 40);
    QTest::mouseClick(find("expiryApply"), Qt::LeftButton);
    QTest::mouseClick(find("expiryConfirm"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 30; }));
    EXPECT_FALSE(stored(31));
    EXPECT_TRUE(stored(29));
    EXPECT_EQ(window->live().fuzzy().rules()->front().expiry.seconds, int64_t(29.5 * day));
}

TEST_F(StorageTest, AThresholdSaysHowManyHashesStartAndStopToScore)
{
    addStorage("spam.db", 40);
    clickTab(1);
    auto* flags = find<QTableWidget>("flagTable");
    ASSERT_EQ(flags->rowCount(), 3);
    QTest::mouseClick(find("curveLinear"), Qt::LeftButton, {}, QPoint(8, find("curveLinear")->height() / 2));
    // 20 hashes of weight 0, 2 ... 38 with flag 11: all but weight 0 score by tanh, those above 20 by the ramp.
    EXPECT_TRUE(text("flagEffect").contains("0 start to score, 10 stop")) << qPrintable(text("flagEffect"));
    flags->item(0, 4)->setData(Qt::EditRole, 30.0);
    EXPECT_TRUE(text("flagEffect").contains("0 start to score, 15 stop")) << qPrintable(text("flagEffect"));
    QTest::mouseClick(find("flagApply"), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return window->live().fuzzy().rules()->front().flags.front().threshold == 30; }));
    EXPECT_EQ(window->live().fuzzy().rules()->front().curve, fuzzy::Curve::Linear);
}

TEST_F(StorageTest, AServiceListensOnlyAfterStart)
{
    addStorage("spam.db", 4);
    clickTab(4);
    EXPECT_TRUE(find("statusOffline")->isVisible());
    auto* port = find("servicePort");
    port->setFocus();
    QTest::keyClick(port, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(port, "0");
    QTest::mouseClick(find("serviceToggle"), Qt::LeftButton);
    gui::FuzzyServices& services = window->live().fuzzy().services();
    ASSERT_TRUE(waitUntil([&] { return services.running("spam") != nullptr; }));
    EXPECT_TRUE(text("statusNetwork").startsWith("Listening on 127.0.0.1:")) << qPrintable(text("statusNetwork"));
    EXPECT_FALSE(find("statusOffline")->isVisible());
    EXPECT_TRUE(text("serviceState").startsWith("Listening on 127.0.0.1:"));
    QTest::mouseClick(find("serviceToggle"), Qt::LeftButton);
    EXPECT_TRUE(waitUntil([&] { return !services.running("spam") && find("statusOffline")->isVisible(); }));
}

// M6: the tab, Compare, Cold sync.
TEST_F(StorageTest, AReplicaThatMissedUpdatesIsBroughtBackWithAColdSync)
{
    makeReplica();
    dropStorage("spam.db", 11);
    clickTab(5);
    auto* sync = find<QPushButton>("replicationSync");
    ASSERT_TRUE(waitUntil([&] { return version(0, 0) == "berlin"; }));
    EXPECT_FALSE(sync->isEnabled());
    const int known = version(0, 1).toInt();

    compareWith("master.db");
    ASSERT_TRUE(waitUntil([&] { return sync->isEnabled(); })) << qPrintable(text("replicationState"));
    EXPECT_EQ(text("replicationState"), "Cold sync needed: behind by 3");
    EXPECT_EQ(text("replicationDifferences"),
        "master.db: 10 hashes there, 11 here\n1 only there, 2 only here, 0 with another flag, 1 with another weight");
    EXPECT_EQ(version(0, 2).toInt(), known + 3);
    EXPECT_EQ(version(0, 3), "3");
    EXPECT_EQ(version(1, 1), "1"); // its own

    QTest::mouseClick(sync, Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return text("replicationState").startsWith("In sync"); }, 30'000));
    ASSERT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 10 && !window->jobs().isBusy(); }));
    EXPECT_EQ(version(0, 1).toInt(), known + 3);
    EXPECT_EQ(version(1, 1), "1"); // stays its own
    EXPECT_EQ(stored(4)->weight, 104);
    EXPECT_TRUE(stored(20));
    EXPECT_FALSE(stored(0));
    EXPECT_FALSE(stored(77));
    auto kept = fuzzy::LocalStorage::open(folder.path() / "spam.db.before-sync");
    ASSERT_TRUE(kept);
    EXPECT_EQ(*(*kept)->count(), 11u);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "spam.db.cold-sync"));

    clickTab(0); // and can be changed again
    window->activateWindow(); // no window manager does it here
    ASSERT_TRUE(waitUntil([&] { return window->isActiveWindow(); }));
    clickRow(4);
    QTest::keyClick(table(), Qt::Key_Delete);
    auto* apply = find<QPushButton>("hashChangeApply");
    ASSERT_TRUE(waitUntil([&] { return apply->isEnabled(); }));
    QTest::mouseClick(apply, Qt::LeftButton);
    EXPECT_TRUE(waitUntil([&] { return table()->model()->rowCount() == 9; }));
}

TEST_F(StorageTest, FlagsOfTheMasterAreTranslated)
{
    makeReplica();
    dropStorage("spam.db", 11);
    clickTab(5);
    compareWith("master.db");
    auto* sync = find<QPushButton>("replicationSync");
    ASSERT_TRUE(waitUntil([&] { return sync->isEnabled(); }));
    auto* flags = find<QLineEdit>("replicationFlags");
    QTest::keyClicks(flags, "13=");
    EXPECT_FALSE(sync->isEnabled());
    EXPECT_TRUE(text("replicationState").startsWith("Flags are translated with pairs"));
    QTest::keyClicks(flags, "12");
    ASSERT_TRUE(waitUntil([&] { return sync->isEnabled(); }));
    EXPECT_TRUE(text("replicationDifferences").contains("5 with another flag"))
        << qPrintable(text("replicationDifferences"));
    QTest::mouseClick(sync, Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return text("replicationState").startsWith("In sync"); }, 30'000));
    EXPECT_TRUE(text("replicationDifferences").contains(" 0 with another flag"));
    EXPECT_EQ(stored(3)->flag, 12);
    EXPECT_EQ(stored(20)->flag, 12);

    compareWith("spam.db");
    ASSERT_TRUE(waitUntil([&] { return text("replicationState").contains("the file of the storage itself"); }))
        << qPrintable(text("replicationState"));
    EXPECT_FALSE(sync->isEnabled());
}

TEST_F(StorageTest, PerspectivesKeepFilterSelectionAndDocks)
{
    addStorage("spam.db", 4);
    clickRow(2);
    EXPECT_FALSE(find("sourceTree")->isVisible());
    QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
    EXPECT_TRUE(find("sourceTree")->isVisible());
    EXPECT_TRUE(find("itemList")->isVisible());
    EXPECT_FALSE(table()->isVisible());
    QTest::keyClick(window.get(), Qt::Key_3, Qt::ControlModifier);
    EXPECT_FALSE(find("sourceTree")->isVisible());
    EXPECT_TRUE(table()->isVisible());
    EXPECT_EQ(table()->currentIndex().row(), 2);
}

} // namespace
