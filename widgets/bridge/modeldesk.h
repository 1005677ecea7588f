// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batches.h"
#include "core/casefile/case.h"
#include "core/casefile/modelling.h"
#include "core/train/registry.h"
#include "core/train/trainingset.h"
#include "widgets/bridge/comparedcurves.h"
#include "widgets/bridge/traininglog.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace assay::gui {

class Jobs;
class LiveCase;

// The models of the open case for everything that shows, trains, compares or promotes them. What takes time is a job;
// of questions of one kind the newest wins. Failures of changes are notices of the LiveCase. GUI thread.
class ModelDesk : public QObject
{
    Q_OBJECT
public:
    using Versions = std::vector<train::VersionInfo>;
    using Runs = std::vector<RunInfo>;
    using Batches = std::vector<feedback::BatchInfo>;
    using Events = std::vector<train::TrainEvent>;
    using Compared = std::shared_ptr<const ComparedCurves>;
    using Tests = std::shared_ptr<const train::ComparisonTests>;
    template <typename T>
    using Done = std::function<void(const Result<T>&)>;

    ModelDesk(Jobs& jobs, LiveCase& live);
    ~ModelDesk() override;

    // By name, newest first; runs newest first. Never null; empty while no case is open or nothing was asked.
    const std::shared_ptr<const Versions>& versions() const { return m_versions; }
    const std::shared_ptr<const Runs>& runs() const { return m_runs; }
    const std::shared_ptr<const Batches>& batches() const { return m_batches; } // newest first
    // By id or alias; null: there is none. Valid until modelsChanged().
    const train::VersionInfo* version(const QString& model, const QString& which) const;
    // How many inputs of a version the items of this case do not have now; nullopt: not known.
    std::optional<size_t> missingInputs(const train::VersionInfo& info) const;
    // Reads all of these again; modelsChanged() when they are there.
    void refresh();

    // Changes, one after another; `then` when it is stored and the same case is open.
    void promote(const train::PromoteRequest& request, std::function<void()> then = {});
    void rollBack(const QString& model, const QString& note);
    void setPinned(const QString& model, const QString& version, bool on);
    void remove(const QString& model, const QString& version);

    void preview(const TrainRequest& request, Done<TrainingPreview> done);
    // One at a time: false when one runs already or no case is open.
    bool train(const TrainRequest& request);
    bool isTraining() const { return m_training != nullptr; }
    bool isPaused() const;
    void setPaused(bool on);
    void finishTraining(); // ends early, keeps the best state
    quint64 trainingJob() const { return m_trainingJob; } // of Jobs; while isTraining()
    // Of the training that runs, or of the last one of this session.
    const TrainingLog& log() const { return m_log; }
    const std::optional<TrainRequest>& request() const { return m_request; }
    const std::optional<Result<train::TrainOutcome>>& outcome() const { return m_outcome; } // empty while it runs
    void readRun(uint64_t run, Done<Events> done);

    void compare(const CompareRequest& request, Done<Compared> done);
    void test(const Compared& curves, const train::ComparisonOptions& options, Done<Tests> done);
    void drift(const QString& model, const QString& version, const QString& query, Done<DriftView> done);
    // The newest question of a receiver wins; nothing is handed over once it is gone.
    void explain(QObject* receiver, ScanId scan, ItemId item, const ModelOutput& output, Done<ModelExplanation> done);
    void verdictChanges(QObject* receiver, const CompareWhich& from, const CompareWhich& to, const QString& query,
        Done<VerdictChanges> done);

Q_SIGNALS:
    void modelsChanged(); // versions, runs or batches
    void trainingStarted();
    void trainingChanged(); // log(), at most a few times a second
    void trainingEnded();

private:
    struct Training;
    using Change = std::function<Result<void>(Case&)>;
    void change(const QString& name, const QString& model, Change change, std::function<void()> then = {});
    template <typename T>
    void ask(QObject* receiver, const QString& slot, const QString& name, const QString& target,
        std::function<Result<T>(const Case&, const RunContext&)> work, Done<T> done, bool quiet = false);
    void takeEvents();
    void endTraining(Result<train::TrainOutcome> result);
    void clear();

    Jobs& m_jobs;
    LiveCase& m_live;
    std::shared_ptr<const Versions> m_versions;
    std::shared_ptr<const Runs> m_runs;
    std::shared_ptr<const Batches> m_batches;
    std::shared_ptr<const std::unordered_set<std::string>> m_inputs; // that items have now; null: not known
    std::shared_ptr<Training> m_training; // null: none runs
    quint64 m_trainingJob = 0;
    TrainingLog m_log;
    std::optional<TrainRequest> m_request;
    std::optional<Result<train::TrainOutcome>> m_outcome;
    QTimer m_pace;
};

} // namespace assay::gui
