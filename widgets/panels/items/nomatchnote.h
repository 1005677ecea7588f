// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace assay::gui {

// Over the empty list: how many items there are, which term is to blame, and the way out.
class NoMatchNote : public QFrame
{
    Q_OBJECT
public:
    explicit NoMatchNote(QWidget* list);
    // `zeroPart`: the part of the query that matches nothing by itself; empty when there is no such part.
    void setShown(bool shown, quint64 total = 0, const QString& zeroPart = {});

Q_SIGNALS:
    void clearRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();
    QLabel* m_title;
    QLabel* m_reason;
};

} // namespace assay::gui
