// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include "core/casefile/case.h"

#include <QDialog>

#include <optional>

class QButtonGroup;
class QComboBox;
class QPushButton;
class QVBoxLayout;

namespace assay {
class Message;
}

namespace assay::gui {

struct ItemContent;
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
    void addClusterScope();
    void addContentScopes();
    void addMessageScopes(const Message& message);
    void addRequestSetScopes(const ItemContent& content);
    void chooseFirst();
    void count(size_t scope);
    void updateButton();
    void apply();

    PanelContext m_context;
    Triage& m_triage;
    std::optional<ItemId> m_item; // that was current when the dialog opened
    ItemKind m_kind = ItemKind::Message; // of the item
    bool m_hasContent = false; // its scopes are there
    bool m_chosenByHand = false;
    std::vector<Scope> m_scopes;
    QVBoxLayout* m_list;
    QButtonGroup* m_choices;
    QComboBox* m_label;
    QPushButton* m_apply;
};

} // namespace assay::gui
