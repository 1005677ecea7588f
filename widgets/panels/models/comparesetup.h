// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/comparing.h"
#include "widgets/panels/panel.h"

class QCheckBox;
class QDoubleSpinBox;
class QListWidget;
class QPushButton;

namespace assay::gui {

class QueryLine;

// Which models are compared on which items, at which costs.
class CompareSetup : public QWidget
{
    Q_OBJECT
public:
    CompareSetup(const PanelContext& context, QWidget* parent);
    // The first is the reference.
    void setModels(const std::vector<CompareWhich>& models);
    CompareRequest request() const;
    void setBusy(bool on);

Q_SIGNALS:
    void compareRequested();

private:
    void fill();
    void updateButton();

    PanelContext m_context;
    std::vector<CompareWhich> m_chosen; // in order
    QListWidget* m_models;
    QueryLine* m_query;
    QCheckBox* m_withoutTraining;
    QDoubleSpinBox *m_falsePositive, *m_falseNegative;
    QPushButton* m_compare;
    bool m_busy = false;
    bool m_filling = false;
};

} // namespace assay::gui
