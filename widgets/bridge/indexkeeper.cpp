// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/indexkeeper.h"

#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <utility>

namespace assay::gui {

IndexKeeper::IndexKeeper(Jobs& jobs, LiveCase& live, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_live(live)
{
    connect(&live, &LiveCase::itemsChanged, this, &IndexKeeper::check);
    connect(&live, &LiveCase::itemsChanged, this, &IndexKeeper::serveWaiting);
    connect(&live, &LiveCase::caseChanged, this, [this] {
        m_jobs.cancel(this, QStringLiteral("index"));
        m_jobs.cancel(this, QStringLiteral("clusters"));
        m_running = m_clustering = m_clusterAgain = false;
        m_waiting.clear();
        m_stoppedAt = 0;
    });
}

void IndexKeeper::check()
{
    const uint64_t items = m_live.items()->count();
    const bool wanted = m_live.snapshot()->indexedRows < items && items != m_stoppedAt;
    if (wanted && m_live.isOpen() && !m_running && !m_live.isReadOnly() && !m_live.isImporting())
        start();
}

void IndexKeeper::start()
{
    m_running = true;
    const uint64_t items = m_live.items()->count();
    const JobTitle title{tr("Index"), m_live.title(), JobUnit::Items, JobShow::Visible, true};
    LiveCase* live = &m_live;
    const auto work = [file = m_live.file(), live](const RunContext& context) {
        return file->updateIndex(
            context, [live](const AddProgress&) { Jobs::post(live, [live] { live->markStale(); }); });
    };
    m_jobs.start<IndexReport>(this, QStringLiteral("index"), title, work, [this, items](Result<IndexReport> done) {
        m_running = false;
        // Without progress, trying again would only go round in circles.
        if (!done || done->items == 0)
            m_stoppedAt = items;
        if (!done)
            m_live.report(done.error(), Attempt::Other);
        m_live.markStale();
    });
}

void IndexKeeper::withClusters(QObject* receiver, std::function<void()> then)
{
    if (!m_live.isOpen())
        return;
    m_waiting.push_back({receiver, std::move(then), m_live.items()->count()});
    serveWaiting();
    if (m_waiting.empty())
        return;
    m_clusterAgain = m_clustering; // the job that runs may have begun with fewer items
    if (!m_clustering)
        startClusters();
}

void IndexKeeper::startClusters()
{
    m_clustering = true;
    const JobTitle title{tr("Find near-duplicates"), m_live.title(), JobUnit::Items, JobShow::Visible, true};
    const auto work = [file = m_live.file()](const RunContext& context) { return file->updateClusters(context); };
    m_jobs.start<IndexReport>(this, QStringLiteral("clusters"), title, work, [this](Result<IndexReport> done) {
        m_clustering = false;
        if (!done) {
            m_waiting.clear();
            m_live.report(done.error(), Attempt::Other);
        }
        m_live.markStale(); // the next snapshot has them
        if (std::exchange(m_clusterAgain, false) && !m_waiting.empty())
            startClusters();
    });
}

// Items may be added all the time: each waits for those that were there when it asked.
void IndexKeeper::serveWaiting()
{
    const auto& clusters = m_live.snapshot()->clusters;
    const uint64_t known = clusters ? clusters->clusters.size() : 0;
    std::vector<std::function<void()>> ready;
    std::erase_if(m_waiting, [&](const Waiting& waiting) {
        const bool served = known >= waiting.items;
        if (served && waiting.receiver)
            ready.push_back(waiting.then);
        return served || !waiting.receiver;
    });
    for (const auto& then : ready)
        then();
}

} // namespace assay::gui
