// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include "core/casefile/case.h"

#include <QDialog>

class QButtonGroup;
class QComboBox;
class QPushButton;
class QVBoxLayout;

namespace assay::gui {

class Triage;

// Gives the label to everything that has something in common with one item: each choice says how many items that is
// before Enter confirms it.
class ApplyDialog : public QDialog
{
    Q_OBJECT
public:
    ApplyDialog(const PanelContext& context, Triage& triage, feedback::LabelId label, QWidget* parent);

private:
    struct Scope
    {
        QString title;
        QString query;
        std::vector<ItemId> items;
        bool counted = false;
    };
    size_t addScope(const QString& title, const QString& query);
    void addClusterScope(ItemId item);
    void count(size_t scope);
    void updateButton();
    void apply();

    PanelContext m_context;
    Triage& m_triage;
    std::vector<Scope> m_scopes;
    QVBoxLayout* m_list;
    QButtonGroup* m_choices;
    QComboBox* m_label;
    QPushButton* m_apply;
};

} // namespace assay::gui
