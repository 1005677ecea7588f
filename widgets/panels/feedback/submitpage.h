// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/batchdesk.h"
#include "widgets/panels/panel.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::gui {

// What happens to the active batch: kept as a draft, submitted, exported, withdrawn; and the receipt of a submission.
class SubmitPage : public QWidget
{
    Q_OBJECT
public:
    SubmitPage(const PanelContext& context, QWidget* parent);

private:
    QWidget* buildSubmit();
    QWidget* buildWithdraw();
    void present();
    QString whyNot() const;
    QString receiptText() const;
    SubmitOptions options() const;
    void preview();
    void chooseExport();
    PanelContext m_context;
    BatchDesk& m_desk;
    QLabel* m_state;
    QLineEdit* m_withheld = nullptr;
    QPushButton* m_preview = nullptr;
    QPushButton* m_submit = nullptr;
    QLabel* m_hint = nullptr;
    QLabel* m_error = nullptr;
    QLabel* m_receipt = nullptr;
    QPushButton* m_export = nullptr;
    QWidget* m_withdrawBox = nullptr;
    QLineEdit* m_reason = nullptr;
    QPushButton* m_withdraw = nullptr;
};

} // namespace assay::gui
