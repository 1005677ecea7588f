// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/timelineplot.h"

#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr double hour = 3600;

// One request of the first class each minute of ten hours, and sixty of the second in the fifth hour.
TimelineBins minutes(double from, double to, int most)
{
    TimelineBins bins;
    bins.step = 60;
    while ((to - from) / bins.step > most)
        bins.step *= 2;
    bins.first = std::floor(from / bins.step) * bins.step;
    bins.counts.resize(2);
    for (double at = bins.first; at < to; at += bins.step) {
        bins.counts[0].push_back(bins.step / 60);
        bins.counts[1].push_back(std::max(0.0, std::min(at + bins.step, 5 * hour) - std::max(at, 4 * hour)));
    }
    return bins;
}

class TimelineTest : public testing::Test
{
protected:
    TimelineTest()
        : m_plot(nullptr)
    {
        TimelineData figures;
        figures.classes = {QStringLiteral("People"), QStringLiteral("Bots")};
        figures.lanes = {{QStringLiteral("Requests"), minutes}};
        figures.whole = {0, 10 * hour};
        m_plot.resize(800, 300);
        m_plot.setData(figures);
        m_plot.show();
        (void)QTest::qWaitForWindowExposed(&m_plot);
    }

    TimelinePlot m_plot;
};

TEST_F(TimelineTest, ShowsEverythingAtFirst)
{
    EXPECT_EQ(m_plot.shown(), (TimelineRange{0, 10 * hour}));
    double bots = 0;
    for (const double count : m_plot.drawn().counts.at(1))
        bots += count;
    EXPECT_EQ(bots, hour);
}

TEST_F(TimelineTest, ZoomsAndMovesByKeysWithinItsEnds)
{
    QTest::keyClick(&m_plot, Qt::Key_Plus);
    EXPECT_EQ(m_plot.shown(), (TimelineRange{2.5 * hour, 7.5 * hour}));
    EXPECT_LT(m_plot.drawn().step, 600);
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(&m_plot, Qt::Key_Right);
    EXPECT_EQ(m_plot.shown(), (TimelineRange{5 * hour, 10 * hour}));
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(&m_plot, Qt::Key_Minus);
    EXPECT_EQ(m_plot.shown(), (TimelineRange{0, 10 * hour}));
}

TEST_F(TimelineTest, BrushesByTheMouseAndAppliesByEnter)
{
    QSignalSpy applied(&m_plot, &TimelinePlot::brushApplied);
    QWidget* plot = m_plot.childAt(400, 100);
    ASSERT_TRUE(plot);
    QTest::mousePress(plot, Qt::LeftButton, {}, {300, 100});
    QTest::mouseMove(plot, {500, 100});
    QTest::mouseRelease(plot, Qt::LeftButton, {}, {500, 100});
    ASSERT_TRUE(m_plot.brush());
    EXPECT_GT(m_plot.brush()->from, hour);
    EXPECT_LT(m_plot.brush()->to, 9 * hour);
    EXPECT_GT(m_plot.brush()->to - m_plot.brush()->from, hour);
    QTest::keyClick(&m_plot, Qt::Key_Return);
    EXPECT_EQ(applied.count(), 1);
    QTest::keyClick(&m_plot, Qt::Key_Escape);
    EXPECT_FALSE(m_plot.brush());
}

TEST_F(TimelineTest, EnterWithoutABrushTakesWhatIsShown)
{
    QTest::keyClick(&m_plot, Qt::Key_Plus);
    QTest::keyClick(&m_plot, Qt::Key_Return);
    EXPECT_EQ(m_plot.brush(), m_plot.shown());
}

TEST_F(TimelineTest, HasTheSameFiguresAsATable)
{
    QTest::keyClick(&m_plot, Qt::Key_T);
    ASSERT_TRUE(m_plot.showsTable());
    auto* table = m_plot.findChild<QTableView*>();
    ASSERT_TRUE(table);
    EXPECT_EQ(table->model()->rowCount(), static_cast<int>(m_plot.drawn().counts.at(0).size()));
    EXPECT_EQ(table->model()->columnCount(), 3);
    QTest::keyClick(table, Qt::Key_T);
    EXPECT_FALSE(m_plot.showsTable());
}

TEST_F(TimelineTest, KeepsTheShownSpanWhenDataGrow)
{
    QTest::keyClick(&m_plot, Qt::Key_Plus);
    const TimelineRange before = m_plot.shown();
    TimelineData more;
    more.classes = {QStringLiteral("People"), QStringLiteral("Bots")};
    more.lanes = {{QStringLiteral("Requests"), minutes}, {QStringLiteral("198.51.100.7"), minutes}};
    more.whole = {0, 12 * hour};
    m_plot.setData(more);
    EXPECT_EQ(m_plot.shown(), before);
    m_plot.setLogarithmic(true);
    EXPECT_TRUE(m_plot.isLogarithmic());
}

} // namespace
} // namespace assay::gui
