// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plotview.h"

#include "widgets/plots/plotpainter.h"
#include "widgets/plots/plottable.h"

#include <QContextMenuEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QMenu>
#include <QMouseEvent>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTableView>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace assay::gui {

PlotView::PlotView(QWidget* parent, Size size)
    : QWidget(parent)
    , m_painter(std::make_unique<PlotPainter>(size == Size::Compact))
    , m_pages(new QStackedWidget(this))
    , m_table(new PlotTable(this))
    , m_tableView(new QTableView(m_pages))
{
    m_tableView->setModel(m_table);
    m_tableView->verticalHeader()->hide();
    m_tableView->setShowGrid(false);
    m_tableView->setFrameShape(QFrame::NoFrame);
    m_tableView->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    QWidget* canvas = m_painter->widget();
    canvas->setFocusPolicy(Qt::StrongFocus);
    canvas->setMouseTracking(true);
    canvas->installEventFilter(this);
    m_pages->addWidget(canvas);
    m_pages->addWidget(m_tableView);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    const int line = fontMetrics().height();
    if (size == Size::Compact)
        setFixedHeight(3 * line);
    else
        setMinimumSize(14 * line, 9 * line);
}

PlotView::~PlotView() = default;

void PlotView::setData(PlotData data)
{
    m_data = std::move(data);
    m_table->setData(m_data);
    for (QWidget* page : {m_painter->widget(), static_cast<QWidget*>(m_tableView)}) {
        page->setAccessibleName(m_data.title);
        page->setAccessibleDescription(m_data.summary);
    }
    m_painter->draw(m_data, palette(), font());
}

void PlotView::setMarks(std::vector<PlotMark> marks)
{
    m_data.marks = std::move(marks);
    m_painter->drawMarks(m_data.marks, palette(), font());
}

bool PlotView::showsTable() const
{
    return m_pages->currentWidget() == m_tableView;
}

void PlotView::showTable(bool on)
{
    m_pages->setCurrentIndex(on ? 1 : 0);
}

void PlotView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::EnabledChange)
        m_painter->draw(m_data, palette(), font());
    QWidget::changeEvent(event);
}

void PlotView::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* table = menu->addAction(tr("Show as &table"));
    table->setCheckable(true);
    table->setChecked(showsTable());
    connect(table, &QAction::toggled, this, &PlotView::showTable);
    connect(menu->addAction(tr("&Export…")), &QAction::triggered, this, &PlotView::chooseExport);
    menu->popup(event->globalPos());
    event->accept();
}

bool PlotView::eventFilter(QObject* watched, QEvent* event)
{
    const QEvent::Type type = event->type();
    if (type == QEvent::MouseButtonPress || type == QEvent::MouseMove || type == QEvent::MouseButtonRelease) {
        auto& mouse = *static_cast<QMouseEvent*>(event);
        if (dragMark(mouse))
            return true;
        if (type != QEvent::MouseButtonRelease && (mouse.buttons() & Qt::LeftButton))
            Q_EMIT pressedAt(m_painter->xAt(mouse.position().x()));
        else if (type == QEvent::MouseMove)
            showValues(mouse);
    }
    return QWidget::eventFilter(watched, event);
}

bool PlotView::dragMark(QMouseEvent& event)
{
    if (event.type() == QEvent::MouseButtonPress && event.button() == Qt::LeftButton)
        m_dragged = m_painter->markAt(m_data.marks, event.position());
    if (m_dragged < 0) {
        const bool near = event.type() == QEvent::MouseMove && m_painter->markAt(m_data.marks, event.position()) >= 0;
        m_painter->widget()->setCursor(near ? Qt::SizeHorCursor : Qt::ArrowCursor);
        return false;
    }
    if (event.type() == QEvent::MouseButtonRelease)
        m_dragged = -1;
    else
        Q_EMIT markMoved(m_dragged, m_painter->xAt(event.position().x()));
    return true;
}

// Words of the nearest point, or of the row of the table that is nearest to the mouse.
void PlotView::showValues(const QMouseEvent& event)
{
    const QPoint place = event.globalPosition().toPoint();
    const auto hasHint = [](const PlotSeries& series) { return bool(series.hint); };
    if (std::any_of(m_data.series.begin(), m_data.series.end(), hasHint)) {
        const auto point = m_painter->pointAt(m_data, event.position());
        QToolTip::showText(place, point ? m_data.series[point->series].hint(point->index) : QString(), this);
        return;
    }
    const double x = m_painter->xAt(event.position().x());
    int nearest = -1;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (nearest < 0 || std::abs(m_table->value(row, 0) - x) < std::abs(m_table->value(nearest, 0) - x))
            nearest = row;
    }
    if (nearest < 0)
        return;
    QStringList lines;
    for (int column = 0; column < m_table->columnCount(); ++column) {
        const QString value = m_table->index(nearest, column).data().toString();
        if (!value.isEmpty())
            lines << m_table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() + QStringLiteral(": ")
                    + value;
    }
    QToolTip::showText(place, lines.join(QChar('\n')), this);
}

void PlotView::chooseExport()
{
    auto* dialog = new QFileDialog(this, tr("Export the plot"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const std::pair<QString, QString> kinds[] = {{tr("PNG image (*.png)"), QStringLiteral("png")},
        {tr("SVG image (*.svg)"), QStringLiteral("svg")}, {tr("CSV table (*.csv)"), QStringLiteral("csv")}};
    QStringList filters;
    for (const auto& kind : kinds)
        filters << kind.first;
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, filters](const QString& filter) {
        const char* suffixes[] = {"png", "svg", "csv"};
        dialog->setDefaultSuffix(QString::fromLatin1(suffixes[qMax(0, filters.indexOf(filter))]));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        const QString wrong = exportTo(file);
        if (!wrong.isEmpty())
            Q_EMIT failed(tr("Cannot write %1: %2").arg(file, wrong));
    });
    dialog->open();
}

QString PlotView::exportTo(const QString& file)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return out.errorString();
    if (file.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive))
        out.write(csv());
    else if (file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive))
        m_painter->writeSvg(out, m_data.title);
    else
        m_painter->writePng(out);
    return out.commit() ? QString() : out.errorString();
}

QByteArray PlotView::csv() const
{
    QByteArray text;
    const auto cell = [](const QString& value) {
        return '"' + QString(value).replace(QChar('"'), QStringLiteral("\"\"")).toUtf8() + '"';
    };
    for (int column = 0; column < m_table->columnCount(); ++column)
        text += (column ? "," : "") + cell(m_table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    text += "\r\n";
    for (int row = 0; row < m_table->rowCount(); ++row) {
        for (int column = 0; column < m_table->columnCount(); ++column) {
            const double value = m_table->value(row, column);
            text += column ? "," : "";
            text += std::isnan(value) ? QByteArray() : QByteArray::number(value, 'g', 12);
        }
        text += "\r\n";
    }
    return text;
}

} // namespace assay::gui
