// SPDX-License-Identifier: GPL-3.0-or-later
// Case::train: from a selection of labels to a version in the registry.
#include "core/base/json.h"
#include "core/casefile/runs.h"
#include "core/casefile/trainingrows.h"
#include "core/scan/detectors/models.h"
#include "core/train/kinds.h"
#include "core/train/registryfiles.h"
#include "core/train/registrylock.h"
#include "core/train/rundirectory.h"

#include <algorithm>

namespace assay {
namespace {

constexpr double longestSilence = 600; // seconds; one step of a large training on a busy machine takes a while

using train::TrainEnd;
using train::TrainOutcome;

std::string wordFor(ItemKind items)
{
    return items == ItemKind::RequestSet ? "request sets" : "messages";
}

Error badRequest(std::string detail)
{
    return Error{ErrorCode::BadArgument, "training", std::move(detail)};
}

// Fills in what a request leaves open; BadArgument: such a model cannot be trained.
Result<void> complete(
    TrainRequest& request, const Case& work, const train::Registry& registry, const RunContext& context)
{
    const models::ModelKind* kind = train::findKind(request.kind);
    if (!kind)
        return badRequest("there is no kind of model \"" + toValidUtf8(request.kind.substr(0, 100)) + "\"");
    const auto items = kindToLearn(work, request, context);
    if (!items)
        return items.error();
    request.data.items = *items;
    if (request.model.empty())
        request.model = defaultModelName(request.kind, *items);
    const auto named = registry.find(request.model, train::aliasCurrent);
    if (!named)
        return named.error().code == ErrorCode::BadArgument ? Result<void>(named.error()) : Result<void>();
    if (itemKindOf(named->manifest) != *items)
        return badRequest("the model \"" + request.model + "\" is one of " + wordFor(itemKindOf(named->manifest))
            + ": give the one of " + wordFor(*items) + " another name");
    return {};
}

// What the recipe gets to know of the models that are used now.
void addCurrentModels(train::FitRequest& fit, ItemKind items, const train::Registry& registry)
{
    const auto pathOf = [&](const train::VersionInfo& info) {
        return registry.directory() / info.model / "versions" / info.id;
    };
    const auto all = registry.list();
    for (size_t i = 0; all && i < all->size(); ++i) {
        const train::VersionInfo& info = (*all)[i];
        const auto& aliases = info.aliases;
        const bool isCurrent = std::find(aliases.begin(), aliases.end(), train::aliasCurrent) != aliases.end();
        if (!isCurrent || info.status != train::VersionStatus::Accepted)
            continue;
        const models::ModelKind* kind = train::findKind(info.manifest.kind);
        if (info.model == fit.model) {
            fit.champion = pathOf(info);
            fit.parent = info.id;
        } else if (kind && kind->needsLabels() && itemKindOf(info.manifest) == items) {
            fit.supervised = pathOf(info);
        }
    }
}

train::FitRequest fitRequest(const TrainRequest& request, const train::Registry& registry)
{
    train::FitRequest fit;
    fit.model = request.model;
    fit.kind = request.kind;
    fit.settings = request.settings;
    fit.seed = request.seed;
    fit.holdOut = static_cast<train::HoldOut>(request.holdOut);
    fit.holdOutShare = request.holdOutShare;
    fit.cleaning = static_cast<train::Cleaning>(request.cleaning);
    fit.refitOnAll = request.refitOnAll;
    fit.notes = request.notes;
    addCurrentModels(fit, request.data.items.value_or(ItemKind::Message), registry);
    return fit;
}

// What stands against the training, before a process is started for it.
Result<void> checkFirst(const train::TrainingSet& set, const train::FitRequest& fit)
{
    const auto checks = train::checkTraining(set, fit);
    if (!checks)
        return checks.error();
    std::string reasons;
    for (const train::TrainingCheck& check : *checks) {
        if (check.stops)
            reasons += (reasons.empty() ? "" : "; ") + check.text;
    }
    return reasons.empty() ? Result<void>() : badRequest(reasons);
}

// Rows and kind are fine: runs the program and publishes what it leaves.
TrainOutcome runAndPublish(train::Registry& registry, const train::RunDirectory& run, const TrainRequest& request,
    const train::PublishRequest& publish, const RunContext& context, const train::TrainObserver& observer,
    const std::shared_ptr<train::TrainControl>& control, models::TrainingRecord& learned)
{
    TrainOutcome outcome;
    outcome.model = request.model;
    const auto watch = [&](const train::TrainEvent& event) {
        if (event.kind == train::TrainEvent::Kind::Step && event.steps > 0) {
            context.setTotal(event.steps);
            context.setDone(std::min(event.step, event.steps));
        }
        if (observer)
            observer(event);
    };
    const auto trained = train::runTrainHelper(run.path, {{}, longestSilence}, context, watch, control);
    const auto published =
        trained ? registry.publish(run.result(), publish) : Result<train::VersionInfo>(trained.error());
    if (!published) {
        outcome.end = published.error().code == ErrorCode::Cancelled ? TrainEnd::Cancelled : TrainEnd::Failed;
        if (outcome.end == TrainEnd::Failed)
            outcome.error = published.error();
        return outcome;
    }
    const bool isEarly = control && control->isFinishing();
    outcome.end = published->status == train::VersionStatus::Rejected ? TrainEnd::Rejected
        : isEarly                                                     ? TrainEnd::StoppedEarly
                                                                      : TrainEnd::Published;
    outcome.version = published->id;
    outcome.number = published->number;
    outcome.gate = published->manifest.gate;
    learned = published->manifest.training;
    return outcome;
}

} // namespace

Result<TrainOutcome> Case::train(const TrainRequest& given, const RunContext& context,
    const train::TrainObserver& observer, std::shared_ptr<train::TrainControl> control)
{
    if (const auto allowed = m_data->mayWrite(); !allowed)
        return allowed.error();
    const std::unique_lock one(m_data->training, std::try_to_lock);
    if (!one)
        return Error{ErrorCode::Locked, "training", "another training is running"};
    if (const auto made = train::makeDirectories(m_data->models.directory()); !made)
        return made.error();
    const auto lock = train::RegistryLock::take(m_data->models.directory() / ".training", {});
    if (!lock)
        return Error{lock.error().code, "training", "another training is running: " + lock.error().detail};

    TrainRequest request = given;
    const auto completed = complete(request, *this, m_data->models, context);
    if (!completed)
        return completed.error();
    const auto set = trainingSet(request.data, request.model, context);
    if (!set)
        return set.error();
    const train::FitRequest fit = fitRequest(request, m_data->models);
    if (const auto checked = checkFirst(**set, fit); !checked)
        return checked.error();

    uint64_t number = 0;
    const auto begun = m_data->change([&](store::Database& database) -> Result<void> {
        const auto inserted = insertRun(database, request, m_data->userName());
        number = inserted ? *inserted : 0;
        return inserted ? Result<void>() : inserted.error();
    });
    if (!begun)
        return begun.error();
    const train::RunDirectory run{runFolder(m_data->path, number)};
    models::TrainingRecord learned;
    TrainOutcome outcome;
    outcome.model = request.model;
    if (const auto prepared = train::prepareRun(run, fit, **set); prepared) {
        const train::PublishRequest publish{
            request.model, train::VersionStatus::Candidate, m_data->userName(), jobOf(number), request.notes};
        outcome = runAndPublish(m_data->models, run, request, publish, context, observer, control, learned);
    } else {
        outcome.error = prepared.error();
    }
    std::error_code ignored; // it can be made again
    std::filesystem::remove(run.data(), ignored);
    const auto stored = m_data->storeOutcome(number, outcome, learned, (*set)->description);
    return stored ? Result<TrainOutcome>(outcome) : stored.error();
}

} // namespace assay
