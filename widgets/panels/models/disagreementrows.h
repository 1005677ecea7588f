// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemrows.h"
#include "widgets/panels/models/comparefocus.h"

#include <QAbstractTableModel>

#include <unordered_map>

namespace assay::gui {

// Items on which two models differ, in a given order.
class DisagreementRows : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Label, Sender, Subject, ScoreA, ScoreB, Difference, Cost, Cause, columnCount_ };
    using Rows = std::shared_ptr<const std::vector<train::Disagreement>>;
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::shared_ptr<const ComparedCurves> curves, size_t a, size_t b, Rows rows);
    void setItems(std::shared_ptr<const ItemRows> items); // for what items say, and their labels
    void setCause(ItemId item, const QString& cause);
    bool hasCause(ItemId item) const { return m_causes.contains(item.value); }
    ItemId item(int row) const;
    size_t a() const { return m_a; }
    size_t b() const { return m_b; }
    const train::Disagreement& at(int row) const { return (*m_rows)[static_cast<size_t>(row)]; }
    const std::shared_ptr<const ComparedCurves>& curves() const { return m_curves; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(int row, int column) const;
    QString itemText(int row, const char* column) const;
    std::shared_ptr<const ComparedCurves> m_curves;
    std::shared_ptr<const ItemRows> m_items;
    Rows m_rows;
    size_t m_a = 0, m_b = 1;
    std::unordered_map<uint32_t, QString> m_causes; // by item
};

} // namespace assay::gui
