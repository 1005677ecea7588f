// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/panels/learn/learntext.h"

#include <QAbstractTableModel>
#include <QWidget>

#include <memory>
#include <vector>

class QLabel;
class QTableView;

namespace assay::gui {

// The items of a plan, or those that one of its totals counts. Texts are made for the rows on screen only.
class LearnModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { OutcomeColumn, FlagColumn, HashesColumn, FromColumn, SubjectColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    // `snapshot` tells senders and subjects.
    void setPlan(std::shared_ptr<const LearnPlan> plan, std::shared_ptr<const CaseSnapshot> snapshot, LearnGroup group);
    const PlannedItem& item(int row) const { return m_plan->items[m_rows[static_cast<size_t>(row)]]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const PlannedItem& item, int column) const;
    QString hashList(const PlannedItem& item) const;
    std::shared_ptr<const LearnPlan> m_plan;
    std::shared_ptr<const CaseSnapshot> m_snapshot;
    std::vector<size_t> m_rows; // into the items of the plan
};

// What a plan would do: totals, each a link to the items behind it, and the items with their outcomes.
class LearnPreview : public QWidget
{
    Q_OBJECT
public:
    explicit LearnPreview(QWidget* parent);
    void setPlan(std::shared_ptr<const LearnPlan> plan, std::shared_ptr<const CaseSnapshot> snapshot);
    // Instead of a plan: one line, and no rows.
    void setMessage(const QString& text);
    const std::shared_ptr<const LearnPlan>& plan() const { return m_plan; }

Q_SIGNALS:
    void itemChosen(assay::ItemId item);

private:
    void showGroup(LearnGroup group);
    QString totalsText() const;
    std::shared_ptr<const LearnPlan> m_plan;
    std::shared_ptr<const CaseSnapshot> m_snapshot;
    LearnGroup m_group = LearnGroup::All;
    QLabel* m_totals;
    QLabel* m_hashes;
    LearnModel* m_model;
    QTableView* m_table;
};

} // namespace assay::gui
