// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/fuzzyrule.h"
#include "widgets/panels/panel.h"

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace assay::gui {

class QueryLine;

// The ordered conditions of a storage: a list, and below it the fields of the chosen one.
class ConditionList : public QWidget
{
    Q_OBJECT
public:
    ConditionList(const PanelContext& context, QWidget* parent);

    void setRule(const fuzzy::FuzzyRule* rule); // null: nothing to edit
    const std::vector<fuzzy::LearnCondition>& conditions() const { return m_conditions; }
    bool learnByDefault() const;
    // The first condition that cannot be used and why: "Condition 2: …"; empty: all are sound.
    QString fault() const;

Q_SIGNALS:
    void changed();

private:
    QWidget* buildEditor();
    QPushButton* addButton(const char* name, const QString& text);
    int current() const;
    void fillList(int chosen);
    void showRow(int row);
    void showEditor();
    void edited();
    void add();
    void remove();
    void move(int step);
    QString faultOf(const fuzzy::LearnCondition& condition) const;

    PanelContext m_context;
    std::vector<fuzzy::LearnCondition> m_conditions;
    QTreeWidget* m_list;
    QPushButton *m_add, *m_remove, *m_up, *m_down;
    QWidget* m_editor = nullptr;
    QComboBox* m_act = nullptr;
    QComboBox* m_flag = nullptr;
    QueryLine* m_query = nullptr;
    QLineEdit* m_reason = nullptr;
    QComboBox* m_default = nullptr;
    bool m_filling = false;
};

} // namespace assay::gui
