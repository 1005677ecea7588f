// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <cstdint>
#include <functional>
#include <vector>

namespace assay::gui {

class Jobs;
class LiveCase;

// Brings the index of the open case up to the items that it does not cover yet: after opening, after an import, also
// while a scan runs. When somebody cancels it, it stays stopped until there are other items. GUI thread.
class IndexKeeper : public QObject
{
    Q_OBJECT
public:
    IndexKeeper(Jobs& jobs, LiveCase& live, QObject* parent = nullptr);

    // Calls `then` as soon as the snapshot knows the clusters of near-duplicates of all items that the case has now: at
    // once, or after a job that finds them. Imports stay quick: nobody looks for clusters before they are wanted. Not
    // called when `receiver` goes, the case is closed or the job fails.
    void withClusters(QObject* receiver, std::function<void()> then);

private:
    struct Waiting
    {
        QPointer<QObject> receiver;
        std::function<void()> then;
        uint64_t items = 0; // whose clusters must be known
    };
    void check();
    void start();
    void startClusters();
    void serveWaiting();
    Jobs& m_jobs;
    LiveCase& m_live;
    bool m_running = false;
    bool m_clustering = false;
    bool m_clusterAgain = false;
    std::vector<Waiting> m_waiting;
    uint64_t m_stoppedAt = 0; // items that the case had when the index was not brought up to them
};

} // namespace assay::gui
