// SPDX-License-Identifier: GPL-3.0-or-later
// Case::previewTraining: what a training would learn from, and what stands against it.
#include "core/casefile/batches.h"
#include "core/casefile/casedata.h"
#include "core/casefile/modelling.h"
#include "core/casefile/trainingrows.h"
#include "core/train/fitting.h"
#include "core/train/kinds.h"
#include "core/train/registry.h"
#include "core/train/trainingset.h"

#include <algorithm>
#include <unordered_set>

namespace assay {
namespace {

using train::TrainingSet;

constexpr double mostUneven = 3; // labels of one class for each of the other
constexpr size_t shownItems = 10'000;

void add(TrainingPreview& preview, std::string name, std::string text, std::vector<ItemId> items = {})
{
    preview.checks.push_back({std::move(name), std::move(text), false, std::move(items)});
}

void count(const TrainingSet& set, TrainingPreview& preview)
{
    preview.rows = set.size();
    for (const uint8_t label : set.labels)
        ++(label == 1 ? preview.positives : label == 0 ? preview.negatives : preview.unlabelled);
    preview.groups = std::unordered_set<uint64_t>(set.groups.begin(), set.groups.end()).size();
    preview.conflicts = set.conflicts;
    preview.features = set.rows.columns();
}

Result<void> countBatches(const Case& work, const TrainingSet& set, TrainingPreview& preview)
{
    if (set.batches.empty())
        return {};
    const auto batches = work.batches();
    if (!batches)
        return batches.error();
    for (const feedback::BatchInfo& batch : *batches) {
        const std::string name = "batch " + std::to_string(batch.id.value);
        if (std::find(set.batches.begin(), set.batches.end(), name) != set.batches.end())
            preview.byBatch[name] = batch.records;
    }
    return {};
}

// Whether there is anything that the current version has not learned from.
void checkNews(const Case& work, const TrainRequest& request, const TrainingSet& set, TrainingPreview& preview)
{
    if (request.data.from != TrainingSelection::From::NewBatches)
        return;
    const auto current = work.registry().find(request.model, train::aliasCurrent);
    const auto isKnown = [&](const std::string& batch) {
        const auto& known = current->manifest.training.batches;
        return std::find(known.begin(), known.end(), batch) != known.end();
    };
    if (set.batches.empty())
        add(preview, "no_batches", "no batch was submitted");
    else if (current && std::all_of(set.batches.begin(), set.batches.end(), isKnown))
        add(preview, "no_new_batches", "the current version has learned from all submitted batches");
}

// Rows that a kind learns from, and of them those that are held out.
void countHeldOut(const TrainingSet& set, const TrainRequest& request, TrainingPreview& preview)
{
    const models::ModelKind* kind = train::findKind(request.kind);
    TrainingSet light; // all that a split looks at
    for (size_t row = 0; row < set.size(); ++row) {
        const bool isLearned =
            kind && kind->needsLabels() ? set.labels[row] != train::noTrainingLabel : set.labels[row] != 1;
        if (!isLearned)
            continue;
        light.labels.push_back(set.labels[row]);
        light.items.push_back(set.items[row]);
        light.groups.push_back(set.groups[row]);
        light.times.push_back(set.times[row]);
    }
    const train::SplitPlan plan =
        train::planSplit(light, static_cast<train::HoldOut>(request.holdOut), request.holdOutShare, request.seed);
    preview.heldOut = plan.heldOut.size();
    preview.heldOutPositives = static_cast<uint64_t>(
        std::count_if(plan.heldOut.begin(), plan.heldOut.end(), [&](size_t row) { return light.labels[row] == 1; }));
}

void checkBalance(TrainingPreview& preview)
{
    const auto many = static_cast<double>(std::max(preview.positives, preview.negatives));
    const auto few = static_cast<double>(std::min(preview.positives, preview.negatives));
    if (few > 0 && many > mostUneven * few)
        add(preview, "class_balance",
            std::to_string(preview.positives) + " hostile and " + std::to_string(preview.negatives)
                + " harmless labels: one class has more than three times as many");
}

void checkConflicts(TrainingPreview& preview)
{
    if (preview.conflicts > 0)
        add(preview, "conflicts",
            std::to_string(preview.conflicts) + " items are left out as people do not agree on them");
}

void checkSuspects(const CaseSnapshot& snapshot, const TrainingSet& set, TrainingPreview& preview)
{
    if (!snapshot.loop)
        return;
    std::vector<ItemId> items;
    size_t found = 0, next = 0; // suspects ascend by row, which is the item; so do the items
    for (const auto& [row, confidence] : snapshot.loop->suspects) {
        while (next < set.size() && set.items[next] < row)
            ++next;
        if (next == set.size())
            break;
        if (set.items[next] != row || set.labels[next] == train::noTrainingLabel)
            continue;
        ++found;
        if (items.size() < shownItems)
            items.push_back(ItemId{row});
    }
    if (found > 0)
        add(preview, "suspects", std::to_string(found) + " labels look wrong to cross-validated models",
            std::move(items));
}

void checkScan(const CaseSnapshot& snapshot, TrainingPreview& preview)
{
    if (!snapshot.scores)
        add(preview, "no_scan", "nothing was scanned: models learn from what messages look like, without symbols");
}

train::FitRequest fitRequestOf(const TrainRequest& request)
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
    return fit;
}
static_assert(static_cast<int>(HoldOut::Random) == static_cast<int>(train::HoldOut::Random)
    && static_cast<int>(Cleaning::DownWeight) == static_cast<int>(train::Cleaning::DownWeight));

} // namespace

Result<TrainingPreview> Case::previewTraining(const TrainRequest& given, const RunContext& context) const
{
    const auto items = kindToLearn(*this, given, context);
    if (!items)
        return items.error();
    TrainRequest request = given;
    request.data.items = *items;
    if (request.model.empty())
        request.model = defaultModelName(request.kind, *items);
    const auto set = trainingSet(request.data, request.model, context);
    if (!set)
        return set.error();
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto checks = train::checkTraining(**set, fitRequestOf(request));
    if (!checks)
        return checks.error();
    TrainingPreview preview;
    count(**set, preview);
    countHeldOut(**set, request, preview);
    const auto counted = countBatches(*this, **set, preview);
    if (!counted)
        return counted.error();
    for (const train::TrainingCheck& check : *checks) {
        auto& made = preview.checks.emplace_back(TrainingPreview::Check{check.name, check.text, check.stops, {}});
        for (const uint64_t item : check.items) {
            if (item < ItemId::noneValue) // others are records of other cases
                made.items.push_back(ItemId{static_cast<uint32_t>(item)});
        }
    }
    checkNews(*this, request, **set, preview);
    checkBalance(preview);
    checkConflicts(preview);
    checkSuspects(**now, **set, preview);
    checkScan(**now, preview);
    return preview;
}

} // namespace assay
