// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/triage/triagekeys.h"

#include <QDialog>
#include <QFrame>

class QCheckBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace assay::gui {

class Triage;

// Which key does what: choose a row and press the new key. Two actions on one key are named and cannot be accepted.
class KeysDialog : public QDialog
{
    Q_OBJECT
public:
    KeysDialog(AppSettings& settings, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void take(const QString& key);
    void reset();
    void apply();

    AppSettings& m_settings;
    TriageSettings m_edited;
    QTableWidget* m_table;
    QLabel* m_conflict;
    QCheckBox* m_advance;
    QCheckBox* m_alt;
    QPushButton* m_ok;
};

// All triage keys over the window, with the characters of the layout in use; any key or click closes it.
class KeyOverlay : public QFrame
{
    Q_OBJECT
public:
    KeyOverlay(const Triage& triage, QWidget* window);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void leave();
    QWidget* m_before; // had the focus
};

} // namespace assay::gui
