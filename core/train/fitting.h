// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/modeldir.h"
#include "core/train/metrics.h"
#include "core/train/trainingrun.h"
#include "core/train/trainingset.h"

namespace assay::train {

// Which rows are kept apart to take figures on. Groups are never parted.
enum class HoldOut : uint8_t {
    ByTime, // the newest
    ByGroup, // groups at random
    Random // like ByGroup when there are groups
};
// What happens to labels that cross-validated models find unlikely.
enum class Cleaning : uint8_t { Report, Exclude, DownWeight };

struct FitRequest
{
    std::string model; // name in the registry; empty: the id of the kind
    std::string kind; // id
    models::Params::Settings settings;
    uint64_t seed = 42;
    HoldOut holdOut = HoldOut::ByTime;
    double holdOutShare = 0.20; // 0.05 to 0.5
    Cleaning cleaning = Cleaning::Report;
    bool refitOnAll = false; // after the gate; figures, thresholds and tables stay those of the first fit
    Costs costs; // choose the threshold of kinds that state a probability
    std::vector<std::string> features; // columns to learn from; empty: all
    std::string notes;
    std::string parent; // id of the version that is current now
    // Directories of models that the gate holds the new one against; empty: none, the checks are skipped.
    std::filesystem::path champion; // current version of the same model
    std::filesystem::path supervised; // a current model that knows labels, for the baseline of anomaly kinds
};
std::string fitRequestToJson(const FitRequest& request);
Result<FitRequest> fitRequestFromJson(std::string_view text);

// Rows of a set: those to learn from and those held out, both by time (unknown times first), then item.
struct SplitPlan
{
    std::vector<size_t> train, heldOut;
    std::string rule; // "newest 20 % by time", for people
};
SplitPlan planSplit(const TrainingSet& set, HoldOut how, double share, uint64_t seed);

// Something that speaks against a training, or should be known before it.
struct TrainingCheck
{
    std::string name; // "least_labels"
    std::string text; // English: "60 of 100 labels are there"
    bool stops = false; // it cannot start; else a warning
    std::vector<uint64_t> items; // that it is about, may be empty
};
// What can be said before anything is fitted; fast. BadArgument when the request itself is off.
Result<std::vector<TrainingCheck>> checkTraining(const TrainingSet& set, const FitRequest& request);

struct FitResult
{
    models::ModelPtr model;
    models::Manifest manifest; // all but files and what a registry adds; status Candidate, or Rejected by the gate
    std::vector<models::ExtraFile> extras; // heldOutFileName, outOfFoldFileName, suspectsFileName
    bool stoppedEarly = false; // by TrainControl::finishNow()
};
// Tables that lie beside a model: item, label, score, risk (of rows held out; of rows learned from, by models that had
// not seen them), item, label, probability, self_confidence of suspect labels, and item, group of all rows learned
// from.
inline constexpr std::string_view heldOutFileName = "heldout.csv", outOfFoldFileName = "outoffold.csv",
                                  suspectsFileName = "suspects.csv", learnedFileName = "learned.csv";

// The rows that a model learned from.
struct LearnedRows
{
    std::vector<uint64_t> items, groups; // ascending, each once
    bool has(uint64_t item, uint64_t group) const; // the item itself or one of its group
};
// NotFound when the model does not say.
Result<LearnedRows> readLearnedRows(const std::filesystem::path& directory, const models::Manifest& manifest);

// The training recipe: sort, split, prune, clean, fit, calibrate, choose thresholds, take figures, hold against the
// gate. Kinds that learn from labels take the labelled rows; the others those that are not labelled 1. The same set,
// request and number of workers give the same model. Tells `observer` on the calling thread. A failed gate is a result.
// BadArgument names every check that stops; Cancelled when asked to stop.
Result<FitResult> fitModel(const TrainingSet& set, const FitRequest& request, const RunContext& context,
    const TrainObserver& observer = {}, TrainControl* control = nullptr);
// The same, saved as a model directory. Gives the manifest as written.
Result<models::Manifest> fitToDirectory(const TrainingSet& set, const FitRequest& request,
    const std::filesystem::path& path, const RunContext& context, const TrainObserver& observer = {},
    TrainControl* control = nullptr);

} // namespace assay::train
