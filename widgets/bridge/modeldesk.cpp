// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/modeldesk.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace assay::gui {
namespace {

constexpr int eventsEveryMs = 150;

struct Listed
{
    std::shared_ptr<const ModelDesk::Versions> versions;
    std::shared_ptr<const ModelDesk::Runs> runs;
    std::shared_ptr<const ModelDesk::Batches> batches;
    std::shared_ptr<const std::unordered_set<std::string>> inputs;
};

// The columns that items have, by those of one item.
std::shared_ptr<const std::unordered_set<std::string>> readInputs(const Case& file, std::optional<ItemId> item)
{
    if (!item)
        return nullptr;
    const auto rows = file.featureRows({&*item, 1});
    if (!rows)
        return nullptr; // nothing scanned yet, or not readable: then it is not stated
    const std::vector<std::string>& names = (*rows)->rows.names;
    return std::make_shared<const std::unordered_set<std::string>>(names.begin(), names.end());
}

} // namespace

// What the job of a training and the window share.
struct ModelDesk::Training
{
    std::shared_ptr<Case> file;
    std::shared_ptr<train::TrainControl> control = std::make_shared<train::TrainControl>();
    std::mutex mutex;
    Events events; // not yet seen by the window

    void add(const train::TrainEvent& event)
    {
        const std::lock_guard lock(mutex);
        events.push_back(event);
    }
    Events take()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(events, {});
    }
};

ModelDesk::ModelDesk(Jobs& jobs, LiveCase& live)
    : QObject(&live)
    , m_jobs(jobs)
    , m_live(live)
{
    clear();
    m_pace.setInterval(eventsEveryMs);
    connect(&m_pace, &QTimer::timeout, this, &ModelDesk::takeEvents);
    connect(&live, &LiveCase::caseChanged, this, [this] {
        clear();
        Q_EMIT modelsChanged();
    });
}

ModelDesk::~ModelDesk() = default;

ModelDesk& LiveCase::models()
{
    if (!m_models)
        m_models = new ModelDesk(m_jobs, *this);
    return *m_models;
}

void ModelDesk::clear()
{
    m_versions = std::make_shared<const Versions>();
    m_runs = std::make_shared<const Runs>();
    m_batches = std::make_shared<const Batches>();
    m_inputs = nullptr;
    if (!m_training) {
        m_log = {};
        m_request.reset();
        m_outcome.reset();
    }
}

const train::VersionInfo* ModelDesk::version(const QString& model, const QString& which) const
{
    const std::string name = model.toStdString();
    const std::string wanted = which.toStdString();
    for (const train::VersionInfo& info : *m_versions) {
        const bool holds = std::find(info.aliases.begin(), info.aliases.end(), wanted) != info.aliases.end();
        if (info.model == name && (info.id == wanted || holds))
            return &info;
    }
    return nullptr;
}

std::optional<size_t> ModelDesk::missingInputs(const train::VersionInfo& info) const
{
    if (!m_inputs)
        return std::nullopt;
    const std::vector<std::string>& features = info.manifest.features;
    return static_cast<size_t>(std::count_if(
        features.begin(), features.end(), [this](const std::string& feature) { return !m_inputs->contains(feature); }));
}

template <typename T>
void ModelDesk::ask(QObject* receiver, const QString& slot, const QString& name, const QString& target,
    std::function<Result<T>(const Case&, const RunContext&)> work, Done<T> done, bool quiet)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const JobTitle title{name, target, JobUnit::None, quiet ? JobShow::Quiet : JobShow::Visible};
    const auto run = [file, work = std::move(work)](const RunContext& context) { return work(*file, context); };
    m_jobs.start<T>(receiver, slot, title, run, [this, file, done = std::move(done)](const Result<T>& result) {
        if (file == m_live.file() && (result || result.error().code != ErrorCode::Cancelled))
            done(result);
    });
}

void ModelDesk::refresh()
{
    const ItemTable& items = *m_live.items();
    const std::optional<ItemId> first = items.count() ? std::optional(items.row(0).id) : std::nullopt;
    const auto work = [first](const Case& file, const RunContext&) -> Result<Listed> {
        auto versions = file.registry().list();
        if (!versions)
            return versions.error();
        auto runs = file.runs();
        if (!runs)
            return runs.error();
        auto batches = file.batches();
        if (!batches)
            return batches.error();
        const bool any = !versions->empty();
        return Listed{std::make_shared<const Versions>(std::move(*versions)),
            std::make_shared<const Runs>(std::move(*runs)), std::make_shared<const Batches>(std::move(*batches)),
            any ? readInputs(file, first) : nullptr};
    };
    ask<Listed>(
        this, QStringLiteral("list"), tr("Read models"), {}, work,
        [this](const Result<Listed>& listed) {
            if (!listed) {
                m_live.report(listed.error(), Attempt::Other);
                return;
            }
            m_versions = listed->versions;
            m_runs = listed->runs;
            m_batches = listed->batches;
            m_inputs = listed->inputs;
            Q_EMIT modelsChanged();
        },
        true);
}

void ModelDesk::change(const QString& name, const QString& model, Change change, std::function<void()> then)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const auto work = [file, change = std::move(change)](const RunContext&) { return change(*file); };
    const JobTitle title{name, model, JobUnit::None, JobShow::Quiet};
    m_jobs.startInOrder<void>(this, title, work, [this, file, then = std::move(then)](const Result<void>& result) {
        if (!result)
            m_live.report(result.error(), Attempt::Other);
        if (file != m_live.file())
            return;
        refresh();
        if (result && then)
            then();
    });
}

