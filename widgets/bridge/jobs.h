// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace assay::gui {

// Quiet jobs (loading one item, sorting) do not appear in the status bar.
enum class JobShow { Quiet, Visible };
enum class JobUnit { None, Items, Bytes };

// What a person reads about a job.
struct JobTitle
{
    QString name; // "Scan"
    QString target; // "inbox.mbox"
    JobUnit unit = JobUnit::None;
    JobShow show = JobShow::Visible;
    bool resumes = false; // stopping it loses nothing: it goes on when the case is opened again
};

// One running job, as it is now.
struct JobState
{
    quint64 id = 0;
    JobTitle title;
    quint64 done = 0;
    quint64 total = 0; // 0: unknown
    double perSecond = 0; // smoothed
    qint64 elapsedMs = 0;
    bool cancelling = false;
    // Percent done, or -1 when the total is unknown.
    int percent() const { return total ? static_cast<int>(qMin<quint64>(100, done * 100 / total)) : -1; }
    // Seconds left, or -1 when nobody knows.
    double secondsLeft() const;
};

// The only place that starts work off the GUI thread. A job is function(RunContext) -> Result<T>; its result comes back
// on the GUI thread in one queued call, and only when no newer job of the same receiver and slot was started since and
// the receiver still lives. Functions of this class are called on the GUI thread unless they say otherwise.
class Jobs : public QObject
{
    Q_OBJECT
public:
    explicit Jobs(QObject* parent = nullptr);
    // Stops every job and waits for it.
    ~Jobs() override;

    // Starts `work`; an older job of the same receiver and slot is asked to stop and its result is dropped.
    template <typename T>
    quint64 start(QObject* receiver, const QString& slot, const JobTitle& title,
        std::function<Result<T>(const RunContext&)> work, std::function<void(Result<T>)> finished)
    {
        return launch(
            receiver, slot, title, [work = std::move(work), finished = std::move(finished)](const RunContext& context) {
                auto result = std::make_shared<Result<T>>(work(context));
                return std::function<void()>([result, finished] { finished(std::move(*result)); });
            });
    }

    // For changes that must not be lost or change places: runs after all earlier jobs of this kind and beside all
    // others, never waits for one of those, and is not stopped by cancelAll(). Only cancel(id) stops it.
    template <typename T>
    quint64 startInOrder(QObject* receiver, const JobTitle& title, std::function<Result<T>(const RunContext&)> work,
        std::function<void(Result<T>)> finished)
    {
        return launch(
            receiver, {}, title,
            [work = std::move(work), finished = std::move(finished)](const RunContext& context) {
                auto result = std::make_shared<Result<T>>(work(context));
                return std::function<void()>([result, finished] { finished(std::move(*result)); });
            },
            Turn::InOrder);
    }

    void cancel(quint64 id);
    void cancel(QObject* receiver, const QString& slot);
    void cancelAll();
    // Visible jobs, oldest first.
    std::vector<JobState> visibleJobs() const;
    // True while any job (quiet ones too) has not delivered.
    bool isBusy() const { return !m_running.empty(); }

    // From any thread: runs `call` on the GUI thread while `receiver` lives.
    static void post(QObject* receiver, std::function<void()> call);

Q_SIGNALS:
    // A visible job started, moved or ended.
    void changed();
    // The last running job has delivered.
    void idle();

private:
    struct Running;
    using Delivery = std::function<void()>;
    enum class Turn { Free, InOrder };
    quint64 launch(QObject* receiver, const QString& slot, const JobTitle& title,
        std::function<Delivery(const RunContext&)> run, Turn turn = Turn::Free);
    void deliver(quint64 id, const Delivery& delivery);
    void sampleProgress();

    QThreadPool m_pool;
    QThreadPool m_orderly; // one thread: first come, first served
    QTimer m_timer;
    std::vector<std::shared_ptr<Running>> m_running;
    quint64 m_lastId = 0;
};

} // namespace assay::gui
