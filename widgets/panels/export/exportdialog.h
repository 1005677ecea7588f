// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/export/exportplan.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace assay::gui {

// How many items each scope has; a scope without items cannot be chosen.
struct ExportCounts
{
    quint64 query = 0, selection = 0, bookmarked = 0;
};

// Asks what to export, as what and where. Several kinds are written in one go, side by side.
class ExportDialog : public QDialog
{
    Q_OBJECT
public:
    // `plan` says what is chosen at first; `listColumns` are those that the list shows, by their field names.
    ExportDialog(const ExportPlan& plan, const ExportCounts& counts, const QStringList& listColumns, QWidget* parent);
    ExportPlan plan() const;

Q_SIGNALS:
    void chosen(const assay::gui::ExportPlan& plan);

private:
    QWidget* buildScope(const ExportCounts& counts);
    QWidget* buildKinds();
    QWidget* buildTarget();
    QWidget* buildOptions();
    void chooseFolder();
    void update();
    QString problem() const; // why it cannot begin; empty: it can

    ExportPlan m_plan;
    QStringList m_listColumns;
    QRadioButton* m_scopes[3] = {};
    std::vector<std::pair<QString, QCheckBox*>> m_kinds;
    QLineEdit* m_folder = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_columns = nullptr;
    QComboBox* m_zone = nullptr;
    QCheckBox* m_formulaGuard = nullptr;
    QCheckBox* m_wholeBodies = nullptr;
    QCheckBox* m_maskAddresses = nullptr;
    QCheckBox* m_maskIps = nullptr;
    QCheckBox* m_maskSubjects = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_export = nullptr;
};

} // namespace assay::gui
