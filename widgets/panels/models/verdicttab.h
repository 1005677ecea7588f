// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/modelcomparison.h"
#include "widgets/bridge/treemodel.h"

#include <QWidget>

class QLabel;
class QTreeView;

namespace assay::gui {

// Whether the challengers are better: tests, intervals, verdict with its reasons; and where, slice by slice.
class VerdictTab : public QWidget
{
    Q_OBJECT
public:
    explicit VerdictTab(QWidget* parent);
    // `tests`: null while they are being computed. `problem`: why there are none.
    void setComparison(const train::ModelComparison* comparison);
    void setTests(const train::ModelComparison& comparison, const train::ComparisonTests& tests);
    void setProblem(const QString& problem);

private:
    void showSlices(const train::ModelComparison& comparison);
    QLabel* m_verdict;
    TreeModel *m_tests, *m_slices;
    QTreeView *m_testTable, *m_sliceTable;
};

QString verdictText(const train::ModelComparison& comparison, const train::ComparisonTests& tests);

} // namespace assay::gui
