// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/storagefocus.h"
#include "widgets/plots/plotdata.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace assay::gui {

class PlotView;

// Hashes by age with what goes and what stays. `policy` draws the line.
PlotData agePlot(const fuzzy::ExpiryReport& report, const fuzzy::ExpiryPolicy& policy);

// When hashes of the chosen storage go. Each change is tried out at once; nothing is removed before Apply.
class ExpiryTab : public QWidget
{
    Q_OBJECT
public:
    ExpiryTab(const PanelContext& context, StorageFocus& focus, QWidget* parent);

private:
    QDoubleSpinBox* addAge(const QString& name);
    QWidget* buildForm();
    QWidget* buildResult();
    void load();
    void fillFlags();
    fuzzy::ExpiryPolicy policy() const;
    void plan();
    void present(const fuzzy::ExpiryReport& report);
    void confirm();
    void apply();

    PanelContext m_context;
    StorageFocus& m_focus;
    std::string m_storage; // whose policy is shown
    fuzzy::ExpiryPolicy m_stored, m_tried; // m_tried: what the result is about
    std::optional<fuzzy::ExpiryReport> m_report;
    bool m_filling = false;
    QDoubleSpinBox* m_age;
    QTableWidget* m_flags;
    QSpinBox* m_maxHashes;
    QSpinBox* m_maxMegabytes;
    PlotView* m_plot;
    QLabel* m_result;
    QPushButton* m_dryRun;
    QPushButton* m_apply;
};

} // namespace assay::gui
