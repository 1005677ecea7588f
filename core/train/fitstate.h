// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the training recipe share; nobody else includes it.
#pragma once

#include "core/models/voice.h"
#include "core/train/fitting.h"

#include <chrono>

namespace assay::train {

// Tells the observer what happens, and hears from the control when to wait or to end.
class FitTeller
{
public:
    FitTeller(const TrainObserver& observer, TrainControl* control, std::stop_token stop)
        : m_observer(observer)
        , m_control(control)
        , m_stop(std::move(stop))
    {
    }
    void stage(std::string text) const;
    void log(std::string text) const;
    void gate(const GateCheck& check) const;
    // False: enough.
    bool step(const models::FitStep& step) const;
    bool wasEnded() const { return m_control && m_control->isFinishing(); }

private:
    void tell(TrainEvent event) const;
    const TrainObserver& m_observer;
    TrainControl* m_control;
    std::stop_token m_stop;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

struct FitState
{
    const TrainingSet& set;
    const FitRequest& request;
    const FitTeller& tell;
    RunContext context; // stop and workers of the caller; progress of the main fit
    const models::ModelKind* kind = nullptr;
    models::Params params = {}; // with the least counts taken away: they hold for the whole set
    std::vector<size_t> trainRows = {}, heldRows = {}; // of the set, by time
    std::vector<size_t> attacks = {}; // for anomaly kinds: rows labelled 1, never learned from
    std::vector<size_t> twins = {}; // for anomaly kinds: unlabelled rows in a group with such rows, left out too
    models::TrainingData train = {}, held = {}; // the kept columns of these rows
    FitResult result = {};

    RunContext quiet() const { return RunContext(context.stopToken(), nullptr, context.workers()); }
    models::Manifest& manifest() { return result.manifest; }
    // The kept columns of rows of the set.
    models::TrainingData rowsOf(const std::vector<size_t>& rows) const;
    void check(GateCheck check); // adds it and tells
    // Fits the kind to the rows learned from, and tells step by step.
    Result<void> fitMain();
};

using Outcome = GateCheck::Outcome;
inline Outcome outcomeOf(bool passed)
{
    return passed ? Outcome::Passed : Outcome::Failed;
}
std::string percentText(double share); // "12.5 %"
std::string numberText(double value); // "0.734"

// Fit, tables, thresholds, figures and gate.
Result<void> fitSupervised(FitState& state);
Result<void> fitAnomaly(FitState& state);

// A model that the new one is held against, ready for the rows of the set; the error says why it cannot be.
Result<models::Voice> rivalVoice(const FitState& state, const std::filesystem::path& directory);
// Whether the champion is at least as good as it was, on held-out rows that it has not learned from; `scores` of the
// new model belong to `rows` of the set.
GateCheck championCheck(const FitState& state, const std::vector<size_t>& rows, const std::vector<double>& scores);
void addMetrics(FitState& state, const std::vector<double>& scores, const std::vector<double>& risks,
    const std::vector<uint8_t>& labels, double threshold, bool areProbabilities);
// item, label, score, risk
models::ExtraFile scoresFile(const FitState& state, std::string_view name, const std::vector<size_t>& rows,
    const std::vector<double>& scores, const std::vector<double>& risks);

} // namespace assay::train
