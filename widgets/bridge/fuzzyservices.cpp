// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/fuzzyservices.h"

#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QDateTime>

#include <numeric>
#include <utility>

namespace assay::gui {
namespace {

using Server = std::shared_ptr<fuzzy::FuzzyServer>;

constexpr int sampleMs = 60'000;
constexpr size_t keptSamples = 24 * 60;

JobTitle quiet(const QString& name, const QString& target)
{
    return {name, target, JobUnit::None, JobShow::Quiet};
}

FuzzyServices::Sample sampleOf(const fuzzy::FuzzyServer& server)
{
    const fuzzy::ServerStatistics counts = server.statistics();
    const auto sum = [](const std::array<uint64_t, 2>& both) { return both[0] + both[1]; };
    return {QDateTime::currentSecsSinceEpoch(), sum(counts.checked), sum(counts.found)};
}

} // namespace

FuzzyServices::FuzzyServices(Jobs& jobs, LiveCase& live)
    : QObject(&live)
    , m_jobs(jobs)
    , m_live(live)
{
    connect(&live, &LiveCase::closing, this, &FuzzyServices::stopAll);
    m_minute.setInterval(sampleMs);
    connect(&m_minute, &QTimer::timeout, this, &FuzzyServices::sample);
}

void FuzzyServices::start(const QString& name, const fuzzy::ServerOptions& options)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    stop(name);
    const auto work = [file, name, options](const RunContext& context) -> Result<Server> {
        auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        auto server = fuzzy::FuzzyServer::start(*storage, options);
        if (!server)
            return server.error();
        return Server(std::move(*server));
    };
    m_jobs.startInOrder<Server>(
        this, quiet(tr("Start service"), name), work, [this, file, name](const Result<Server>& server) {
            if (!server)
                m_live.report(server.error(), Attempt::Other);
            else if (file == m_live.file())
                m_running[name] = {*server, {sampleOf(**server)}};
            m_minute.start();
            Q_EMIT changed(name);
        });
}

// A service flushes its storage when it ends: not on this thread.
void FuzzyServices::stop(const QString& name)
{
    const auto found = m_running.find(name);
    if (found == m_running.end())
        return;
    const auto server = std::make_shared<Server>(std::move(found->second.server));
    m_running.erase(found);
    const auto work = [server](const RunContext&) -> Result<bool> {
        server->reset();
        return true;
    };
    m_jobs.startInOrder<bool>(this, quiet(tr("Stop service"), name), work, [](const Result<bool>&) {});
    Q_EMIT changed(name);
}

void FuzzyServices::stopAll()
{
    for (const QString& name : names())
        stop(name);
}

std::shared_ptr<const fuzzy::FuzzyServer> FuzzyServices::running(const QString& name) const
{
    const auto found = m_running.find(name);
    return found == m_running.end() ? nullptr : found->second.server;
}

QStringList FuzzyServices::names() const
{
    QStringList names;
    for (const auto& running : m_running)
        names << running.first;
    return names;
}

const std::deque<FuzzyServices::Sample>& FuzzyServices::samples(const QString& name) const
{
    static const std::deque<Sample> none;
    const auto found = m_running.find(name);
    return found == m_running.end() ? none : found->second.samples;
}

void FuzzyServices::sample()
{
    for (auto& [name, running] : m_running) {
        running.samples.push_back(sampleOf(*running.server));
        if (running.samples.size() > keptSamples)
            running.samples.pop_front();
    }
    if (m_running.empty())
        m_minute.stop();
}

} // namespace assay::gui
