// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace assay::gui {

// The filter of the item list and what it leaves: applied 150 ms after the last key, or on Enter.
class FilterBar : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(QWidget* parent);
    QString filter() const;
    void setFilter(const QString& text);
    void setStatus(const QString& text);
    // Says that the filter was not applied, and why.
    void setRefused(const QString& reason);
    void focusEdit();

Q_SIGNALS:
    void filterChanged(const QString& text);
    void left(); // Esc: back to the list

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    QLineEdit* m_edit;
    QLabel* m_status;
    QTimer m_delay;
    QString m_applied;
};

} // namespace assay::gui
