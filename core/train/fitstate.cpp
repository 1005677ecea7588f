// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/fitstate.h"

#include "core/train/kinds.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <thread>

namespace assay::train {
namespace {

constexpr auto pauseStep = std::chrono::milliseconds(50);
constexpr double allowedLoss = 0.02; // of average precision against the champion
constexpr size_t leastOfClass = 10; // rows without which nothing is held against the champion

void appendNumber(std::string& out, double value)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    out.append(buffer, end.ptr);
}

bool readNumber(std::string_view& text, char after, uint64_t& out)
{
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
    const auto used = static_cast<size_t>(end - text.data());
    if (failure != std::errc() || used >= text.size() || text[used] != after)
        return false;
    text.remove_prefix(used + 1);
    return true;
}

void sortOnce(std::vector<uint64_t>& values)
{
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

} // namespace

void FitTeller::tell(TrainEvent event) const
{
    event.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    if (m_observer)
        m_observer(event);
}

void FitTeller::stage(std::string text) const
{
    TrainEvent event;
    event.kind = TrainEvent::Kind::Stage;
    event.text = std::move(text);
    tell(std::move(event));
}

void FitTeller::log(std::string text) const
{
    TrainEvent event;
    event.kind = TrainEvent::Kind::Log;
    event.text = std::move(text);
    tell(std::move(event));
}

void FitTeller::gate(const GateCheck& check) const
{
    TrainEvent event;
    event.kind = TrainEvent::Kind::Gate;
    event.text = check.id;
    event.detail = check.reason;
    event.passed = check.outcome != Outcome::Failed;
    event.value = check.value;
    event.limit = check.bound;
    tell(std::move(event));
}

bool FitTeller::step(const models::FitStep& step) const
{
    TrainEvent event;
    event.kind = TrainEvent::Kind::Step;
    event.step = step.done;
    event.steps = step.total;
    event.trainLoss = step.loss;
    event.holdOutLoss = step.heldOutLoss;
    event.rate = std::numeric_limits<double>::quiet_NaN();
    tell(std::move(event));
    while (m_control && m_control->isPaused() && !m_control->isFinishing() && !m_stop.stop_requested())
        std::this_thread::sleep_for(pauseStep);
    return !wasEnded();
}

models::TrainingData FitState::rowsOf(const std::vector<size_t>& rows) const
{
    models::TrainingData out;
    models::Matrix all = models::selectRows(set.rows, rows);
    out.rows = train.rows.names == all.names ? std::move(all) : models::selectColumns(all, train.rows.names);
    for (const size_t row : rows) {
        if (kind->needsLabels())
            out.labels.push_back(set.labels[row]);
        out.weights.push_back(set.weights[row]);
    }
    return out;
}

void FitState::check(GateCheck check)
{
    tell.gate(check);
    manifest().gate.push_back(std::move(check));
}

Result<void> FitState::fitMain()
{
    tell.stage("fit");
    std::vector<models::LossPoint> curve;
    train.heldOut = &held;
    train.onStep = [&](const models::FitStep& step) {
        if (!models::isMissing(step.loss) || !models::isMissing(step.heldOutLoss))
            curve.push_back({step.loss, step.heldOutLoss});
        return tell.step(step);
    };
    auto model = kind->fit(train, params, request.seed, context);
    train.heldOut = nullptr;
    train.onStep = {};
    if (!model)
        return model.error();
    result.model = std::move(*model);
    manifest().curve = std::move(curve);
    return {};
}

std::string numberText(double value)
{
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.3f", value); // the program never sets a locale
    return buffer;
}

std::string percentText(double share)
{
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.1f %%", 100 * share);
    return buffer;
}

Result<models::Voice> rivalVoice(const FitState& state, const std::filesystem::path& directory)
{
    constexpr double mostAbsent = 0.2;
    auto stored = models::loadModelDir(directory, modelKinds());
    if (!stored)
        return stored.error();
    auto voice = models::Voice::make(std::move(*stored), state.set.rows.names);
    if (voice && voice->absentShare() > mostAbsent)
        return Error{ErrorCode::BadData, "features", percentText(voice->absentShare()) + " of its features are absent"};
    return voice;
}

bool LearnedRows::has(uint64_t item, uint64_t group) const
{
    return std::binary_search(items.begin(), items.end(), item)
        || std::binary_search(groups.begin(), groups.end(), group);
}

Result<LearnedRows> readLearnedRows(const std::filesystem::path& directory, const models::Manifest& manifest)
{
    const auto text = models::readModelFile(directory, manifest, learnedFileName);
    if (!text)
        return text.error();
    LearnedRows out;
    std::string_view rest = *text;
    rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    while (!rest.empty()) {
        uint64_t item = 0, group = 0;
        if (!readNumber(rest, ',', item) || !readNumber(rest, '\n', group))
            return Error{ErrorCode::BadData, (directory / learnedFileName).string(), "it does not follow its format"};
        out.items.push_back(item);
        out.groups.push_back(group);
    }
    sortOnce(out.items);
    sortOnce(out.groups);
    return out;
}

GateCheck championCheck(const FitState& state, const std::vector<size_t>& rows, const std::vector<double>& scores)
{
    GateCheck check{"champion", Outcome::Skipped, 0, 0, "there is no version before this one"};
    const auto& directory = state.request.champion;
    if (directory.empty())
        return check;
    const auto voice = rivalVoice(state, directory);
    if (!voice) {
        check.reason = "the current version cannot score these rows: " + voice.error().toString();
        return check;
    }
    const auto learned = readLearnedRows(directory, voice->manifest());
    std::vector<size_t> fresh;
    std::vector<double> ours;
    std::vector<uint8_t> labels;
    for (size_t i = 0; i < rows.size(); ++i) {
        const size_t row = rows[i];
        if (learned && learned->has(state.set.items[row], state.set.groups[row]))
            continue;
        fresh.push_back(row);
        ours.push_back(scores[i]);
        labels.push_back(state.set.labels[row]);
    }
    const auto positives = static_cast<size_t>(std::count(labels.begin(), labels.end(), 1));
    if (std::min(positives, labels.size() - positives) < leastOfClass) {
        check.reason = "the current version learned from all but " + std::to_string(fresh.size())
            + " of the rows held out: too few to compare";
        return check;
    }
    const auto theirs = voice->scoreTable(models::selectRows(state.set.rows, fresh), state.quiet());
    if (!theirs) {
        check.reason = "the current version cannot score these rows: " + theirs.error().toString();
        return check;
    }
    std::vector<double> others;
    for (const models::VoiceOutput& output : *theirs)
        others.push_back(output.score);
    const double champion = averagePrecision({others, labels});
    check.value = averagePrecision({ours, labels});
    check.bound = champion - allowedLoss;
    check.outcome = outcomeOf(check.value >= check.bound);
    check.reason = "average precision " + numberText(check.value) + " against " + numberText(champion)
        + " of the current version on " + std::to_string(fresh.size()) + " rows that neither learned from";
    return check;
}

void addMetrics(FitState& state, const std::vector<double>& scores, const std::vector<double>& risks,
    const std::vector<uint8_t>& labels, double threshold, bool areProbabilities)
{
    const std::vector<double>& judged = areProbabilities ? risks : scores;
    const ScoredRows rows{judged, labels};
    const Confusion at = confusionAt(rows, threshold);
    auto& metrics = state.manifest().metrics;
    const auto positives = static_cast<double>(at.tp + at.fn);
    metrics = {{"rows", static_cast<double>(labels.size())}, {"positives", positives},
        {"base_rate", labels.empty() ? 0 : positives / static_cast<double>(labels.size())},
        {"roc_auc", rocAuc({scores, labels})}, {"pr_auc", averagePrecision({scores, labels})},
        {"precision", at.precision()}, {"recall", at.recall()}, {"f1", at.f1()}, {"fpr", at.falsePositiveRate()},
        {"tp", static_cast<double>(at.tp)}, {"fp", static_cast<double>(at.fp)}, {"fn", static_cast<double>(at.fn)},
        {"tn", static_cast<double>(at.tn)},
        {"recall_at_fpr_0.001", recallAtFalsePositiveRate(sweep({scores, labels}), 0.001)},
        {"cost", at.cost(state.request.costs.falsePositive, state.request.costs.falseNegative)}};
    if (!areProbabilities)
        return;
    const CalibrationMetrics calibration = calibrationOf(rows);
    metrics.push_back({"brier", calibration.brier});
    metrics.push_back({"log_loss", calibration.logLoss});
    metrics.push_back({"ece", calibration.eceWidth});
}

models::ExtraFile scoresFile(const FitState& state, std::string_view name, const std::vector<size_t>& rows,
    const std::vector<double>& scores, const std::vector<double>& risks)
{
    std::string text = "item,label,score,risk\n";
    for (size_t i = 0; i < rows.size(); ++i) {
        text += std::to_string(state.set.items[rows[i]]) + ',';
        if (state.set.labels[rows[i]] != noTrainingLabel)
            text += state.set.labels[rows[i]] ? '1' : '0';
        text += ',';
        appendNumber(text, scores[i]);
        text += ',';
        appendNumber(text, risks[i]);
        text += '\n';
    }
    return {std::string(name), std::move(text)};
}

} // namespace assay::train
