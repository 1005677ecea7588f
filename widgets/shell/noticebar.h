// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/notice.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace assay::gui {

// The banner for warnings and errors: the newest is shown until it is dismissed; Details copies what a report needs.
class NoticeBar : public QFrame
{
    Q_OBJECT
public:
    explicit NoticeBar(QWidget* parent);
    void show(const Notice& notice);
    QString text() const;

private:
    void dismiss();
    void showLast();
    QList<Notice> m_notices; // newest last
    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_details;
    QPushButton* m_folder;
    QToolButton* m_dismiss;
};

} // namespace assay::gui
