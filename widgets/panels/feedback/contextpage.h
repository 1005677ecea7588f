// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/batchdesk.h"
#include "widgets/panels/panel.h"

#include <QTimeZone>

class QButtonGroup;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace assay::gui {

// Why items are labelled, and for which period.
class ContextPage : public QWidget
{
    Q_OBJECT
public:
    ContextPage(const PanelContext& context, QWidget* parent);

private:
    QWidget* buildReasons();
    QWidget* buildPeriod();
    void connectEditors();
    void present();
    void fillEarlier();
    void fillZones(const feedback::BatchContext& context);
    void copyFrom(int index);
    void edited();
    void check();
    feedback::BatchContext typed() const;
    QTimeZone zone() const;
    PanelContext m_context;
    BatchDesk& m_desk;
    QComboBox* m_earlier;
    QButtonGroup* m_reasons;
    QLineEdit* m_name;
    QDateTimeEdit* m_start = nullptr;
    QDateTimeEdit* m_stop = nullptr;
    QComboBox* m_zone = nullptr;
    QPlainTextEdit* m_notes;
    QSpinBox* m_confidence;
    QLabel* m_problems;
    bool m_presenting = false;
};

} // namespace assay::gui
