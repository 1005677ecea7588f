// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <cstdint>

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

private:
    void check();
    void start();
    Jobs& m_jobs;
    LiveCase& m_live;
    bool m_running = false;
    uint64_t m_stoppedAt = 0; // items that the case had when the index was not brought up to them
};

} // namespace assay::gui
