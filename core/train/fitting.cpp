// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/fitstate.h"
#include "core/train/kinds.h"
#include "core/train/pruning.h"

#include <algorithm>
#include <ctime>
#include <unordered_set>

namespace assay::train {
namespace {

// The whole set was counted before: folds and parts of it may have fewer rows.
models::Params withoutLeastCounts(const models::ModelKind& kind, models::Params::Settings settings)
{
    for (const models::Option& option : kind.options()) {
        const bool isCount =
            option.key.ends_with("min_labels") || option.key.ends_with("min_pos") || option.key.ends_with("min_neg");
        if (isCount)
            settings.emplace_back(option.key, std::to_string(static_cast<uint64_t>(option.low)));
    }
    return *models::Params::make(kind.options(), settings); // known settings of a request that was checked
}

std::string reasonText(PruneReason reason)
{
    switch (reason) {
    case PruneReason::TooFewValues:
        return "too few values";
    case PruneReason::OneValue:
        return "one value";
    case PruneReason::TinyVariance:
        return "hardly varies";
    }
    return {};
}

// Rows that the kind may learn from; those that it may not are kept by their reason.
std::vector<size_t> learnableRows(FitState& state)
{
    std::vector<size_t> rows;
    const TrainingSet& set = state.set;
    const bool needsLabels = state.kind->needsLabels();
    std::unordered_set<uint64_t> hostileGroups;
    for (size_t row = 0; row < set.size() && !needsLabels; ++row) {
        if (set.labels[row] == 1)
            hostileGroups.insert(set.groups[row]);
    }
    for (size_t row = 0; row < set.size(); ++row) {
        if (needsLabels) {
            if (set.labels[row] != noTrainingLabel)
                rows.push_back(row);
        } else if (set.labels[row] == 1)
            state.attacks.push_back(row);
        else if (set.labels[row] == noTrainingLabel && hostileGroups.count(set.groups[row]))
            state.twins.push_back(row);
        else
            rows.push_back(row);
    }
    return rows;
}

void splitRows(FitState& state)
{
    const std::vector<size_t> rows = learnableRows(state);
    TrainingSet light; // all that a split looks at
    for (const size_t row : rows) {
        light.items.push_back(state.set.items[row]);
        light.groups.push_back(state.set.groups[row]);
        light.times.push_back(state.set.times[row]);
    }
    const SplitPlan plan = planSplit(light, state.request.holdOut, state.request.holdOutShare, state.request.seed);
    for (const size_t row : plan.train)
        state.trainRows.push_back(rows[row]);
    for (const size_t row : plan.heldOut)
        state.heldRows.push_back(rows[row]);
    state.manifest().training.holdOut = plan.rule;
}

// Leaves out columns that say nothing, and remembers those that never changed.
void chooseFeatures(FitState& state)
{
    std::vector<std::string> names = state.request.features.empty() ? state.set.rows.names : state.request.features;
    models::Matrix rows = models::selectRows(state.set.rows, state.trainRows);
    if (!state.request.features.empty())
        rows = models::selectColumns(rows, names);
    PruneReport report = pruneFeatures(rows);
    for (const PrunedFeature& feature : report.dropped)
        state.manifest().dropped.push_back({feature.name, reasonText(feature.reason)});
    state.manifest().guards = std::move(report.guards);
    state.train.rows.names = report.kept;
    if (!report.dropped.empty())
        state.tell.log(std::to_string(report.dropped.size()) + " of " + std::to_string(names.size())
            + " features do not vary and are left out");
    state.train = state.rowsOf(state.trainRows);
    state.held = state.rowsOf(state.heldRows);
}

void describeSet(FitState& state)
{
    models::Manifest& manifest = state.manifest();
    manifest.kind = state.kind->id();
    manifest.name = state.request.model.empty() ? std::string(state.kind->id()) : state.request.model;
    manifest.seed = state.request.seed;
    manifest.createdAt = static_cast<int64_t>(std::time(nullptr));
    manifest.parent = state.request.parent;
    manifest.notes = state.request.notes;
    manifest.featureSet = state.set.featureSet;
    manifest.training.query = state.set.query;
    manifest.training.batches = state.set.batches;
    manifest.training.fingerprint = fingerprintOf(state.set);
    manifest.training.items = state.set.size();
    for (const uint8_t label : state.set.labels)
        ++(label == 1        ? manifest.training.positives
                : label == 0 ? manifest.training.negatives
                             : manifest.training.unlabelled);
}

void describeRows(FitState& state)
{
    models::Manifest& manifest = state.manifest();
    manifest.training.trainRows = state.train.rows.rows;
    manifest.training.heldOutRows = state.held.rows.rows;
    manifest.features = state.train.rows.names;
    manifest.medians = models::columnMedians(state.train.rows);
    for (size_t c = 0; c < state.train.rows.columns(); ++c)
        manifest.digests.push_back(models::digestOf(state.train.rows.column(c)));
}

// Fits once more to all rows. What the figures and tables say is from before.
Result<void> refit(FitState& state)
{
    state.tell.stage("refit");
    std::vector<size_t> rows = state.trainRows;
    rows.insert(rows.end(), state.heldRows.begin(), state.heldRows.end());
    models::TrainingData data = state.rowsOf(rows);
    // Weights that cleaning changed stay.
    std::copy(state.train.weights.begin(), state.train.weights.end(), data.weights.begin());
    auto model = state.kind->fit(data, state.params, state.request.seed, state.quiet());
    if (!model)
        return model.error();
    state.result.model = std::move(*model);
    state.manifest().training.isRefitted = true;
    state.trainRows = std::move(rows);
    state.train = std::move(data);
    return {};
}

void addLearnedRows(FitState& state)
{
    std::string text = "item,group\n";
    for (const size_t row : state.trainRows)
        text += std::to_string(state.set.items[row]) + ',' + std::to_string(state.set.groups[row]) + '\n';
    state.result.extras.push_back({std::string(learnedFileName), std::move(text)});
    models::Manifest& manifest = state.manifest();
    manifest.rows = state.trainRows.size();
    manifest.positives = state.kind->needsLabels()
        ? static_cast<uint64_t>(std::count(state.train.labels.begin(), state.train.labels.end(), 1))
        : 0;
}

Result<void> refuseWhatStops(const TrainingSet& set, const FitRequest& request)
{
    const auto checks = checkTraining(set, request);
    if (!checks)
        return checks.error();
    std::string reasons;
    for (const TrainingCheck& check : *checks) {
        if (check.stops)
            reasons += (reasons.empty() ? "" : "; ") + check.text;
    }
    return reasons.empty() ? Result<void>() : Error{ErrorCode::BadArgument, "training", reasons};
}

} // namespace

Result<FitResult> fitModel(const TrainingSet& set, const FitRequest& request, const RunContext& context,
    const TrainObserver& observer, TrainControl* control)
{
    const FitTeller tell(observer, control, context.stopToken());
    tell.stage("prepare");
    if (const auto may = refuseWhatStops(set, request); !may)
        return may.error();
    FitState state{set, request, tell, context};
    state.kind = findKind(request.kind);
    state.manifest().parameters = models::Params::make(state.kind->options(), request.settings)->settings();
    state.params = withoutLeastCounts(*state.kind, request.settings);
    describeSet(state);
    splitRows(state);
    chooseFeatures(state);
    auto done = state.kind->needsLabels() ? fitSupervised(state) : fitAnomaly(state);
    if (!done)
        return done.error();
    describeRows(state);
    state.result.stoppedEarly = tell.wasEnded();
    if (request.refitOnAll && !state.result.stoppedEarly)
        done = refit(state);
    if (!done)
        return done.error();
    addLearnedRows(state);
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    state.manifest().status =
        state.manifest().passedGate() ? models::VersionStatus::Candidate : models::VersionStatus::Rejected;
    return std::move(state.result);
}

Result<models::Manifest> fitToDirectory(const TrainingSet& set, const FitRequest& request,
    const std::filesystem::path& path, const RunContext& context, const TrainObserver& observer, TrainControl* control)
{
    auto fitted = fitModel(set, request, context, observer, control);
    if (!fitted)
        return fitted.error();
    return models::saveModelDir(path, *fitted->model, std::move(fitted->manifest), fitted->extras);
}

} // namespace assay::train
