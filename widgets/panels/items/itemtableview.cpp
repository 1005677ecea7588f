// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/itemtableview.h"

#include "widgets/panels/items/itemdelegate.h"
#include "widgets/panels/items/listselection.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace assay::gui {

ItemTableView::ItemTableView(SnapshotTable* table, QWidget* parent)
    : QTableView(parent)
    , m_table(table)
    , m_selection(new ListSelection(table, this))
{
    setModel(table);
    delete selectionModel(); // the one that setModel() made
    setSelectionModel(m_selection);
    setItemDelegate(new ItemDelegate(this));
    connect(m_selection, &ListSelection::rowsChanged, viewport(), qOverload<>(&QWidget::update));
    for (size_t i = 0; i < table->columns().size(); ++i) {
        if (table->columns()[i].key == QStringLiteral("subject"))
            m_badgeColumn = static_cast<int>(i);
    }
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAttribute(Qt::WA_InputMethodEnabled, false); // an input method must not swallow single keys
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
}

void ItemTableView::setEmptyText(const QString& text)
{
    if (m_emptyText == text)
        return;
    m_emptyText = text;
    viewport()->update();
}

void ItemTableView::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_emptyText.isEmpty() || !model() || model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect().adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

void ItemTableView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return;
    }
    const QModelIndex current = currentIndex();
    const bool group = current.isValid() && m_table->hasGroup(current.row());
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (group && m_table->isHeading(current.row()))
            setCurrentOpen(!m_table->isOpen(current.row()));
        else
            Q_EMIT activatedByKey();
        return;
    case Qt::Key_Space:
        if (current.isValid())
            m_selection->select(current, QItemSelectionModel::Toggle | QItemSelectionModel::Rows);
        return;
    case Qt::Key_Right:
    case Qt::Key_Left:
        if (group && event->modifiers() == Qt::NoModifier) {
            setCurrentOpen(event->key() == Qt::Key_Right);
            return;
        }
        break;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
}

void ItemTableView::selectAll()
{
    m_selection->selectAll();
}

void ItemTableView::setCurrentOpen(bool open)
{
    m_table->setOpen(currentIndex().row(), open);
}

bool ItemTableView::isOnTriangle(const QModelIndex& index, const QPoint& position) const
{
    if (!index.isValid() || !m_table->hasGroup(index.row()))
        return false;
    const int reach = fontMetrics().height() + 4;
    if (m_table->isHeading(index.row()))
        return position.x() < reach;
    return index.column() == m_badgeColumn && position.x() < visualRect(index).left() + 2 * reach;
}

void ItemTableView::mousePressEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && isOnTriangle(index, event->pos())) {
        m_table->setOpen(index.row(), !m_table->isOpen(index.row()));
        event->accept();
        return;
    }
    QTableView::mousePressEvent(event);
}

void ItemTableView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && m_table->isHeading(index.row()) && !isOnTriangle(index, event->pos()))
        m_table->setOpen(index.row(), !m_table->isOpen(index.row()));
    else
        QTableView::mouseDoubleClickEvent(event);
}

// The base class asks Qt's selection, which does not know large ones: a menu on a selected row keeps the selection.
QItemSelectionModel::SelectionFlags ItemTableView::selectionCommand(const QModelIndex& index, const QEvent* event) const
{
    if (event && event->type() == QEvent::MouseButtonPress && index.isValid()
        && static_cast<const QMouseEvent*>(event)->button() == Qt::RightButton
        && m_selection->isTableRowSelected(index.row()))
        return QItemSelectionModel::NoUpdate;
    return QTableView::selectionCommand(index, event);
}

void ItemTableView::keyboardSearch(const QString&)
{
    // Searching a million rows by typing would stop the window; the filter does that.
}

} // namespace assay::gui
