// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/itemspanel.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemmenu.h"
#include "widgets/panels/items/itemtableview.h"
#include "widgets/panels/items/leftrows.h"
#include "widgets/panels/items/listselection.h"
#include "widgets/panels/items/nomatchnote.h"
#include "widgets/settings/appsettings.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay::gui {

ItemsPanel::ItemsPanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new SnapshotTable(itemColumns(), this))
{
    buildView();
    m_left = new LeftRows(context, m_model);
    m_asker = new ListAsker(context, m_model->columns(), this);
    connect(m_asker, &ListAsker::answered, this, &ItemsPanel::showAnswer);
    connect(m_asker, &ListAsker::refused, this, &ItemsPanel::filterRefused);
    connect(m_asker, &ListAsker::slow, this, &ItemsPanel::showBusy);
    connect(&context.live, &LiveCase::itemsChanged, m_asker, &ListAsker::refresh);
    connect(&context.live, &LiveCase::labelsChanged, this, &ItemsPanel::repaintLabels);
    connect(&context.live, &LiveCase::caseChanged, this, [this] {
        m_query = {{}, {}, {}, m_query.sort, m_query.groupBy};
        m_asker->ask(m_query);
        m_currentId.reset();
        m_contents.reset();
        m_view->itemSelection()->clearAll();
        m_model->setSnapshot(nullptr, {});
        Q_EMIT countChanged();
    });
    connect(&context.settings, &AppSettings::viewChanged, this, [this] {
        updateDensity();
        m_asker->refresh(); // the time zone may be another
    });
}

void ItemsPanel::buildView()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_view = new ItemTableView(m_model, this);
    m_view->setObjectName(QStringLiteral("itemList"));
    m_view->setAccessibleName(tr("Items"));
    m_view->setAccessibleDescription(tr("The items of the case that match the filter"));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    layout->addWidget(m_view, 1);
    layout->addWidget(buildSelectionBar());
    m_sorting = new QLabel(tr("Sorting…"), m_view);
    m_sorting->setAutoFillBackground(true);
    m_sorting->setMargin(6);
    m_sorting->hide();
    m_sorting->move(12, 40);
    m_noMatch = new NoMatchNote(m_view->viewport());
    connect(m_noMatch, &NoMatchNote::clearRequested, this, [this] { m_context.query.replace({}); });

    QHeaderView* header = m_view->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    connect(header, &QHeaderView::sectionClicked, this, &ItemsPanel::headerClicked);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ItemsPanel::showContextMenu);
    connect(m_view, &ItemTableView::copyRequested, this, &ItemsPanel::copyRows);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ItemsPanel::currentChanged);
    connect(m_view->itemSelection(), &ListSelection::rowsChanged, this, &ItemsPanel::updateSelectionBar);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_restoring = true; });
    connect(m_model, &QAbstractItemModel::modelReset, this, &ItemsPanel::restoreSelection);
    m_columns = new ItemColumns(m_model, m_view);
    updateDensity();
}

QWidget* ItemsPanel::buildSelectionBar()
{
    m_selectionBar = new QFrame(this);
    m_selectionBar->setObjectName(QStringLiteral("selectionBar"));
    m_selectionText = new QLabel(m_selectionBar);
    m_selectionText->setObjectName(QStringLiteral("selectionText"));
    auto* none = new QToolButton(m_selectionBar);
    none->setText(tr("Select nothing"));
    none->setAutoRaise(true);
    connect(none, &QToolButton::clicked, this, &ItemsPanel::clearSelection);
    auto* layout = new QHBoxLayout(m_selectionBar);
    layout->setContentsMargins(10, 2, 6, 2);
    layout->addWidget(m_selectionText);
    layout->addStretch(1);
    layout->addWidget(none);
    m_selectionBar->hide();
    return m_selectionBar;
}

void ItemsPanel::updateSelectionBar()
{
    const ListSelection& selection = *m_view->itemSelection();
    const quint64 count = selection.count();
    QString text;
    if (selection.isAll() && selection.exclusions() == 0)
        text = tr("All %1 matching selected", "count of items").arg(formatCount(count));
    else if (selection.isAll())
        text = tr("%1 of %2 matching selected").arg(formatCount(count), formatCount(m_model->order().size()));
    else
        text = tr("%1 selected", "count of items").arg(formatCount(count));
    m_selectionText->setText(text);
    m_selectionText->setAccessibleName(text);
    m_selectionBar->setVisible(selection.isAll() || count > 1);
    Q_EMIT selectionChanged();
}

std::shared_ptr<const ItemRows> ItemsPanel::rows() const
{
    return std::static_pointer_cast<const ItemRows>(m_model->rows());
}

std::vector<uint32_t> ItemsPanel::selectedRows() const
{
    return m_view->itemSelection()->rows();
}

