// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/models/calibration.h"
#include "core/models/digest.h"
#include "core/models/params.h"
#include "core/models/rarity.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace assay::models {

// What became of a version. None: the model is no version of a registry.
enum class VersionStatus : uint8_t { None, Candidate, Accepted, Rejected, Quarantined };
std::string_view versionStatusName(VersionStatus status); // "candidate" ...; None: ""

// One condition that a trained model had to meet.
struct GateCheck
{
    enum class Outcome : uint8_t { Passed, Failed, Skipped };
    std::string id; // "val_anomaly_rate"
    Outcome outcome = Outcome::Passed;
    double value = 0; // what was found; 0 when skipped
    double bound = 0; // what it is held against
    std::string reason; // an English sentence with the figures, or why it was skipped
};

// A column that had one value in all rows: any other value later was never seen before.
struct ConstantGuard
{
    std::string name;
    double value = 0;
    uint64_t rows = 0; // in which it had it
};

struct DroppedFeature
{
    std::string name;
    std::string reason; // "one value", "too few values" ...
};

// What a model was trained on.
struct TrainingRecord
{
    std::string query; // text that chose the items; empty: none
    std::vector<std::string> batches; // names or ids, as the caller has them
    std::string fingerprint; // SHA-256 of the training set, 64 lower-case digits
    std::string holdOut; // rule: "newest 20 % by time" ...
    uint64_t items = 0; // rows of the training set
    uint64_t unlabelled = 0, negatives = 0, positives = 0; // of them
    uint64_t suspects = 0, excluded = 0; // labels that look wrong; those of them that were left out
    uint64_t trainRows = 0, heldOutRows = 0; // learned from while the figures were taken; held out
    bool isRefitted = false; // fitted again on all rows after the figures were taken
};

// Loss after a round of training; not finite: not known.
struct LossPoint
{
    double loss = std::numeric_limits<double>::quiet_NaN();
    double heldOut = std::numeric_limits<double>::quiet_NaN();
};

// What a directory with a trained model says about itself (manifest.json).
struct Manifest
{
    struct File
    {
        std::string name; // without folders
        uint64_t size = 0;
        std::string sha256; // 64 lower-case digits
    };
    struct Number
    {
        std::string name;
        double value = 0;
    };
    using Threshold = Number;

    static constexpr uint32_t currentVersion = 2; // 1 ends before `name`
    uint32_t version = currentVersion;
    std::string kind;
    Params::Settings parameters;
    uint64_t seed = 0;
    int64_t createdAt = 0; // seconds since 1970
    uint64_t rows = 0; // learned from
    uint64_t positives = 0; // of them with label 1
    std::vector<std::string> features;
    std::vector<double> medians; // one a feature
    std::vector<FeatureDigest> digests; // one a feature, or none
    // "alert": the score of an anomaly kind above which, the calibrated probability from which an item is flagged.
    // "offset": the same of forests as a signed score (0.5 - score).
    std::vector<Threshold> thresholds;
    std::vector<File> files;

    std::string name; // of the model in its registry; empty: none
    std::string versionId; // "20260301T101500123Z-a1b2c3"
    uint64_t number = 0; // of the version, counts up from 1
    std::string parent; // id of the version that was current when this one was trained
    VersionStatus status = VersionStatus::None;
    std::string featureSet; // "mail/1": where the features come from
    TrainingRecord training;
    std::vector<DroppedFeature> dropped;
    std::vector<ConstantGuard> guards;
    std::vector<GateCheck> gate;
    std::vector<Number> metrics; // on held-out rows: "roc_auc", "pr_auc", "f1", "fpr" ...
    std::vector<LossPoint> curve; // one a round
    Calibration calibration; // of kinds that state a probability
    RarityTable rarity; // of kinds that state an anomaly
    std::string notes;

    const double* threshold(std::string_view which) const; // null: there is none of that name
    const double* metric(std::string_view which) const;
    bool passedGate() const; // no check failed; also true without checks
};

std::string manifestToJson(const Manifest& manifest);
// BadData says what is off; counts, sizes, names and numbers are all checked. NewerVersion.
Result<Manifest> manifestFromJson(std::string_view text);

} // namespace assay::models
