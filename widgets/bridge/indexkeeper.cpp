// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/indexkeeper.h"

#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

namespace assay::gui {

IndexKeeper::IndexKeeper(Jobs& jobs, LiveCase& live, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_live(live)
{
    connect(&live, &LiveCase::itemsChanged, this, &IndexKeeper::check);
    connect(&live, &LiveCase::caseChanged, this, [this] {
        m_jobs.cancel(this, QStringLiteral("index"));
        m_running = false;
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

} // namespace assay::gui
