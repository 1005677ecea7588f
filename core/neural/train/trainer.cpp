// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/train/trainer.h"

#include "core/neural/train/perceptron.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <numeric>

namespace assay::neural {
namespace {

constexpr size_t mostHidden = 1'000'000;
constexpr size_t mostWeights = size_t{64} << 20;

Error badArgument(std::string subject, std::string detail)
{
    return Error{ErrorCode::BadArgument, std::move(subject), std::move(detail)};
}

bool allFinite(const std::vector<float>& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](float number) { return std::isfinite(number); });
}

Result<void> checkVectors(const TrainingVectors& vectors)
{
    const size_t count = vectors.count();
    if (vectors.length == 0 || vectors.numbers.size() != count * vectors.length
        || (!vectors.weights.empty() && vectors.weights.size() != count))
        return badArgument("training vectors", "their sizes do not fit");
    if (!allFinite(vectors.numbers) || !allFinite(vectors.targets))
        return Error{ErrorCode::BadData, "training vectors", "they hold something else than numbers"};
    if (!std::all_of(vectors.weights.begin(), vectors.weights.end(),
            [](float weight) { return std::isfinite(weight) && weight >= 0; }))
        return badArgument("training vectors", "a weight is no number of 0 or more");
    return {};
}

Result<void> checkClasses(const TrainingVectors& vectors)
{
    const auto isSpam = [](float target) { return target > 0; };
    const auto spam = static_cast<size_t>(std::count_if(vectors.targets.begin(), vectors.targets.end(), isSpam));
    if (spam == 0 || spam == vectors.count())
        return badArgument("training vectors",
            std::to_string(spam) + " of spam and " + std::to_string(vectors.count() - spam)
                + " of ham: both are needed");
    return {};
}

Result<Layout> layoutFor(const TrainingVectors& vectors, const TrainingSettings& settings)
{
    Layout layout = {settings.topology, vectors.length, settings.hidden};
    if (!(settings.hiddenMultiplier > 0) || !(settings.hiddenMultiplier * static_cast<double>(vectors.length) < 1e9))
        return badArgument("hidden layer", "its multiplier is out of range");
    if (layout.hidden == 0)
        layout.hidden = hiddenUnits(layout.topology, layout.inputs, settings.hiddenMultiplier);
    if (layout.hidden == 0 || layout.hidden > mostHidden || layout.hidden > mostWeights / layout.inputs)
        return badArgument("hidden layer", std::to_string(layout.hidden) + " units are too few or too many");
    const bool isSound = settings.iterations > 0 && settings.batch > 0 && settings.learningRate > 0
        && std::isfinite(settings.learningRate) && settings.validationShare >= 0 && settings.validationShare < 1;
    if (!isSound)
        return badArgument("training", "iterations, batch, learning rate or validation share are out of range");
    return layout;
}

class Trainer
{
public:
    Trainer(const TrainingVectors& vectors, const TrainingVectors* heldOut, const TrainingSettings& settings,
        const Layout& layout, Generator& generator, const RunContext& context)
        : m_vectors(vectors)
        , m_settings(settings)
        , m_layout(layout)
        , m_generator(generator)
        , m_context(context)
        , m_network(layout, generator)
        , m_rows(vectors.count())
        , m_validation(heldOut ? *heldOut : vectors)
    {
        const double sum = std::accumulate(vectors.weights.begin(), vectors.weights.end(), 0.0);
        m_weightScale = sum > 0 ? static_cast<float>(static_cast<double>(vectors.count()) / sum) : 1.0f;
        splitRows(heldOut);
    }

    Result<TrainedNetwork> run(const EpochWatcher& watcher);

private:
    void splitRows(const TrainingVectors* heldOut);
    float weightOf(uint32_t row) const
    {
        return m_vectors.weights.empty() ? 1.0f : m_vectors.weights[row] * m_weightScale;
    }
    bool trainOnce(EpochCosts& costs);
    bool validate(EpochCosts& costs);
    bool shallStop(size_t epoch, const EpochCosts& costs);

    const TrainingVectors& m_vectors;
    const TrainingSettings& m_settings;
    const Layout m_layout;
    Generator& m_generator;
    const RunContext& m_context;
    Perceptron m_network;
    std::vector<uint32_t> m_rows; // that are learned from, shuffled
    std::vector<uint32_t> m_order; // of these in this pass
    const TrainingVectors& m_validation;
    std::vector<uint32_t> m_validationRows;
    float m_weightScale = 1;
    Perceptron::Snapshot m_best;
    size_t m_bestEpoch = 0;
    float m_leastCost = FLT_MAX;
    size_t m_streak = 0; // passes without gain
};

