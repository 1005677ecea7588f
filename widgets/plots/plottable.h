// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plotdata.h"

#include <QAbstractTableModel>

namespace assay::gui {

// The figures of a plot: one row for each x, one column for each series.
class PlotTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setData(const PlotData& data);

    // NaN where a series has nothing at this x.
    double value(int row, int column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    PlotAxis m_x, m_y;
    QStringList m_titles;
    std::vector<double> m_places;
    std::vector<std::vector<double>> m_values; // by series, as long as m_places
};

} // namespace assay::gui
