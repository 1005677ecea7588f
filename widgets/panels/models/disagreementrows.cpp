// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/disagreementrows.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/panels/models/modelwords.h"

#include <algorithm>

namespace assay::gui {
namespace {

const TableColumn* columnOf(const char* key)
{
    static const TableColumns columns = itemColumns();
    const auto found = std::find_if(
        columns.begin(), columns.end(), [key](const TableColumn& column) { return column.key == QLatin1String(key); });
    return found == columns.end() ? nullptr : &*found;
}

} // namespace

void DisagreementRows::setRows(std::shared_ptr<const ComparedCurves> curves, size_t a, size_t b, Rows rows)
{
    beginResetModel();
    if (curves != m_curves || a != m_a || b != m_b)
        m_causes.clear();
    m_curves = std::move(curves);
    m_a = a;
    m_b = b;
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT headerDataChanged(Qt::Horizontal, ScoreA, ScoreB);
}

void DisagreementRows::setItems(std::shared_ptr<const ItemRows> items)
{
    m_items = std::move(items);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void DisagreementRows::setCause(ItemId item, const QString& cause)
{
    m_causes[item.value] = cause;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Cause), index(rowCount() - 1, Cause));
}

ItemId DisagreementRows::item(int row) const
{
    return m_curves->comparison->items[at(row).row];
}

int DisagreementRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_rows ? 0 : static_cast<int>(m_rows->size());
}

int DisagreementRows::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columnCount_;
}

QString DisagreementRows::itemText(int row, const char* column) const
{
    const TableColumn* known = columnOf(column);
    const uint32_t at = m_items ? m_items->rowOf(item(row).value) : 0;
    return known && m_items && at < m_items->count() ? known->text(*m_items, at) : QString();
}

QString DisagreementRows::text(int row, int column) const
{
    const train::Disagreement& differing = at(row);
    switch (column) {
    case Label: {
        const uint32_t known = m_items ? m_items->rowOf(item(row).value) : 0;
        return m_items && known < m_items->count() ? labelWord(m_items->label(known)) : QString();
    }
    case Sender:
        return itemText(row, "from");
    case Subject:
        return itemText(row, "subject");
    case ScoreA:
        return figure(differing.a);
    case ScoreB:
        return figure(differing.b);
    case Difference:
        return figure(differing.difference);
    case Cost:
        return QLocale().toString(differing.cost, 'g', 4);
    case Cause: {
        const auto cause = m_causes.find(item(row).value);
        return cause == m_causes.end() ? QString() : cause->second;
    }
    default:
        return {};
    }
}

QVariant DisagreementRows::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const int column = index.column();
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return text(index.row(), column);
    if (role == Qt::TextAlignmentRole && column >= ScoreA && column <= Cost)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role == Qt::DecorationRole && column == Label && m_items) {
        const uint32_t known = m_items->rowOf(item(index.row()).value);
        const QString icon = known < m_items->count() ? labelIcon(m_items->label(known)) : QString();
        return icon.isEmpty() ? QVariant() : QVariant(themedIcon(icon));
    }
    if (role == Qt::AccessibleTextRole && column == 0) {
        return tr("%1, %2, %3 against %4", "label, subject, scores")
            .arg(text(index.row(), Label), text(index.row(), Subject), text(index.row(), ScoreA),
                text(index.row(), ScoreB));
    }
    return {};
}

QVariant DisagreementRows::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const bool known = m_curves && m_b < m_curves->models.size();
    switch (section) {
    case Label:
        return tr("Label");
    case Sender:
        return tr("From");
    case Subject:
        return tr("Subject");
    case ScoreA:
        return known ? displayLine(m_curves->model(m_a).title, 30) : QString();
    case ScoreB:
        return known ? displayLine(m_curves->model(m_b).title, 30) : QString();
    case Difference:
        return tr("Δ");
    case Cost:
        return tr("Cost");
    case Cause:
        return tr("Top cause");
    default:
        return {};
    }
}

} // namespace assay::gui