// All rows are shuffled; the last of them validate, unless there are others for that.
void Trainer::splitRows(const TrainingVectors* heldOut)
{
    std::iota(m_rows.begin(), m_rows.end(), 0u);
    m_generator.shuffle(m_rows);
    if (heldOut) {
        m_validationRows.resize(heldOut->count());
        std::iota(m_validationRows.begin(), m_validationRows.end(), 0u);
    } else {
        const auto aside = static_cast<size_t>(static_cast<double>(m_rows.size()) * m_settings.validationShare);
        const auto first = m_rows.end() - static_cast<std::ptrdiff_t>(aside);
        m_validationRows.assign(first, m_rows.end());
        m_rows.erase(first, m_rows.end());
    }
    m_order.resize(m_rows.size());
}

// False when asked to stop.
bool Trainer::trainOnce(EpochCosts& costs)
{
    std::iota(m_order.begin(), m_order.end(), 0u);
    m_generator.shuffle(m_order);
    for (size_t begin = 0; begin < m_rows.size(); begin += m_settings.batch) {
        if (m_context.stopRequested())
            return false;
        const size_t count = std::min(m_settings.batch, m_rows.size() - begin);
        for (size_t i = 0; i < count; ++i) {
            const uint32_t row = m_rows[m_order[begin + i]];
            const float weight = weightOf(row);
            m_network.run(m_vectors.row(row));
            costs.training += m_network.cost(m_vectors.targets[row]) * static_cast<double>(weight);
            m_network.addGradient(m_vectors.targets[row], weight / static_cast<float>(count));
        }
        m_network.step(static_cast<float>(m_settings.learningRate));
    }
    costs.training /= static_cast<double>(m_rows.size());
    return true;
}

bool Trainer::validate(EpochCosts& costs)
{
    double weights = 0;
    for (const uint32_t row : m_validationRows) {
        if (m_context.stopRequested())
            return false;
        const double weight = m_validation.weights.empty() ? 1.0 : static_cast<double>(m_validation.weights[row]);
        m_network.run(m_validation.row(row));
        costs.validation += m_network.cost(m_validation.targets[row]) * weight;
        weights += weight;
    }
    costs.validation /= weights > 0 ? weights : 1;
    return true;
}

bool Trainer::shallStop(size_t epoch, const EpochCosts& costs)
{
    if (m_settings.stopCost > 0 && costs.training <= m_settings.stopCost)
        return true;
    if (epoch < m_settings.patience || m_validationRows.empty())
        return false;
    if (costs.validation < static_cast<double>(m_leastCost)) {
        m_best = m_network.snapshot();
        m_bestEpoch = epoch;
        m_leastCost = static_cast<float>(costs.validation);
        m_streak = 0;
        return false;
    }
    return ++m_streak >= m_settings.patience;
}

Result<TrainedNetwork> Trainer::run(const EpochWatcher& watcher)
{
    TrainedNetwork trained;
    trained.layout = m_layout;
    m_context.setTotal(m_settings.iterations);
    for (size_t epoch = 0; epoch < m_settings.iterations; ++epoch) {
        EpochCosts costs;
        if (!trainOnce(costs) || !validate(costs))
            return Error{ErrorCode::Cancelled, "training", {}};
        if (!std::isfinite(costs.training) || !std::isfinite(costs.validation))
            return Error{ErrorCode::BadData, "training",
                "the cost of pass " + std::to_string(epoch + 1) + " is no number; try a smaller learning rate"};
        trained.epochs.push_back(costs);
        trained.best = epoch;
        m_context.setDone(epoch + 1);
        const bool isEnough = watcher && !watcher(epoch, costs);
        if (shallStop(epoch, costs) || isEnough)
            break;
    }
    if (!m_best.empty()) {
        m_network.restore(m_best);
        trained.best = m_bestEpoch;
    }
    if (!allFinite(m_network.snapshot()))
        return Error{ErrorCode::BadData, "training", "a weight is no number; try a smaller learning rate"};
    trained.graph = makeGraph(m_layout, m_network.weights());
    return trained;
}

} // namespace

Result<TrainedNetwork> trainNetwork(const TrainingVectors& vectors, const TrainingSettings& settings,
    Generator& generator, const RunContext& context, const EpochWatcher& watcher, const TrainingVectors* heldOut)
{
    if (const auto sound = checkVectors(vectors); !sound)
        return sound.error();
    if (const auto sound = checkClasses(vectors); !sound)
        return sound.error();
    if (heldOut && heldOut->length != vectors.length)
        return badArgument("held-out vectors", "they have another length");
    if (const auto sound = heldOut ? checkVectors(*heldOut) : Result<void>(); !sound)
        return sound.error();
    const auto layout = layoutFor(vectors, settings);
    if (!layout)
        return layout.error();
    return Trainer(vectors, heldOut, settings, *layout, generator, context).run(watcher);
}

} // namespace assay::neural
