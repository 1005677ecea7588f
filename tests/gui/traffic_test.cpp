// SPDX-License-Identifier: GPL-3.0-or-later
// Request sets in the shown window: list, item view, labels, sources.
#include "core/feedback/label.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/queryfocus.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

using namespace assay;
using assay::test::waitUntil;

namespace {

constexpr feedback::LabelId bot = 6, notbot = 7, attack = 8;

struct TrafficWindowTest : test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        gui::ScanSettings scan = settings->scan();
        scan.scanOnImport = false;
        settings->setScan(scan);
    }
    QTableView* list() { return find<QTableView>("itemList"); }
    QTabWidget* tabs() { return find<QTabWidget>("trafficView.tabs"); }

    void openLog(const std::string& log, int sets)
    {
        folder.write("access.log", log);
        drop({path("access.log")});
        ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == sets && !window->jobs().isBusy(); }, 60'000))
            << list()->model()->rowCount();
    }
    void choose(int row)
    {
        const QModelIndex index = list()->model()->index(row, 0);
        list()->scrollTo(index);
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(index).center());
        list()->setFocus();
        ASSERT_TRUE(waitUntil([&] { return window->focus().content() != nullptr; }));
    }
    void key(Qt::Key which) { QTest::keyClick(list(), which); }
    bool isShown(const char* title)
    {
        for (int i = 0; i < list()->model()->columnCount(); ++i) {
            if (list()->model()->headerData(i, Qt::Horizontal).toString() == QLatin1String(title))
                return !list()->isColumnHidden(i);
        }
        ADD_FAILURE() << "no column " << title;
        return false;
    }
    QString cell(int row, const char* title)
    {
        for (int i = 0; i < list()->model()->columnCount(); ++i) {
            if (list()->model()->headerData(i, Qt::Horizontal).toString() == QLatin1String(title))
                return list()->model()->index(row, i).data().toString();
        }
        return {};
    }
    feedback::LabelId storedLabel(uint32_t item)
    {
        const auto history = window->live().file()->labelHistory(ItemId{item});
        return history && !history->empty() ? history->back().label : feedback::noLabel;
    }
    bool waitStored()
    {
        return waitUntil([this] { return !window->live().labels().isBusy() && !window->jobs().isBusy(); });
    }
};

std::string logLine(const char* client, int second, const char* request, int status = 200, int bytes = 1000,
    const char* agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0")
{
    return QStringLiteral("%1 - - [21/Nov/2026:09:00:%2 +0000] \"%3 HTTP/1.1\" %4 %5 \"-\" \"%6\"\n")
        .arg(QLatin1String(client))
        .arg(second, 2, 10, QChar('0'))
        .arg(QLatin1String(request))
        .arg(status)
        .arg(bytes)
        .arg(QLatin1String(agent))
        .toStdString();
}

// Two visitors of one network, one of another.
std::string threeVisitors()
{
    return logLine("203.0.113.7", 0, "GET /") + logLine("203.0.113.7", 2, "GET /a/b.html?x=1")
        + logLine("203.0.113.8", 3, "GET /wp-login.php", 404, 200, "curl/8.0") + logLine("198.51.100.1", 5, "GET /")
        + logLine("203.0.113.7", 9, "GET /a/c.html", 404);
}

} // namespace

TEST_F(TrafficWindowTest, AnAccessLogIsListedWithTheColumnsOfTraffic)
{
    ASSERT_NO_FATAL_FAILURE(openLog(threeVisitors(), 3));
    for (const char* title : {"Prediction", "Requests", "Rate", "4xx %", "Paths", "UAs", "JA4", "Start"})
        EXPECT_TRUE(isShown(title)) << title;
    for (const char* title : {"Subject", "From", "Hits", "Date"})
        EXPECT_FALSE(isShown(title)) << title;
    int largest = -1;
    for (int row = 0; row < 3; ++row)
        largest = cell(row, "Requests") == QStringLiteral("3") ? row : largest;
    ASSERT_GE(largest, 0);
    EXPECT_EQ(cell(largest, "4xx %"), QStringLiteral("33.3"));
    EXPECT_EQ(cell(largest, "Paths"), QStringLiteral("3"));
}

