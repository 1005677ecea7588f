// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/models/matrix.h"
#include "core/models/params.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>

namespace assay::models {

// What a score is: how anomalous a row is, or how probable it is that it belongs to class 1. High is suspicious in
// both.
enum class ScoreMeaning { Anomaly, Probability };

// The part that a kind of model has when the scores of several models become one risk (fusion.h).
enum class VoiceRole : uint8_t { Forest, Autoencoder, Boosted, Neural };
inline constexpr size_t voiceRoleCount = 4;

// Why a row has its score: base + contributions + remainder = total.
struct Explanation
{
    double base = 0; // what a row without anything special gets
    std::vector<double> contributions; // one a feature
    double remainder = 0; // of features acting together, and of rounding
    double total = 0; // the score, or the log-odds of the probability
    bool isLogOdds = false; // the unit of all these
    std::vector<double> expected; // values that would have been usual, one a feature; empty: the kind knows none
};

class ModelKind;

// A trained model: never changes, may be used by any number of threads.
class Model
{
public:
    virtual ~Model() = default;
    virtual const ModelKind& kind() const = 0;
    // Names of the columns it reads, in its order.
    virtual const std::vector<std::string>& features() const = 0;
    // A score for each row, the same bits whatever the number of workers. The columns of `rows` are features()
    // (selectColumns brings a table into that form), BadArgument otherwise. Cancelled when asked to stop.
    virtual Result<std::vector<double>> score(const Matrix& rows, const RunContext& context) const = 0;
    // The same for one row with as many values as features(): what scanners call, item by item.
    virtual Result<double> scoreRow(std::span<const double> row) const;
    virtual Result<std::vector<Explanation>> explain(const Matrix& rows, const RunContext& context) const = 0;
    // The body of its file; ModelKind::load reads it back.
    virtual Result<std::string> serialise() const = 0;
};

// One round of training: an epoch, a tree.
struct FitStep
{
    uint64_t done = 0, total = 0; // rounds
    double loss = std::numeric_limits<double>::quiet_NaN(); // on the rows learned from; not finite: not known
    double heldOutLoss = std::numeric_limits<double>::quiet_NaN();
};

// What a model learns from.
struct TrainingData
{
    Matrix rows;
    std::vector<uint8_t> labels = {}; // 0 or 1 for each row; empty for kinds that need none
    std::vector<float> weights = {}; // 0 or more for each row; empty: all alike
    // For kinds that learn in rounds: rows with the same columns that are not learned from, but tell after each round
    // how it goes (and when to stop, where the kind has a setting for that); null: none.
    const TrainingData* heldOut = nullptr;
    // Called by the thread that called fit(), may take its time; false: enough, keep the best of what there is.
    std::function<bool(const FitStep&)> onStep = {};
};

// A way to train models. Kinds are constants of the program, see core/train/kinds.h.
class ModelKind
{
public:
    virtual ~ModelKind() = default;
    virtual std::string_view id() const = 0; // "isoforest": stored, never changed
    virtual std::string_view title() const = 0; // English, marked for translation
    virtual bool needsLabels() const = 0;
    virtual ScoreMeaning scoreMeaning() const = 0;
    virtual VoiceRole role() const = 0;
    virtual std::span<const Option> options() const = 0;
    // The same data, parameters and seed give the same model whatever the number of workers. BadArgument says what the
    // data lack; Cancelled when asked to stop. Progress counts in `context` (trees, rounds).
    virtual Result<std::shared_ptr<const Model>> fit(
        const TrainingData& data, const Params& params, uint64_t seed, const RunContext& context) const = 0;
    // From the bytes of Model::serialise; every number is checked, BadData says which one is off.
    virtual Result<std::shared_ptr<const Model>> load(std::string_view body) const = 0;
};

using KindList = std::span<const ModelKind* const>;
// Null when there is none of that id.
const ModelKind* findKind(KindList kinds, std::string_view id);

using ModelPtr = std::shared_ptr<const Model>;

// What every kind asks of its input first: at least `least` rows and one column, labels and weights that fit.
Result<void> checkTrainingData(const ModelKind& kind, const TrainingData& data, size_t least);
Result<void> checkColumns(const Model& model, const Matrix& rows);

} // namespace assay::models
