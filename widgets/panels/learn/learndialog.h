// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/fuzzylearning.h"
#include "widgets/panels/panel.h"

#include <QDialog>
#include <QTimer>

#include <vector>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLayout;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace assay::gui {

class ItemsPanel;
class LearnPreview;

// Learns the fuzzy hashes of items, or forgets them: where to, which parts, and what would happen to each item before
// anything is stored.
class LearnDialog : public QDialog
{
    Q_OBJECT
public:
    LearnDialog(const PanelContext& context, ItemsPanel& items, bool forget, QWidget* parent);
    ~LearnDialog() override;

Q_SIGNALS:
    void conditionsRequested(const QString& storage);

private:
    QLayout* buildScope();
    QLayout* buildTarget();
    QLayout* buildParts();
    QDialogButtonBox* buildButtons();
    void connectWidgets();
    void fillStorages();
    void fillFlags();
    void showForget();
    const fuzzy::FuzzyRule* rule() const;
    std::vector<ItemId> chosenItems() const;
    LearnRequest request() const;
    void askSoon();
    void ask();
    void showPlan(const Result<std::shared_ptr<const LearnPlan>>& plan);
    void updateButton();
    void learn();

    PanelContext m_context;
    ItemsPanel& m_items;
    std::vector<ItemId> m_selected; // when the dialog was opened
    QButtonGroup* m_mode;
    QButtonGroup* m_scope;
    QComboBox* m_storage;
    QComboBox* m_flag;
    QSpinBox* m_weight;
    QLabel* m_weightLabel;
    QCheckBox *m_texts, *m_images, *m_attachments, *m_conditions;
    QLineEdit* m_types;
    QSpinBox* m_minBytes;
    LearnPreview* m_preview;
    QPushButton* m_learn;
    QTimer m_soon;
    quint64 m_asked = 0; // plans so far
    quint64 m_question = 0; // number of the plan that is waited for
};

} // namespace assay::gui
