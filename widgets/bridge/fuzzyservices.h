// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/fuzzyserver.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <deque>
#include <map>
#include <memory>

namespace assay::gui {

class Jobs;
class LiveCase;

// Services that this program runs for other programs: each a local storage of the open case, by the name of its rule.
// No socket is open before start(); all are closed with the case. GUI thread.
class FuzzyServices : public QObject
{
    Q_OBJECT
public:
    // What a service counted up to a moment.
    struct Sample
    {
        int64_t at = 0; // Unix time
        uint64_t checked = 0, found = 0; // since its start
    };

    FuzzyServices(Jobs& jobs, LiveCase& live);

    // In place of one that runs. A failure is a notice of the LiveCase.
    void start(const QString& name, const fuzzy::ServerOptions& options);
    void stop(const QString& name);
    std::shared_ptr<const fuzzy::FuzzyServer> running(const QString& name) const; // null: it does not run
    QStringList names() const; // of those that run
    // One a minute for 24 hours, of the service that runs.
    const std::deque<Sample>& samples(const QString& name) const;

Q_SIGNALS:
    void changed(const QString& name); // started, stopped, or could not start

private:
    struct Running
    {
        std::shared_ptr<fuzzy::FuzzyServer> server;
        std::deque<Sample> samples;
    };
    void stopAll();
    void sample();

    Jobs& m_jobs;
    LiveCase& m_live;
    std::map<QString, Running> m_running;
    QTimer m_minute;
};

} // namespace assay::gui