std::vector<ItemId> ItemsPanel::selectedItems() const
{
    std::vector<ItemId> items;
    for (const uint32_t row : selectedRows())
        items.push_back(ItemId{m_model->rows()->id(row)});
    return items;
}

quint64 ItemsPanel::selectedCount() const
{
    return m_view->itemSelection()->count();
}

bool ItemsPanel::isAllSelected() const
{
    return m_view->itemSelection()->isAll() && m_view->itemSelection()->exclusions() == 0;
}

void ItemsPanel::selectAll()
{
    m_view->selectAll();
}

void ItemsPanel::clearSelection()
{
    m_view->itemSelection()->clearAll();
}

QTableView* ItemsPanel::view() const
{
    return m_view;
}

void ItemsPanel::updateDensity()
{
    const QFontMetrics metrics(m_view->font());
    const int extra = m_context.settings.view().density == Density::Compact ? 6 : 12;
    m_view->verticalHeader()->setDefaultSectionSize(metrics.height() + extra);
}

QString ItemsPanel::countText() const
{
    const LiveCase& live = m_context.live;
    if (!live.isOpen())
        return {};
    const quint64 total = live.items()->count();
    const quint64 matching = m_model->order().size();
    QString text = tr("%1 of %2", "matching items of all items").arg(formatCount(matching), formatCount(total));
    if (m_query.groupBy == GroupBy::Copies && m_model->isGrouped())
        text = tr("%1 shown · %2", "rows shown, matching of all").arg(formatCount(m_model->groupCount()), text);
    else if (m_model->isGrouped())
        text = tr("%n group(s) · %1", nullptr, static_cast<int>(m_model->groupCount())).arg(text);
    if (m_asker->wasStopped())
        text = tr("%1 · stopped").arg(text);
    else if (m_slow)
        text = m_partial ? tr("%1 so far").arg(text) : tr("%1 · searching").arg(text);
    const quint64 indexed = live.snapshot()->indexedRows;
    if (live.snapshot()->index && indexed < total)
        text =
            tr("%1 · indexing %2 %", "count of items, share of them in the index").arg(text).arg(indexed * 100 / total);
    return text;
}

void ItemsPanel::setFilter(const QString& filter)
{
    if (filter == m_query.filter)
        return;
    m_query.filter = filter;
    forgetAll();
    m_asker->ask(m_query);
}

void ItemsPanel::setPlace(std::optional<uint32_t> source, std::optional<uint32_t> folder)
{
    if (source == m_query.source && folder == m_query.folder)
        return;
    m_query.source = source;
    m_query.folder = folder;
    forgetAll();
    m_asker->ask(m_query);
}

// "Everything" was said of the query before.
void ItemsPanel::forgetAll()
{
    if (m_view->itemSelection()->isAll())
        clearSelection();
}

void ItemsPanel::setSort(const SortTerms& sort)
{
    m_query.sort.clear();
    for (const SortTerm& term : sort) {
        if (term.column >= 0 && term.column < m_model->columnCount())
            m_query.sort.push_back(term);
    }
    QHeaderView* header = m_view->horizontalHeader();
    if (m_query.sort.empty())
        header->setSortIndicator(-1, Qt::AscendingOrder);
    else
        header->setSortIndicator(m_query.sort.front().column, m_query.sort.front().order);
    m_model->setColumnsTitleSuffix(m_query.sort);
    m_asker->ask(m_query);
}

void ItemsPanel::setGroupBy(GroupBy by)
{
    if (by == m_query.groupBy)
        return;
    m_query.groupBy = by;
    m_asker->ask(m_query);
}

void ItemsPanel::headerClicked(int column)
{
    SortTerms sort = m_query.sort;
    const bool further = QApplication::keyboardModifiers() & Qt::ShiftModifier;
    const auto found =
        std::find_if(sort.begin(), sort.end(), [column](const SortTerm& term) { return term.column == column; });
    // Numbers are most wanted with the largest first, texts with A first.
    const bool number = static_cast<bool>(m_model->columns()[static_cast<size_t>(column)].number);
    SortTerm term{column, number ? Qt::DescendingOrder : Qt::AscendingOrder};
    if (found != sort.end()) {
        term.order = found->order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
        if (further)
            *found = term;
    } else if (further) {
        sort.push_back(term);
    }
    setSort(further ? sort : SortTerms{term});
}

void ItemsPanel::showBusy(bool running)
{
    m_slow = running;
    m_sorting->setVisible(running && m_query.filter.isEmpty());
    Q_EMIT searching(running && !m_query.filter.isEmpty());
    Q_EMIT countChanged();
}

