// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plottable.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

QString shown(const PlotAxis& axis, double value)
{
    if (std::isnan(value))
        return {};
    return axis.text ? axis.text(value) : QLocale().toString(value, 'g', 6);
}

} // namespace

void PlotTable::setData(const PlotData& data)
{
    beginResetModel();
    m_x = data.x;
    m_y = data.y;
    m_titles.clear();
    m_places.clear();
    for (const PlotSeries& series : data.series) {
        m_titles << series.title;
        m_places.insert(m_places.end(), series.x.begin(), series.x.end());
    }
    std::sort(m_places.begin(), m_places.end());
    m_places.erase(std::unique(m_places.begin(), m_places.end()), m_places.end());
    m_values.assign(data.series.size(), std::vector<double>(m_places.size(), std::nan("")));
    for (size_t i = 0; i < data.series.size(); ++i) {
        const PlotSeries& series = data.series[i];
        for (size_t point = 0; point < series.x.size(); ++point) {
            const auto place = std::lower_bound(m_places.begin(), m_places.end(), series.x[point]);
            m_values[i][static_cast<size_t>(place - m_places.begin())] = series.y[point];
        }
    }
    endResetModel();
}

double PlotTable::value(int row, int column) const
{
    const auto place = static_cast<size_t>(row);
    return column == 0 ? m_places[place] : m_values[static_cast<size_t>(column) - 1][place];
}

int PlotTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_places.size());
}

int PlotTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_values.size()) + 1;
}

QVariant PlotTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    return shown(index.column() == 0 ? m_x : m_y, value(index.row(), index.column()));
}

QVariant PlotTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? m_x.title : m_titles.value(section - 1);
}

} // namespace assay::gui