TEST_F(TrafficWindowTest, MailKeepsItsColumnsAndBothTogetherShowBoth)
{
    folder.write("box.mbox",
        "From a@example.org Mon Nov  2 10:00:00 2026\nFrom: Ann <ann@example.org>\nSubject: One\n\nText\n\n");
    drop({path("box.mbox")});
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 1 && !window->jobs().isBusy(); }, 60'000));
    EXPECT_TRUE(isShown("Subject"));
    EXPECT_FALSE(isShown("Requests"));
    folder.write("access.log", threeVisitors());
    drop({path("access.log")});
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 4 && !window->jobs().isBusy(); }, 60'000));
    EXPECT_TRUE(isShown("Subject"));
    EXPECT_TRUE(isShown("Requests"));
    EXPECT_FALSE(isShown("JA4"));
}

TEST_F(TrafficWindowTest, TheItemViewShowsRequestsFeaturesSessionAndRawLines)
{
    ASSERT_NO_FATAL_FAILURE(openLog(threeVisitors(), 3));
    int row = 0;
    while (row < 2 && cell(row, "Requests") != QStringLiteral("3"))
        ++row;
    ASSERT_NO_FATAL_FAILURE(choose(row));
    ASSERT_TRUE(waitUntil([&] { return tabs()->isVisible(); }));
    EXPECT_TRUE(find<QLabel>("itemView.summary")->text().contains(QStringLiteral("203.0.113.7")));
    auto* requests = find<QTableView>("requests");
    ASSERT_EQ(requests->model()->rowCount(), 3);
    EXPECT_EQ(requests->model()->index(1, 3).data().toString(), QStringLiteral("/a/b.html?x=1"));
    const int status = 4;
    QHeaderView* header = requests->horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
        QPoint(header->sectionViewportPosition(status) + 8, header->height() / 2));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
        QPoint(header->sectionViewportPosition(status) + 8, header->height() / 2));
    ASSERT_TRUE(
        waitUntil([&] { return requests->model()->index(0, status).data().toString() == QStringLiteral("404"); }));
    tabs()->setCurrentIndex(1);
    auto* features = find<QTreeView>("trafficFeatures");
    ASSERT_TRUE(waitUntil([&] { return !window->jobs().isBusy(); }));
    EXPECT_GE(features->model()->rowCount(), 34);
    EXPECT_EQ(features->model()->index(0, 0).data().toString(), QStringLiteral("request_total"));
    EXPECT_EQ(features->model()->index(0, 1).data().toString(), QStringLiteral("3"));
    EXPECT_TRUE(features->model()->index(0, 3).data().toString().endsWith(QChar('%'))) << "a percentile";
    tabs()->setCurrentIndex(2);
    EXPECT_EQ(find<QTreeView>("sessionPaths")->model()->index(0, 1).data().toString(), QStringLiteral("3"));
    tabs()->setCurrentIndex(4);
    auto* raw = find<QTableView>("rawLines");
    raw->setCurrentIndex(raw->model()->index(2, 0));
    EXPECT_EQ(find<QLabel>("rawPlace")->text(), QStringLiteral("Line 5 of access.log"));
    ASSERT_TRUE(waitUntil([&] {
        return find<QPlainTextEdit>("rawText")->toPlainText().startsWith(QStringLiteral("203.0.113.7 - - ["));
    })) << find<QPlainTextEdit>("rawText")->toPlainText().toStdString();
}

TEST_F(TrafficWindowTest, KeysAndButtonsMeanTheLabelsOfTraffic)
{
    ASSERT_NO_FATAL_FAILURE(openLog(threeVisitors(), 3));
    ASSERT_NO_FATAL_FAILURE(choose(0));
    EXPECT_TRUE(find<QAction>("actionLabelSpam")->text().startsWith(QStringLiteral("Bot")));
    EXPECT_TRUE(find<QAction>("actionLabelBulk")->text().startsWith(QStringLiteral("Low-rate bot")));
    EXPECT_FALSE(find<QAction>("actionLearn")->isEnabled()) << "no fuzzy hashes of request sets";
    const uint32_t item = window->focus().item()->value;
    key(Qt::Key_2);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(item), notbot);
    EXPECT_EQ(cell(0, "Label"), QStringLiteral("not bot"));
    ASSERT_NE(window->focus().item()->value, item) << "it goes on to the next";
    const uint32_t next = window->focus().item()->value;
    key(Qt::Key_3);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(storedLabel(next), attack);
}

