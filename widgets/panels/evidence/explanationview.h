// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"
#include "widgets/bridge/treemodel.h"

#include <QWidget>

class QLabel;
class QTreeView;

namespace assay::gui {

class DivergingBarDelegate;

// The lines of an explanation: base, contributions (largest first), the rest of them, what acts together, and the sum
// that they add up to.
std::vector<TreeNode> explanationNodes(const ModelExplanation& explanation, size_t shown);
// What is said above them: what the model gave, by which method.
QString explanationHead(const ModelExplanation& explanation);

// Why a model said what it said about an item, as signed bars that add up.
class ExplanationView : public QWidget
{
    Q_OBJECT
public:
    // `name` is that of the table.
    ExplanationView(const char* name, QWidget* parent);
    void setExplanation(const ModelExplanation& explanation);
    // Words in its place: what is being done, or what went wrong.
    void setMessage(const QString& title, const QString& text);

private:
    QLabel *m_head, *m_unknown;
    TreeModel* m_model;
    QTreeView* m_table;
    DivergingBarDelegate* m_bars;
};

} // namespace assay::gui
