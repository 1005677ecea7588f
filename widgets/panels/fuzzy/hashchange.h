// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/hashchange.h"
#include "widgets/panels/fuzzy/hashrows.h"
#include "widgets/panels/panel.h"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QSpinBox;

namespace assay::gui {

// "Affects 12 hashes in storage local, flag 11 FUZZY_DENIED"
QString affectedText(const fuzzy::FuzzyRule& rule, const std::vector<fuzzy::HashState>& states);
// What undo and the audit log say: "move 12 hashes to flag 13".
QString changeText(const HashChange& change, size_t hashes);

// Says what a change of hashes will do and does it. Reads the hashes anew, so that it counts what is stored now.
class HashChangeDialog : public QDialog
{
    Q_OBJECT
public:
    HashChangeDialog(const PanelContext& context, const fuzzy::FuzzyRule& rule, const std::vector<HashRow>& hashes,
        HashChange::Kind kind, QWidget* parent);

private:
    void buildInputs(const std::vector<HashRow>& hashes);
    void read(const std::vector<HashRow>& hashes);
    HashChange change() const;
    void showPreview();
    void apply();

    PanelContext m_context;
    fuzzy::FuzzyRule m_rule;
    HashChange::Kind m_kind;
    std::vector<fuzzy::HashState> m_states; // empty until they are read
    QLabel* m_preview;
    QComboBox* m_flag = nullptr;
    QSpinBox* m_weight = nullptr;
    QDialogButtonBox* m_buttons;
};

} // namespace assay::gui
