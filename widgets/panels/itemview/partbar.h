// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractScrollArea;

namespace assay::gui {

// A bar at the left of a text: what matched is all of it.
class PartBar : public QWidget
{
    Q_OBJECT
public:
    explicit PartBar(QAbstractScrollArea* area);
    // Shown with these words; hidden without any.
    void mark(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();
    QAbstractScrollArea* m_area;
};

} // namespace assay::gui
