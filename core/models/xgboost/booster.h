// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/models/matrix.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace assay::models {

// What XGBoost predicts for a row.
enum class Prediction { Probability = 0, Margin = 1, Contributions = 2 };

struct BoosterSettings
{
    int rounds = 200;
    int depth = 6;
    double eta = 0.1;
    double positiveWeight = 1; // scale_pos_weight
    uint64_t seed = 42;
    // Above 0: the last fifth of the rows is held out, and training stops after that many rounds in which its log-loss
    // did not fall; the best round is kept.
    int patience = 0;
};

// Who wants to know how the training goes.
struct BoosterWatch
{
    const Matrix* heldOut = nullptr; // rows that are not learned from; null: none
    std::span<const uint8_t> heldOutLabels;
    // Rounds done, of how many, log-loss on the rows learned from and on those held out (NaN without them). False: stop
    // here. Empty: nobody listens.
    std::function<bool(int done, int total, double loss, double heldOutLoss)> step;
};

// Gradient-boosted trees for two classes: XGBoost behind its C interface. Any thread; calls wait for each other.
class Booster
{
public:
    static Result<std::shared_ptr<const Booster>> train(const Matrix& rows, std::span<const uint8_t> labels,
        std::span<const float> weights, const BoosterSettings& settings, const RunContext& context,
        const BoosterWatch& watch = {});
    // From toBytes(); `features` is the number of columns it must have.
    static Result<std::shared_ptr<const Booster>> fromBytes(std::string_view bytes, size_t features);
    ~Booster();
    Booster(const Booster&) = delete;
    Booster& operator=(const Booster&) = delete;

    // One number a row; for Contributions one a column and one more, the base, in log-odds.
    Result<std::vector<float>> predict(const Matrix& rows, Prediction what, const RunContext& context) const;
    Result<std::string> toBytes() const;
    int rounds() const;

private:
    struct Handle;
    explicit Booster(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> m_handle;
};

} // namespace assay::models
