// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace assay::gui {

// A table that looks like a list, says what it is when it is empty, and leaves letters to shortcuts.
class ItemTableView : public QTableView
{
    Q_OBJECT
public:
    explicit ItemTableView(QWidget* parent);
    // Shown in the middle while there are no rows.
    void setEmptyText(const QString& text);

Q_SIGNALS:
    void activatedByKey(); // Enter
    void copyRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyboardSearch(const QString& text) override;

private:
    QString m_emptyText;
};

} // namespace assay::gui