void ModelDesk::promote(const train::PromoteRequest& request, std::function<void()> then)
{
    change(
        tr("Promote"), QString::fromStdString(request.model),
        [request](Case& file) -> Result<void> {
            const auto promoted = file.promote(request);
            return promoted ? Result<void>() : promoted.error();
        },
        std::move(then));
}

void ModelDesk::rollBack(const QString& model, const QString& note)
{
    change(
        tr("Roll back"), model, [model = model.toStdString(), note = note.toStdString()](Case& file) -> Result<void> {
            const auto back = file.rollBack(model, note);
            return back ? Result<void>() : back.error();
        });
}

void ModelDesk::setPinned(const QString& model, const QString& version, bool on)
{
    change(tr("Pin"), model, [model = model.toStdString(), version = version.toStdString(), on](Case& file) {
        return file.pinVersion(model, version, on);
    });
}

void ModelDesk::remove(const QString& model, const QString& version)
{
    change(tr("Delete version"), model, [model = model.toStdString(), version = version.toStdString()](Case& file) {
        return file.removeVersion(model, version);
    });
}

void ModelDesk::preview(const TrainRequest& request, Done<TrainingPreview> done)
{
    ask<TrainingPreview>(
        this, QStringLiteral("preview"), tr("Count what a training would learn from"),
        QString::fromStdString(request.kind),
        [request](const Case& file, const RunContext& context) { return file.previewTraining(request, context); },
        std::move(done));
}

bool ModelDesk::train(const TrainRequest& request)
{
    if (m_training || !m_live.isOpen() || m_live.isReadOnly())
        return false;
    const auto training = std::make_shared<Training>();
    training->file = m_live.file();
    m_training = training;
    m_log = {};
    m_request = request;
    m_outcome.reset();
    const JobTitle title{tr("Train"), QString::fromStdString(request.model.empty() ? request.kind : request.model),
        JobUnit::None, JobShow::Visible};
    const auto work = [training, request](const RunContext& context) {
        const auto observer = [&training](const train::TrainEvent& event) { training->add(event); };
        return training->file->train(request, context, observer, training->control);
    };
    m_trainingJob = m_jobs.start<train::TrainOutcome>(this, QStringLiteral("train"), title, work,
        [this](Result<train::TrainOutcome> result) { endTraining(std::move(result)); });
    m_pace.start();
    Q_EMIT trainingStarted();
    return true;
}

bool ModelDesk::isPaused() const
{
    return m_training && m_training->control->isPaused();
}

void ModelDesk::setPaused(bool on)
{
    if (!m_training)
        return;
    m_training->control->pause(on);
    Q_EMIT trainingChanged();
}

void ModelDesk::finishTraining()
{
    if (!m_training)
        return;
    m_training->control->pause(false);
    m_training->control->finishNow();
    Q_EMIT trainingChanged();
}

void ModelDesk::takeEvents()
{
    if (!m_training)
        return;
    const Events events = m_training->take();
    for (const train::TrainEvent& event : events)
        m_log.add(event);
    if (!events.empty())
        Q_EMIT trainingChanged();
}

void ModelDesk::endTraining(Result<train::TrainOutcome> result)
{
    m_pace.stop();
    takeEvents();
    m_training.reset();
    m_outcome = std::move(result);
    refresh();
    Q_EMIT trainingEnded();
}

void ModelDesk::readRun(uint64_t run, Done<Events> done)
{
    ask<Events>(
        this, QStringLiteral("run"), tr("Read run"), QString::number(run),
        [run](const Case& file, const RunContext&) { return file.runEvents(run); }, std::move(done), true);
}

void ModelDesk::compare(const CompareRequest& request, Done<Compared> done)
{
    ask<Compared>(
        this, QStringLiteral("compare"), tr("Compare models"), {},
        [request](const Case& file, const RunContext& context) -> Result<Compared> {
            auto compared = file.compare(request, context);
            if (!compared)
                return compared.error();
            return std::make_shared<const ComparedCurves>(std::make_shared<const CaseComparison>(std::move(*compared)));
        },
        std::move(done));
}

void ModelDesk::test(const Compared& curves, const train::ComparisonOptions& options, Done<Tests> done)
{
    ask<Tests>(
        this, QStringLiteral("test"), tr("Test the difference of models"), {},
        [curves, options](const Case& file, const RunContext& context) -> Result<Tests> {
            auto tested = file.testComparison(*curves->comparison, options, context);
            if (!tested)
                return tested.error();
            return std::make_shared<const train::ComparisonTests>(std::move(*tested));
        },
        std::move(done));
}

void ModelDesk::drift(const QString& model, const QString& version, const QString& query, Done<DriftView> done)
{
    ask<DriftView>(
        this, QStringLiteral("drift"), tr("Watch inputs"), model,
        [model = model.toStdString(), version = version.toStdString(), query = query.toStdString()](
            const Case& file, const RunContext& context) { return file.drift(model, version, query, context); },
        std::move(done));
}

void ModelDesk::explain(
    QObject* receiver, ScanId scan, ItemId item, const ModelOutput& output, Done<ModelExplanation> done)
{
    ask<ModelExplanation>(
        receiver, QStringLiteral("explain"), tr("Explain"), QString::fromStdString(output.model),
        [scan, item, output](
            const Case& file, const RunContext& context) { return file.explain(scan, item, output, context); },
        std::move(done), true);
}

void ModelDesk::verdictChanges(QObject* receiver, const CompareWhich& from, const CompareWhich& to,
    const QString& query, Done<VerdictChanges> done)
{
    ask<VerdictChanges>(
        receiver, QStringLiteral("changes"), tr("Count what changes its verdict"), QString::fromStdString(to.model),
        [from, to, query = query.toStdString()](
            const Case& file, const RunContext& context) { return file.verdictChanges(from, to, query, context); },
        std::move(done));
}

} // namespace assay::gui
