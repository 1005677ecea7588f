// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

#include <QTimer>

#include <optional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QRadioButton;
class QSpinBox;
class QTreeView;

namespace assay::gui {

class OptionForm;
class QueryLine;

// What a training should learn from and how, with what stands against it before it starts.
class TrainTab : public QWidget
{
    Q_OBJECT
public:
    TrainTab(const PanelContext& context, QWidget* parent);

    // Of the version that is current now when the name is known; data: batches since then.
    void setModel(const QString& model, const QString& kind);
    // The same training with these data instead.
    void setQuery(const QString& query);
    void focusStart();

Q_SIGNALS:
    void started();
    void itemsRequested(const std::vector<assay::ItemId>& items);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildForm();
    QWidget* buildData();
    QWidget* buildPreview();
    void showKind();
    void fillBatches();
    TrainRequest request() const;
    void changed();
    void preview();
    void present(const TrainingPreview& preview);
    void start();
    void updateStart();

    PanelContext m_context;
    QTimer m_settle; // after typing
    std::optional<TrainingPreview> m_preview; // of the request as it is
    bool m_startWanted = false; // as soon as the preview allows it
    QComboBox* m_kind;
    QLineEdit* m_name;
    QRadioButton *m_new, *m_some, *m_query;
    QListWidget* m_batches;
    QueryLine* m_queryText;
    QCheckBox *m_withUnsure, *m_refit;
    QComboBox *m_holdOut, *m_cleaning;
    QDoubleSpinBox* m_share;
    QSpinBox* m_seed;
    OptionForm* m_options;
    QLineEdit* m_notes;
    QLabel *m_balance, *m_state;
    TreeModel* m_checks;
    QTreeView* m_checkTable;
    QPushButton *m_start, *m_showItems;
};

} // namespace assay::gui