TEST_F(TrafficWindowTest, ALabelGoesToTheSameSubnet)
{
    ASSERT_NO_FATAL_FAILURE(openLog(threeVisitors(), 3));
    int row = 0;
    while (row < 2 && cell(row, "Requests") != QStringLiteral("3"))
        ++row;
    ASSERT_NO_FATAL_FAILURE(choose(row));
    key(Qt::Key_1);
    ASSERT_TRUE(waitStored());
    ASSERT_NO_FATAL_FAILURE(choose(row));
    key(Qt::Key_X);
    auto* dialog = find("applyDialog");
    ASSERT_TRUE(dialog);
    ASSERT_TRUE(
        waitUntil([&] { return dialog->findChildren<QRadioButton*>().size() >= 2 && !window->jobs().isBusy(); }));
    const QList<QRadioButton*> choices = dialog->findChildren<QRadioButton*>();
    EXPECT_TRUE(choices[0]->text().contains(QStringLiteral("203.0.113.7")));
    EXPECT_TRUE(choices[0]->isChecked());
    ASSERT_TRUE(choices[1]->text().contains(QStringLiteral("203.0.113.0/24")));
    QTest::mouseClick(choices[1], Qt::LeftButton, {}, {8, choices[1]->height() / 2});
    ASSERT_TRUE(waitUntil([&] { return find<QPushButton>("applyButton")->isEnabled(); }));
    QTest::keyClick(dialog, Qt::Key_Return);
    const auto labelled = [&] {
        int count = 0;
        for (int i = 0; i < 3; ++i)
            count += cell(i, "Label") == QStringLiteral("bot") ? 1 : 0;
        return count;
    };
    ASSERT_TRUE(waitUntil([&] { return labelled() == 2; })) << labelled();
    for (int i = 0; i < 3; ++i) {
        if (cell(i, "Source IP") == QStringLiteral("198.51.100.1")) {
            EXPECT_TRUE(cell(i, "Label").isEmpty());
        }
    }
}

TEST_F(TrafficWindowTest, HostsStandBelowTheirSourceAndFilter)
{
    std::string log;
    for (const char* line :
        {"first-site.test 203.0.113.7", "first-site.test 203.0.113.8", "other-site.test 203.0.113.7"})
        log +=
            std::string(line) + " - - [21/Nov/2026:09:00:00 +0000] \"GET / HTTP/1.1\" 200 10 \"-\" \"Mozilla/5.0\"\n";
    ASSERT_NO_FATAL_FAILURE(openLog(log, 3));
    auto* tree = find<QTreeView>("sourceTree");
    const auto source = [&] { return tree->model()->index(0, 0, tree->model()->index(0, 0)); };
    ASSERT_TRUE(waitUntil([&] { return tree->model()->rowCount(source()) == 2; }, 20'000));
    const QModelIndex host = tree->model()->index(0, 0, source());
    EXPECT_EQ(host.data().toString(), QStringLiteral("first-site.test"));
    EXPECT_EQ(host.siblingAtColumn(1).data().toString(), QStringLiteral("2"));
    tree->expand(source());
    tree->setCurrentIndex(host);
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 2; }));
    tree->setCurrentIndex(tree->model()->index(0, 0));
    ASSERT_TRUE(waitUntil([&] { return list()->model()->rowCount() == 3; })) << "the term goes as it came";
}

TEST_F(TrafficWindowTest, RejectedLinesAreToldBelowTheSource)
{
    ASSERT_NO_FATAL_FAILURE(openLog(threeVisitors() + "this is no line of a log\n", 3));
    auto* tree = find<QTreeView>("sourceTree");
    const QModelIndex source = tree->model()->index(0, 0, tree->model()->index(0, 0));
    ASSERT_TRUE(waitUntil([&] { return tree->model()->rowCount(source) >= 1; }, 20'000));
    EXPECT_TRUE(tree->model()->index(0, 0, source).data().toString().contains(QStringLiteral("line 6")))
        << tree->model()->index(0, 0, source).data().toString().toStdString();
}

TEST_F(TrafficWindowTest, BlindReviewHidesLabelsOfTraffic)
{
    ASSERT_NO_FATAL_FAILURE(openLog(threeVisitors(), 3));
    ASSERT_NO_FATAL_FAILURE(choose(0));
    QTest::keyClick(list(), Qt::Key_1, Qt::ShiftModifier);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(cell(0, "Label"), QStringLiteral("bot"));
    find<QAction>("actionBlindReview")->setChecked(true);
    EXPECT_TRUE(cell(0, "Label").isEmpty());
    ASSERT_NO_FATAL_FAILURE(choose(1));
    key(Qt::Key_2);
    ASSERT_TRUE(waitStored());
    EXPECT_EQ(cell(1, "Label"), QStringLiteral("not bot")) << "known once it is given";
}
