// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/items/listquery.h"
#include "widgets/panels/panel.h"

#include <QObject>
#include <QTimer>

namespace assay::gui {

// Asks the question of the list in jobs: a new question drops the one that runs, a grown case waits for it. GUI thread.
class ListAsker : public QObject
{
    Q_OBJECT
public:
    ListAsker(const PanelContext& context, TableColumns columns, QObject* parent);

    void ask(const ListQuery& query);
    // The same question to the case as it is now, unless it was stopped.
    void refresh();
    // Keeps what was found so far.
    void stop();
    // The case as it is now, as the list shows it.
    std::shared_ptr<const ItemRows> currentRows() const;
    bool isRunning() const { return m_running; }
    bool wasStopped() const { return m_stopped; }

Q_SIGNALS:
    void answered(const assay::gui::ListAnswer& answer); // those found so far too, when items must be read
    void refused(const QString& reason); // the query cannot be answered
    void slow(bool running); // it takes longer than a moment; false when it ended

private:
    void start();
    void finish(Result<ListAnswer> answer);
    PanelContext m_context;
    TableColumns m_columns;
    ListQuery m_query;
    QTimer m_patience;
    quint64 m_question = 0; // number of the one that runs
    bool m_running = false;
    bool m_again = false;
    bool m_stopped = false;
};

} // namespace assay::gui
