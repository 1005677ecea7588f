// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/fuzzydesk.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace assay::gui {

// Asks for a remote storage: name, host, port, public key.
class ServerDialog : public QDialog
{
    Q_OBJECT
public:
    ServerDialog(FuzzyDesk::Rules known, QWidget* parent);

Q_SIGNALS:
    void chosen(const assay::fuzzy::FuzzyRule& rule);

private:
    fuzzy::FuzzyRule rule() const;
    QString problem() const;
    void update();

    FuzzyDesk::Rules m_known;
    QLineEdit* m_name;
    QLineEdit* m_host;
    QSpinBox* m_port;
    QLineEdit* m_key;
    QLabel* m_state;
    QDialogButtonBox* m_buttons;
};

} // namespace assay::gui