// A label changes what cells say, never which items are listed: an item that does not match any more stays until the
// list is asked again.
void ItemsPanel::repaintLabels()
{
    m_model->replaceValues(m_asker->currentRows());
}

void ItemsPanel::showAnswer(const ListAnswer& answer)
{
    if (answer.rows->count())
        m_columns->setContents(m_contents.update(answer.rows->items()));
    m_partial = answer.isPartial;
    m_left->setQuery(answer.query);
    if (answer.groups) {
        const auto heading = [by = answer.query.groupBy](
                                 const TableRows& rows, uint32_t row) { return groupHeading(by, rows, row); };
        m_model->setGroups(answer.rows, answer.groups, heading);
    } else {
        m_model->setSnapshot(answer.rows, answer.order);
    }
    const bool none = answer.order.empty() && !answer.isPartial && m_context.live.items()->count() > 0;
    m_noMatch->setShown(none, m_context.live.items()->count(), answer.zeroPart);
    if (m_wanted) {
        const int row = m_model->reveal(*m_wanted);
        if (row >= 0) {
            m_wanted.reset();
            m_view->setCurrentIndex(m_model->index(row, 0));
            m_view->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
        }
    }
    m_view->itemSelection()->keepShown();
    if (answer.rows->snapshot().labels != m_context.live.snapshot()->labels)
        repaintLabels(); // one was stored while the list was asked
    Q_EMIT countChanged();
}

void ItemsPanel::selectItem(ItemId item)
{
    const int row = m_model->rowCount() ? m_model->reveal(item.value) : -1;
    if (row < 0) {
        m_wanted = item.value;
        return;
    }
    m_view->setCurrentIndex(m_model->index(row, 0));
    m_view->scrollTo(m_model->index(row, 0));
}

void ItemsPanel::stepItem(int step)
{
    const int count = m_model->rowCount();
    if (!count)
        return;
    const QModelIndex current = m_view->currentIndex();
    const int row = current.isValid() ? std::clamp(current.row() + step, 0, count - 1) : 0;
    m_view->setCurrentIndex(m_model->index(row, 0));
}

void ItemsPanel::currentChanged()
{
    if (m_restoring)
        return;
    const QModelIndex current = m_view->currentIndex();
    const bool isItem = current.isValid() && !m_model->isHeading(current.row());
    m_currentId = isItem ? std::optional(m_model->idAt(current.row())) : std::nullopt;
    m_context.focus.setItem(m_currentId ? std::optional(ItemId{*m_currentId}) : std::nullopt);
}

void ItemsPanel::restoreSelection()
{
    const int current = m_currentId ? m_model->tableRowOf(*m_currentId) : -1;
    if (current >= 0) {
        m_view->selectionModel()->setCurrentIndex(m_model->index(current, 0), QItemSelectionModel::NoUpdate);
        m_view->scrollTo(m_model->index(current, 0));
    }
    m_restoring = false;
    if (m_currentId && current < 0 && m_model->rowCount()) // it left the list: the item view must not show it any more
        currentChanged();
}

ItemCell ItemsPanel::cellAt(const QModelIndex& index) const
{
    if (!index.isValid() || m_model->isHeading(index.row()))
        return {};
    return {rows(), m_model->rowAt(index.row()), &m_model->columns()[static_cast<size_t>(index.column())]};
}

void ItemsPanel::showContextMenu(const QPoint& position)
{
    // The menu key comes without a place: it means the current cell.
    const bool byMouse = m_view->viewport()->rect().contains(position) && m_view->indexAt(position).isValid();
    const QModelIndex index = byMouse ? m_view->indexAt(position) : m_view->currentIndex();
    if (!index.isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("itemMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const ItemCell cell = cellAt(index);
    if (cell.rows) {
        addCellActions(menu, m_context, cell);
        menu->addSeparator();
        addAlikeMenu(menu, m_context, cell);
        addThreadAction(menu, m_context, cell);
        addCopyMenu(menu, m_context, cell, [this] { copyRows(); });
        menu->addSeparator();
    }
    Q_EMIT menuRequested(menu);
    m_columns->fillMenu(menu->addMenu(tr("Columns")));
    menu->popup(m_view->viewport()->mapToGlobal(byMouse ? position : m_view->visualRect(index).bottomLeft()));
}

void ItemsPanel::copyRows()
{
    constexpr int most = 10'000; // rows; more are exported, not copied
    QStringList lines;
    for (const uint32_t row : selectedRows()) {
        QStringList cells;
        for (const int column : m_columns->shown())
            cells << m_model->columns()[static_cast<size_t>(column)].text(*m_model->rows(), row);
        lines << cells.join(QChar('\t'));
        if (lines.size() >= most)
            break;
    }
    QApplication::clipboard()->setText(lines.join(QChar('\n')));
}

} // namespace assay::gui
