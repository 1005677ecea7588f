// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plotdata.h"

#include <QWidget>

#include <memory>

class QMouseEvent;
class QStackedWidget;
class QTableView;

namespace assay::gui {

class PlotPainter;
class PlotTable;

// A plot in the colours of the theme, with the same figures as a table, a menu (right button, menu key) to change
// between them and to export, and values under the mouse.
class PlotView : public QWidget
{
    Q_OBJECT
public:
    // Compact: a line without axes, for a row of a form.
    enum class Size { Full, Compact };
    explicit PlotView(QWidget* parent, Size size = Size::Full);
    ~PlotView() override;

    void setData(PlotData data);
    // Other marks on the same figures; quick.
    void setMarks(std::vector<PlotMark> marks);
    const PlotData& data() const { return m_data; }
    bool showsTable() const;
    void showTable(bool on);
    // PNG (twice the size), SVG or CSV (numbers in the C locale) by the ending of the name; what went wrong, or "".
    QString exportTo(const QString& file);

Q_SIGNALS:
    void pressedAt(double x); // left button pressed or moved over the plot, at this place of the x axis
    void markMoved(int mark, double x); // a movable mark was dragged to there; who wants it there sets it
    void failed(const QString& text); // an export

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void chooseExport();
    bool dragMark(QMouseEvent& event);
    void showValues(const QMouseEvent& event);
    QByteArray csv() const;

    PlotData m_data;
    int m_dragged = -1; // mark
    std::unique_ptr<PlotPainter> m_painter;
    QStackedWidget* m_pages;
    PlotTable* m_table;
    QTableView* m_tableView;
};

} // namespace assay::gui
