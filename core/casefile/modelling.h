// SPDX-License-Identifier: GPL-3.0-or-later
// Values about the models of a case: training, promotion, explanation. What can be done with them is at Case.
#pragma once

#include "core/base/ids.h"
#include "core/corpus/source.h"
#include "core/models/params.h"
#include "core/scan/hit.h"
#include "core/train/trainingrun.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay {

// Which rows a model learns from.
struct TrainingSelection
{
    enum class From { NewBatches, Batches, Query } from = From::NewBatches;
    // NewBatches: submitted and not withdrawn, after those that the current version of the model has learned from; its
    // own training rows are learned again with them.
    std::vector<BatchId> batches; // for Batches
    std::string query; // for Query: items that match; those without a label are rows of the baseline
    bool withBulkAndUnsure = false; // else left out
    // A model reads one kind of items. Nothing: that of the rows; where there are both, that of the model, when it has
    // a current version.
    std::optional<ItemKind> items;
};

enum class HoldOut : uint8_t { ByTime, ByGroup, Random };
enum class Cleaning : uint8_t { Report, Exclude, DownWeight };

struct TrainRequest
{
    std::string model; // name; empty: defaultModelName()
    std::string kind;
    models::Params::Settings settings;
    uint64_t seed = 42;
    TrainingSelection data;
    HoldOut holdOut = HoldOut::ByTime;
    double holdOutShare = 0.20;
    Cleaning cleaning = Cleaning::Report;
    bool refitOnAll = false; // after the gate
    std::string notes;
};

// The id of the kind; of models of request sets with "traffic-" in front of it, so that a case can have both.
std::string defaultModelName(std::string_view kind, ItemKind items);

// One training of a model, as the case remembers it.
struct RunInfo
{
    uint64_t number = 0;
    int64_t startedAt = 0, endedAt = 0; // seconds since 1970; 0: it runs, or the program died
    std::string author;
    TrainRequest request;
    train::TrainOutcome outcome;
    std::vector<BatchId> batches; // it learned from
    std::filesystem::path directory; // with its events, for a look back
};

// What a training would learn from, before it starts.
struct TrainingPreview
{
    uint64_t rows = 0, positives = 0, negatives = 0, unlabelled = 0;
    uint64_t heldOut = 0, heldOutPositives = 0;
    uint64_t groups = 0; // near-duplicates and senders count as one
    uint64_t conflicts = 0; // left out: people do not agree
    uint64_t features = 0;
    std::map<std::string, uint64_t> byBatch; // rows
    struct Check
    {
        std::string name, text; // English: "60 of 100 needed per class"
        bool stops = false; // it cannot start; else a warning
        std::vector<ItemId> items; // that it is about, may be empty
    };
    std::vector<Check> checks;
};

// One contribution to what a model said.
struct FeatureContribution
{
    std::string feature, meaning, unit;
    double value = 0; // NaN: missing
    bool isDefault = false; // the item did not have it
    std::optional<double> percentile; // of the value among training rows, 0 to 1
    std::optional<double> expected; // what the model would have expected
    double contribution = 0; // signed, towards hostile
};

struct ModelExplanation
{
    ModelOutput output;
    std::string kind, method; // English: "Change in output when this input is zeroed"
    std::string unit; // of the contributions: "log-odds", "score"
    double base = 0, remainder = 0, total = 0; // base + contributions + remainder = total
    std::vector<FeatureContribution> contributions; // largest first
    std::vector<std::string> unknownInputs; // symbols of the item that are not in this model
};

// Inputs of a model whose values are not what they were.
struct DriftRow
{
    std::string feature, meaning;
    double psi = 0, ks = 0, missingBefore = 0, missingNow = 0, meanBefore = 0, meanNow = 0;
    bool isDrifted = false, isAbsent = false, isInsufficient = false;
    // Two histograms over the same bounds; counts one fewer than bounds.
    std::vector<double> bounds;
    std::vector<uint64_t> before, now;
    double low = 0, high = 0; // range of the values in training
    std::vector<ItemId> outside; // items beyond it, the first 10,000
};

struct DriftView
{
    std::string model, version;
    uint64_t rowsBefore = 0, rowsNow = 0;
    double score = 0, limit = 0.30; // share of drifted inputs
    std::vector<DriftRow> rows; // most drifted first
    std::optional<DriftRow> scoreDrift; // of the model's own output
    double hostileBefore = 0, hostileNow = 0; // share of labels
};

// Labels that cross-validated models find unlikely.
struct Suspect
{
    ItemId item;
    uint8_t label = 0;
    double probability = 0; // of being hostile, out of sample
    double selfConfidence = 0;
    std::vector<ItemId> similar; // labelled ones whose features are nearest, at most 5
};
struct SuspectReport
{
    std::vector<Suspect> suspects; // least self-confidence first
    uint64_t rows = 0;
    double thresholds[2] = {0, 0};
    uint64_t joint[2][2] = {{0, 0}, {0, 0}};
};

} // namespace assay
