// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/requeststab.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/querymenu.h"
#include "widgets/bridge/requestfacts.h"
#include "widgets/settings/appsettings.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <numeric>
#include <set>

namespace assay::gui {
namespace {

constexpr int mostCopied = 10'000; // rows

} // namespace

RequestsTab::RequestsTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new SnapshotTable(requestColumns(), this))
    , m_view(new QTableView(this))
    , m_count(new QLabel(this))
{
    m_view->setObjectName(QStringLiteral("requests"));
    m_view->setAccessibleName(tr("Requests"));
    m_view->setModel(m_model);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setMinimumSectionSize(fontMetrics().height() + 4);
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    QHeaderView* header = m_view->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    const int unit = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_view->setColumnWidth(column, unit * m_model->columns()[static_cast<size_t>(column)].widthInChars + 12);
    m_count->setObjectName(QStringLiteral("requestCount"));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setContentsMargins(8, 2, 8, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_count);
    auto* copyRows = new QAction(tr("&Copy"), this);
    copyRows->setShortcut(QKeySequence::Copy);
    copyRows->setShortcutContext(Qt::WidgetShortcut);
    m_view->addAction(copyRows);
    connect(copyRows, &QAction::triggered, this, &RequestsTab::copy);
    connect(header, &QHeaderView::sectionClicked, this, &RequestsTab::sortBy);
    connect(m_view, &QWidget::customContextMenuRequested, this, &RequestsTab::showMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid())
            Q_EMIT requestChosen(m_model->rowAt(now.row()));
    });
}

void RequestsTab::setContent(const std::shared_ptr<const ItemContent>& content, RequestMarks marks)
{
    m_content = content;
    m_hit = -1;
    m_wanted.reset();
    m_rows = nullptr;
    m_model->setSnapshot(nullptr, {});
    m_count->clear();
    if (!content || !content->requestSet) {
        m_context.jobs.cancel(this, QStringLiteral("sort"));
        return;
    }
    std::set<uint32_t> marked;
    for (const auto& mark : marks)
        marked.insert(mark.first);
    m_rows = rowsWith(std::move(marks));
    const uint64_t before = content->requestSet->head().requestsBefore;
    QString text = tr("%n request(s)", nullptr, static_cast<int>(m_rows->count()));
    if (before)
        text += tr(" · %1 in earlier periods").arg(formatCount(before));
    if (!marked.empty())
        text += tr(" · %1 with hits", "count of requests").arg(formatCount(marked.size()));
    m_count->setText(text);
    ask();
}

std::shared_ptr<const RequestRows> RequestsTab::rowsWith(RequestMarks marks) const
{
    return std::make_shared<const RequestRows>(m_content->requestSet, std::move(marks), m_context.settings.timeZone(),
        m_content->requestFacts->hasFractions, m_hit);
}

void RequestsTab::setHit(int hit)
{
    if (hit == m_hit || !m_rows)
        return;
    m_hit = hit;
    m_rows = rowsWith(m_rows->marks());
    m_model->replaceValues(m_rows);
}

void RequestsTab::sortBy(int column)
{
    Qt::SortOrder order = Qt::AscendingOrder;
    if (!m_sort.empty() && m_sort.front().column == column && m_sort.front().order == Qt::AscendingOrder)
        order = Qt::DescendingOrder;
    m_sort = {{column, order}};
    m_view->horizontalHeader()->setSortIndicator(column, order);
    ask();
}

void RequestsTab::ask()
{
    if (!m_rows)
        return;
    using Order = std::vector<uint32_t>;
    Order order(m_rows->count());
    std::iota(order.begin(), order.end(), 0u);
    if (m_sort.empty()) { // as they came: nothing to wait for
        m_model->setSnapshot(m_rows, std::move(order));
        return;
    }
    const JobTitle title{tr("Sort requests"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [rows = m_rows, columns = m_model->columns(), sort = m_sort, order](
                          const RunContext& context) { return sortRows(*rows, columns, sort, order, context); };
    m_context.jobs.start<Order>(
        this, QStringLiteral("sort"), title, work, [this, content = m_content](Result<Order> sorted) {
            if (!sorted || content != m_content)
                return;
            m_model->setSnapshot(m_rows, std::move(*sorted));
            if (m_wanted) {
                const auto [request, column] = *m_wanted;
                showRequest(request, m_model->columns()[static_cast<size_t>(column)].key.toStdString());
            }
        });
}

void RequestsTab::showRequest(uint32_t request, std::string_view field)
{
    const int column = requestColumnOf(field);
    m_wanted.emplace(request, column);
    const int row = m_model->rowCount() ? m_model->tableRowOf(request) : -1;
    if (row < 0)
        return; // it is being sorted
    m_wanted.reset();
    const QModelIndex index = m_model->index(row, column);
    m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    // Sideways only when the cell does not even begin in sight.
    QScrollBar* sideways = m_view->horizontalScrollBar();
    const int left = m_view->columnViewportPosition(column);
    const int before = sideways->value();
    m_view->scrollTo(index, QAbstractItemView::PositionAtCenter);
    if (left >= 0 && left < m_view->viewport()->width() * 3 / 4)
        sideways->setValue(before);
}

void RequestsTab::showMenu(const QPoint& position)
{
    const bool byMouse = m_view->viewport()->rect().contains(position) && m_view->indexAt(position).isValid();
    const QModelIndex index = byMouse ? m_view->indexAt(position) : m_view->currentIndex();
    if (!index.isValid())
        return;
    const TableColumn& column = m_model->columns()[static_cast<size_t>(index.column())];
    const uint32_t row = m_model->rowAt(index.row());
    const QString term =
        column.field.isEmpty() || !column.value ? QString() : termOf(column.field, column.value(*m_rows, row));
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("requestMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addTermActions(menu, m_context.query, term);
    menu->addSeparator();
    const QString cell = column.text(*m_rows, row);
    menu->addAction(tr("Copy &cell"), menu, [cell] { QApplication::clipboard()->setText(cell); })
        ->setEnabled(!cell.isEmpty());
    menu->addAction(tr("Copy &rows"), this, &RequestsTab::copy)->setShortcut(QKeySequence::Copy);
    menu->popup(m_view->viewport()->mapToGlobal(byMouse ? position : m_view->visualRect(index).bottomLeft()));
}

void RequestsTab::copy()
{
    QStringList lines;
    for (const QItemSelectionRange& range : m_view->selectionModel()->selection()) {
        for (int line = range.top(); line <= range.bottom() && lines.size() < mostCopied; ++line) {
            QStringList cells;
            for (const TableColumn& column : m_model->columns())
                cells << column.text(*m_rows, m_model->rowAt(line));
            lines << cells.join(QChar('\t'));
        }
    }
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(QChar('\n')));
}

} // namespace assay::gui
