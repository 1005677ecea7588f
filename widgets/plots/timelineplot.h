// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QTimeZone>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QCPAxisRect;
class QCPItemRect;
class QCustomPlot;
class QStackedWidget;
class QTableView;

namespace assay::gui {

class PlotTable;

// Counts of consecutive spans of time, by class: counts[class][bin]. Times are seconds since 1970 UTC.
struct TimelineBins
{
    double first = 0, step = 1; // bin i begins at first + i * step
    std::vector<std::vector<double>> counts;
};

// What one lane of a timeline shows. `bins` gives at most about `most` bins that cover [from, to]; quick, for it is
// asked at every step of a zoom.
struct TimelineLane
{
    QString title;
    std::function<TimelineBins(double from, double to, int most)> bins;
};

struct TimelinePeriod
{
    double from = 0, to = 0;
    QString text; // empty: only a shade
    int color = 0; // number in the set of colours
};

struct TimelineRange
{
    double from = 0, to = 0;
    bool operator==(const TimelineRange&) const = default;
};

struct TimelineData
{
    QString summary; // one sentence with what is to be seen
    std::vector<QString> classes;
    std::vector<TimelineLane> lanes; // the first is the main one, a second is drawn below it
    std::vector<TimelinePeriod> periods;
    TimelineRange whole; // first to last
};

// Stacked counts over time. A drag brushes a span; the wheel zooms, a drag with the right button moves. Keys: left and
// right move, + and - zoom, Home shows everything, Enter applies the brush, Escape takes it away, L changes to a
// logarithmic axis, T to the table of the same figures.
class TimelinePlot : public QWidget
{
    Q_OBJECT
public:
    explicit TimelinePlot(QWidget* parent);

    // Keeps the shown span and the brush where they still fit.
    void setData(TimelineData figures);
    void setTimeZone(const QTimeZone& zone); // of the axis
    TimelineRange shown() const { return m_shown; }
    void show(TimelineRange range);
    using QWidget::show;
    const std::optional<TimelineRange>& brush() const { return m_brush; }
    void setBrush(std::optional<TimelineRange> brush);
    bool isLogarithmic() const { return m_isLog; }
    void setLogarithmic(bool on);
    bool showsTable() const;
    void showTable(bool on);
    QColor classColor(int number) const; // in the colours of the palette
    // What the main lane draws now.
    const TimelineBins& drawn() const { return m_drawn; }

Q_SIGNALS:
    void shownChanged();
    void brushChanged();
    void brushApplied(); // Enter, or a double click into it
    void modeChanged(); // axis or table, by a key

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildPlot();
    void redraw();
    void drawLane(QCPAxisRect* rect, const TimelineLane& lane, TimelineBins& bins);
    void drawPeriods();
    void drawBrush();
    void styleRect(QCPAxisRect* rect, const QString& title, double highest);
    void fillTable();
    void zoom(double factor, double around);
    void move(double seconds);
    double timeAt(double pixel) const;
    bool pressed(const QPoint& place, Qt::MouseButton button);
    bool dragged(const QPoint& place);
    void tell(const QPoint& place); // values under the mouse

    enum class Drag { None, Brush, Move };
    TimelineData m_data;
    TimelineBins m_drawn;
    TimelineRange m_shown;
    std::optional<TimelineRange> m_brush;
    QTimeZone m_zone = QTimeZone::utc();
    bool m_isLog = false;
    Drag m_drag = Drag::None;
    double m_dragFrom = 0; // time where it began
    QCustomPlot* m_plot;
    QCPAxisRect* m_second = nullptr; // lane below; null while there is none
    QCPItemRect* m_brushItem = nullptr;
    QStackedWidget* m_pages;
    PlotTable* m_table;
    QTableView* m_tableView;
};

} // namespace assay::gui
