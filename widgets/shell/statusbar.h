// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/notice.h"
#include "widgets/panels/panel.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace assay::gui {

// "Offline" or what uses the network, the case, the running job with its cancel button, the zone of all times, and the
// list of messages.
class AssayStatusBar : public QStatusBar
{
    Q_OBJECT
public:
    AssayStatusBar(const PanelContext& context, QWidget* parent);
    void addNotice(const Notice& notice);

Q_SIGNALS:
    void batchRequested(); // the batch that it names

private:
    void showBatch();
    void showJobs();
    void showCase();
    void showNetwork();
    void cancelShown();
    PanelContext m_context;
    QLabel* m_offline;
    QLabel* m_network;
    QLabel* m_case;
    QWidget* m_job;
    QProgressBar* m_progress;
    QLabel* m_jobText;
    QToolButton* m_cancel;
    QToolButton* m_batch;
    QLabel* m_message;
    QTimer m_messageTime;
    QLabel* m_zone;
    QToolButton* m_bell;
    QMenu* m_notices;
    quint64 m_shownJob = 0;
};

} // namespace assay::gui
