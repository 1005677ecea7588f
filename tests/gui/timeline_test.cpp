// SPDX-License-Identifier: GPL-3.0-or-later
// Request sets in the shown window: an access log is dropped, asked, labelled, looked at over time and counted.
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/plots/timelineplot.h"

#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDockWidget>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTreeView>

#include <algorithm>
#include <cstdio>

using assay::test::waitUntil;

namespace {

constexpr assay::feedback::LabelId bot = 6, notBot = 7;

// Ten people who each ask for a page and what belongs to it, and a program that asks for 60 pages in a minute, in each
// of three buckets of two minutes.
std::string accessLog()
{
    std::string log;
    const auto line = [&log](int minute, int second, const std::string& ip, const std::string& path, int status,
                          const std::string& agent) {
        char time[64];
        std::snprintf(time, sizeof time, "02/Nov/2026:10:%02d:%02d +0000", minute, second);
        log += "shop.example " + ip + " - - [" + time + "] \"GET " + path + " HTTP/1.1\" " + std::to_string(status)
            + " 512 \"-\" \"" + agent + "\"\n";
    };
    for (int bucket = 0; bucket < 3; ++bucket) {
        for (int second = 0; second < 60; ++second) {
            line(bucket * 2, second, "203.0.113.9", "/wp-login.php?try=" + std::to_string(second), 404, "curl/8.1");
            if (second % 6 == 0) {
                const std::string person = "198.51.100." + std::to_string(10 + second / 6);
                line(bucket * 2, second, person, "/page" + std::to_string(second), 200, "Mozilla/5.0 (X11; Linux)");
                line(bucket * 2, second, person, "/style.css", 200, "Mozilla/5.0 (X11; Linux)");
            }
        }
    }
    return log;
}
constexpr int allSets = 33;

struct TimelineTest : assay::test::WindowTest
{
    void dropLog()
    {
        folder.write("access.log", accessLog());
        drop({path("access.log")});
        ASSERT_TRUE(waitUntil([this] { return rows() == allSets && isScanned() && !window->jobs().isBusy(); }, 60'000))
            << rows() << " rows";
    }
    bool isScanned()
    {
        const auto& snapshot = window->live().snapshot();
        return snapshot->scores && snapshot->scores->scanned == static_cast<uint64_t>(allSets)
            && snapshot->indexedRows == snapshot->items->count();
    }
    QTableView* list() { return find<QTableView>("itemList"); }
    int rows() { return list()->model()->rowCount(); }
    // One typed line and Enter.
    void ask(const char* query, int count)
    {
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        auto* edit = find<QLineEdit>("filterEdit");
        edit->selectAll();
        QTest::keyClicks(edit, QString::fromUtf8(query));
        QTest::keyClick(edit, Qt::Key_Return);
        EXPECT_TRUE(waitUntil([&] { return rows() == count && !window->jobs().isBusy(); }))
            << query << " finds " << rows();
    }
    void clickRow(int row)
    {
        const QModelIndex index = list()->model()->index(row, 0);
        list()->scrollTo(index);
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(index).center());
        list()->setFocus();
    }
    uint64_t labelled(assay::feedback::LabelId label)
    {
        const auto& labels = window->live().snapshot()->labels;
        return static_cast<uint64_t>(std::count(labels->labels.begin(), labels->labels.end(), label));
    }
};

} // namespace

TEST_F(TimelineTest, ADroppedLogShowsScoredRequestSets)
{
    dropLog(); // the one step
    const auto& items = *window->live().items();
    EXPECT_EQ(items.row(0).kind, assay::ItemKind::RequestSet);
    EXPECT_TRUE(find<QDockWidget>("dock.timeline")->isVisible()) << "comes with the first request sets";
}

TEST_F(TimelineTest, OneLineFindsTheSetsOfANetworkOnAHost)
{
    dropLog();
    ask("ip:203.0.113.0/24 host:shop.example", 3);
    ask("ip:198.51.100.0/24 reqs<5", 20); // the third bucket makes six of them
    ask("path:/wp-login.php status:404 ua:\"curl/\"", 3);
    ask("reqs>50 rate>1", 3);
}

TEST_F(TimelineTest, OneKeyLabelsAndGoesOn)
{
    dropLog();
    clickRow(0);
    const auto before = window->focus().item();
    QTest::keyClick(list(), Qt::Key_2);
    ASSERT_TRUE(waitUntil([this] { return labelled(notBot) == 1 && !window->jobs().isBusy(); }));
    EXPECT_NE(window->focus().item(), before);
}

TEST_F(TimelineTest, OneUndoTakesBackAWrongBulkLabel)
{
    dropLog();
    clickRow(0);
    QTest::keyClick(list(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(list(), Qt::Key_1);
    ASSERT_TRUE(waitUntil([this] { return labelled(bot) == allSets && !window->jobs().isBusy(); }));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(waitUntil([this] { return labelled(bot) == 0 && !window->jobs().isBusy(); }));
}

TEST_F(TimelineTest, ABrushedSpanBecomesATermOfTheQuery)
{
    dropLog();
    auto* plot = find<assay::gui::TimelinePlot>("timelinePlot");
    ASSERT_TRUE(waitUntil([&] { return plot->isVisible() && !plot->drawn().counts.empty(); }));
    double requests = 0;
    for (const auto& counts : plot->drawn().counts) {
        for (const double count : counts)
            requests += count;
    }
    EXPECT_EQ(requests, 3 * (60 + 20)) << "all of the log";
    // The first third of the time has the first bucket.
    QWidget* canvas = plot->childAt(plot->width() / 2, plot->height() / 2);
    ASSERT_TRUE(canvas);
    QTest::mousePress(canvas, Qt::LeftButton, {}, {2, canvas->height() / 2});
    QTest::mouseMove(canvas, {canvas->width() / 3, canvas->height() / 2});
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, {canvas->width() / 3, canvas->height() / 2});
    ASSERT_TRUE(plot->brush());
    QTest::keyClick(plot, Qt::Key_Return);
    EXPECT_TRUE(waitUntil([this] { return rows() == 11 && !window->jobs().isBusy(); }))
        << window->query().text().toStdString() << " finds " << rows();
}

TEST_F(TimelineTest, ARowOfTheTopPanelIsAFilter)
{
    dropLog();
    window->showDock(QStringLiteral("top"));
    auto* top = find<QTableView>("topTable");
    ASSERT_TRUE(waitUntil([&] { return top->model()->rowCount() == 11; })) << top->model()->rowCount();
    // The program has as many sets as a person, and more requests.
    EXPECT_EQ(top->model()->index(0, 0).data().toString(), QStringLiteral("203.0.113.9"));
    EXPECT_EQ(top->model()->index(0, 2).data().toString(), QStringLiteral("180"));
    top->setFocus();
    top->setCurrentIndex(top->model()->index(0, 0));
    QTest::keyClick(top, Qt::Key_Return);
    EXPECT_TRUE(waitUntil([this] { return rows() == 3 && !window->jobs().isBusy(); }))
        << window->query().text().toStdString();
    find<QComboBox>("topKind")->setFocus();
    QTest::keyClick(find("topKind"), Qt::Key_End); // paths
    EXPECT_TRUE(waitUntil([&] {
        return top->model()->rowCount() == 1
            && top->model()->index(0, 0).data().toString() == QStringLiteral("/wp-login.php");
    }));
}

TEST_F(TimelineTest, AnotherLengthOfTimeBucketsKeepsLabels)
{
    dropLog();
    clickRow(0);
    QTest::keyClick(list(), Qt::Key_2);
    ASSERT_TRUE(waitUntil([this] { return labelled(notBot) == 1 && !window->jobs().isBusy(); }));
    auto* tree = find<QTreeView>("sourceTree");
    const QModelIndex source = tree->model()->index(0, 0, tree->model()->index(0, 0));
    ASSERT_TRUE(source.isValid());
    const QPoint place = tree->visualRect(source).center();
    QContextMenuEvent menuEvent(QContextMenuEvent::Mouse, place, tree->viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(tree->viewport(), &menuEvent);
    QMenu* menu = nullptr;
    ASSERT_TRUE(waitUntil([&] { return (menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) != nullptr; }));
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    auto* dialog = find<QInputDialog>("bucketDialog");
    ASSERT_TRUE(dialog);
    EXPECT_EQ(dialog->intValue(), 120);
    dialog->setIntValue(60);
    QTest::keyClick(dialog, Qt::Key_Return);
    // Each client sent its requests of a bucket within one minute: as many sets, with the label of the one.
    ASSERT_TRUE(waitUntil([this] { return rows() == 2 * allSets && !window->jobs().isBusy(); }, 60'000)) << rows();
    EXPECT_TRUE(waitUntil([this] { return labelled(notBot) == 2; }));
}
