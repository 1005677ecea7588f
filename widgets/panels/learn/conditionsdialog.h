// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/fuzzylearning.h"
#include "widgets/panels/panel.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace assay::gui {

class ConditionList;
class ItemsPanel;
class LearnPreview;
class ScriptEdit;

// Which messages a storage may learn, and to which flag: conditions, a script, and what they would decide about the
// items in the list before anything is stored.
class ConditionsDialog : public QDialog
{
    Q_OBJECT
public:
    // `storage`: shown first; empty: the one that was learned to last.
    ConditionsDialog(const PanelContext& context, ItemsPanel& items, QWidget* parent, const QString& storage = {});
    ~ConditionsDialog() override;

private:
    QWidget* buildTest();
    void fillStorages(const QString& wanted);
    void showRule();
    void updateButtons();
    void changed();
    const fuzzy::FuzzyRule* rule() const;
    fuzzy::FuzzyRule edited() const;
    void test();
    void showPlan(const Result<std::shared_ptr<const LearnPlan>>& plan);
    void save();

    PanelContext m_context;
    ItemsPanel& m_items;
    QComboBox* m_storage;
    ConditionList* m_list;
    ScriptEdit* m_script;
    QComboBox* m_flag = nullptr;
    QPushButton* m_test = nullptr;
    LearnPreview* m_preview = nullptr;
    QLabel* m_fault;
    QPushButton* m_save = nullptr;
    fuzzy::FuzzyRule m_stored; // as it was when editing began
    quint64 m_asked = 0; // tests so far
    quint64 m_question = 0; // number of the test that is waited for
};

} // namespace assay::gui
