// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/jobs.h"

#include <algorithm>
#include <thread>

namespace assay::gui {

struct Jobs::Running
{
    JobState state;
    QPointer<QObject> receiver;
    QString slot;
    bool dropped = false; // a newer job took its place
    bool inOrder = false;
    Progress progress;
    std::stop_source stop;
    QElapsedTimer clock;
    quint64 sampledDone = 0;
    qint64 sampledMs = 0;
};

double JobState::secondsLeft() const
{
    if (!total || perSecond <= 0 || done > total)
        return -1;
    return static_cast<double>(total - done) / perSecond;
}

Jobs::Jobs(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(6); // coarse jobs; the parallel work inside one is the core's own
    m_pool.setExpiryTimeout(-1);
    m_orderly.setMaxThreadCount(1);
    m_orderly.setExpiryTimeout(-1);
    m_timer.setInterval(200);
    connect(&m_timer, &QTimer::timeout, this, &Jobs::sampleProgress);
}

Jobs::~Jobs()
{
    cancelAll();
    m_orderly.waitForDone();
    m_pool.waitForDone();
}

quint64 Jobs::launch(QObject* receiver, const QString& slot, const JobTitle& title,
    std::function<Delivery(const RunContext&)> run, Turn turn)
{
    for (const auto& older : m_running) {
        if (turn == Turn::Free && !older->inOrder && older->receiver == receiver && older->slot == slot) {
            older->stop.request_stop();
            older->dropped = true;
        }
    }
    auto job = std::make_shared<Running>();
    job->state.id = ++m_lastId;
    job->state.title = title;
    job->receiver = receiver;
    job->slot = slot;
    job->inOrder = turn == Turn::InOrder;
    job->clock.start();
    m_running.push_back(job);
    const unsigned workers = std::max(1U, std::thread::hardware_concurrency());
    (job->inOrder ? m_orderly : m_pool).start([this, job, workers, run = std::move(run)] {
        const Delivery delivery = run(RunContext(job->stop.get_token(), &job->progress, workers));
        QMetaObject::invokeMethod(
            this, [this, id = job->state.id, delivery] { deliver(id, delivery); }, Qt::QueuedConnection);
    });
    if (title.show == JobShow::Visible) {
        m_timer.start();
        Q_EMIT changed();
    }
    return job->state.id;
}

void Jobs::deliver(quint64 id, const Delivery& delivery)
{
    const auto found =
        std::find_if(m_running.begin(), m_running.end(), [id](const auto& running) { return running->state.id == id; });
    if (found == m_running.end())
        return;
    const std::shared_ptr<Running> job = *found;
    m_running.erase(found);
    if (!job->dropped && job->receiver)
        delivery();
    if (job->state.title.show == JobShow::Visible)
        Q_EMIT changed();
    if (m_running.empty()) {
        m_timer.stop();
        Q_EMIT idle();
    }
}

void Jobs::cancel(quint64 id)
{
    for (const auto& job : m_running) {
        if (job->state.id == id) {
            job->stop.request_stop();
            job->state.cancelling = true;
        }
    }
    Q_EMIT changed();
}

void Jobs::cancel(QObject* receiver, const QString& slot)
{
    for (const auto& job : m_running) {
        if (job->receiver == receiver && job->slot == slot) {
            job->stop.request_stop();
            job->dropped = true;
        }
    }
}

void Jobs::cancelAll()
{
    for (const auto& job : m_running) {
        if (job->inOrder)
            continue;
        job->stop.request_stop();
        job->state.cancelling = true;
    }
}

std::vector<JobState> Jobs::visibleJobs() const
{
    std::vector<JobState> states;
    for (const auto& job : m_running) {
        if (job->state.title.show == JobShow::Visible && !job->dropped)
            states.push_back(job->state);
    }
    return states;
}

void Jobs::post(QObject* receiver, std::function<void()> call)
{
    QMetaObject::invokeMethod(receiver, std::move(call), Qt::QueuedConnection);
}

void Jobs::sampleProgress()
{
    for (const auto& job : m_running) {
        JobState& state = job->state;
        state.done = job->progress.done.load(std::memory_order_relaxed);
        state.total = job->progress.total.load(std::memory_order_relaxed);
        state.elapsedMs = job->clock.elapsed();
        const qint64 stepMs = state.elapsedMs - job->sampledMs;
        if (stepMs < 100)
            continue;
        const double rate = static_cast<double>(state.done - std::min(state.done, job->sampledDone)) * 1000.0
            / static_cast<double>(stepMs);
        state.perSecond = job->sampledMs ? 0.7 * state.perSecond + 0.3 * rate : rate;
        job->sampledDone = state.done;
        job->sampledMs = state.elapsedMs;
    }
    Q_EMIT changed();
}

} // namespace assay::gui
