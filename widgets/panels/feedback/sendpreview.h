// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace assay::gui {

// The messages that a submission would write, byte for byte; long ones from their beginning.
class SendPreview : public QDialog
{
    Q_OBJECT
public:
    // `total`: how many there will be; more than `messages` when only the first were made.
    SendPreview(std::vector<std::string> messages, size_t total, QWidget* parent);

private:
    void showPart(int part);
    std::vector<std::string> m_messages;
    QComboBox* m_parts;
    QPlainTextEdit* m_text;
    QLabel* m_note;
};

} // namespace assay::gui
