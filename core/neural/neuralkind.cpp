// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/neuralkind.h"

#include "core/base/mark.h"
#include "core/base/parallelfor.h"
#include "core/models/modelfile.h"
#include "core/neural/kann/forwardpass.h"
#include "core/neural/train/trainer.h"

#include <algorithm>
#include <numeric>

namespace assay::neural {
namespace {

using models::Explanation;
using models::Matrix;
using models::ModelPtr;
using models::Option;
using models::Params;
using models::TrainingData;

constexpr size_t mostFeatures = 100'000;
constexpr size_t blockRows = 256;
constexpr double largestPlainValue = 100; // of a column that is learned from as it is
constexpr std::string_view graphs[] = {"rspamd34", "seed"};

constexpr Option options[] = {
    {"ann.graph", ASSAY_MARK("core", "Network"),
        ASSAY_MARK("core", "rspamd34: as rspamd 3.4 makes it; seed: as its first releases did."), "",
        Option::Type::Choice, 0, 0, 1, graphs},
    {"ann.max_iterations", ASSAY_MARK("core", "Passes"),
        ASSAY_MARK("core", "How often all rows are learned from at most."), ASSAY_MARK("core", "passes"),
        Option::Type::Integer, 25, 1, 100'000},
    {"ann.learning_rate", ASSAY_MARK("core", "Learning rate"),
        ASSAY_MARK("core", "How far each step moves the weights."), "", Option::Type::Real, 0.01, 1e-6, 1},
    {"ann.hidden_layer_mult", ASSAY_MARK("core", "Size of the hidden layer"),
        ASSAY_MARK("core", "Units for each input (rspamd34; the first releases have one for two inputs)."), "",
        Option::Type::Real, 1.5, 0.01, 10},
    {"ann.mse", ASSAY_MARK("core", "Stop at cost"),
        ASSAY_MARK("core", "End when the cost of learning falls to this; 0: never, as rspamd."), "", Option::Type::Real,
        0, 0, 1},
    {"ann.patience", ASSAY_MARK("core", "Patience"),
        ASSAY_MARK("core", "Stop after that many passes without gain on the rows kept aside."),
        ASSAY_MARK("core", "passes"), Option::Type::Integer, 10, 1, 1000},
    {"ann.min_labels", ASSAY_MARK("core", "Least labels"),
        ASSAY_MARK("core", "Labelled rows below which training is refused."), ASSAY_MARK("core", "rows"),
        Option::Type::Integer, 200, 2, 1e9},
    {"min_pos", ASSAY_MARK("core", "Least rows of class 1"),
        ASSAY_MARK("core", "Rows of class 1 below which training is refused."), ASSAY_MARK("core", "rows"),
        Option::Type::Integer, 10, 1, 1e9},
    {"min_neg", ASSAY_MARK("core", "Least rows of class 0"),
        ASSAY_MARK("core", "Rows of class 0 below which training is refused."), ASSAY_MARK("core", "rows"),
        Option::Type::Integer, 10, 1, 1e9},
};

void fillInput(std::span<const double> row, std::vector<float>& input)
{
    for (size_t c = 0; c < row.size(); ++c) {
        const auto number = models::isMissing(row[c]) ? 0.0f : static_cast<float>(row[c]);
        input[c] = std::isfinite(number) ? number : 0.0f;
    }
}

double scoreOfOutput(double output)
{
    return std::clamp((output + 1) / 2, 0.0, 1.0);
}

class NeuralModel : public models::Model
{
public:
    NeuralModel(ForwardPass pass, std::vector<std::string> features)
        : m_pass(std::move(pass))
        , m_features(std::move(features))
    {
    }

    const Graph& graph() const { return m_pass.graph(); }
    const models::ModelKind& kind() const override { return neuralKind(); }
    const std::vector<std::string>& features() const override { return m_features; }

    Result<std::vector<double>> score(const Matrix& rows, const RunContext& context) const override
    {
        std::vector<double> scores(rows.rows);
        const auto done = forEachRow(rows, context,
            [&](size_t r, Scratch& scratch) { scores[r] = scoreOfOutput(outputOf(rows.row(r), scratch)); });
        return done ? Result<std::vector<double>>(std::move(scores)) : done.error();
    }

    Result<double> scoreRow(std::span<const double> row) const override
    {
        if (row.size() != m_features.size())
            return Error{ErrorCode::BadArgument, "row", "it does not have the features of the model"};
        Scratch scratch(m_pass);
        return scoreOfOutput(outputOf(row, scratch));
    }

    Result<std::vector<Explanation>> explain(const Matrix& rows, const RunContext& context) const override
    {
        Scratch zeros(m_pass);
        const double base = answerOf(zeros);
        std::vector<Explanation> out(rows.rows);
        const auto done = forEachRow(
            rows, context, [&](size_t r, Scratch& scratch) { out[r] = explainRow(rows.row(r), base, scratch); });
        return done ? Result<std::vector<Explanation>>(std::move(out)) : done.error();
    }

    Result<std::string> serialise() const override
    {
        const std::string network = writeKann(graph());
        models::BodyWriter out;
        out.texts(m_features);
        out.number(static_cast<uint64_t>(network.size()));
        out.raw(network);
        return out.take();
    }

private:
    struct Scratch
    {
        explicit Scratch(const ForwardPass& pass)
            : input(pass.inputs())
            , workspace(pass.makeWorkspace())
        {
        }
        std::vector<float> input;
        ForwardPass::Workspace workspace;
    };

    double outputOf(std::span<const double> row, Scratch& scratch) const
    {
        fillInput(row, scratch.input);
        return static_cast<double>(m_pass.run(scratch.input, scratch.workspace));
    }

    // What explanations add up to: log-odds of the score, or the score before it is held within its range.
    double answerOf(Scratch& scratch) const
    {
        const float output = m_pass.run(scratch.input, scratch.workspace);
        if (m_pass.endsWithTanh())
            return 2 * static_cast<double>(m_pass.beforeTanh(scratch.workspace));
        return (static_cast<double>(output) + 1) / 2;
    }

    Explanation explainRow(std::span<const double> row, double base, Scratch& scratch) const
    {
        fillInput(row, scratch.input);
        Explanation out;
        out.base = base;
        out.isLogOdds = m_pass.endsWithTanh();
        out.total = answerOf(scratch);
        out.contributions.resize(row.size());
        for (size_t c = 0; c < row.size(); ++c) {
            const float number = scratch.input[c];
            if (number == 0)
                continue;
            scratch.input[c] = 0;
            out.contributions[c] = out.total - answerOf(scratch);
            scratch.input[c] = number;
        }
        out.remainder = out.total - std::accumulate(out.contributions.begin(), out.contributions.end(), base);
        return out;
    }

    template <typename Body>
    Result<void> forEachRow(const Matrix& rows, const RunContext& context, const Body& body) const
    {
        if (const auto fits = checkColumns(*this, rows); !fits)
            return fits.error();
        std::vector<Scratch> scratch(context.workers(), Scratch(m_pass));
        const size_t blocks = (rows.rows + blockRows - 1) / blockRows;
        context.setTotal(rows.rows);
        const size_t done = parallelFor(blocks, context, [&](size_t block, unsigned worker) {
            const size_t end = std::min(rows.rows, (block + 1) * blockRows);
            for (size_t r = block * blockRows; r < end && !context.stopRequested(); ++r)
                body(r, scratch[worker]);
            context.advance(end - block * blockRows);
        });
        if (done < blocks || context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        return {};
    }

    const ForwardPass m_pass;
    const std::vector<std::string> m_features;
};

// For each column what its numbers are multiplied by while learning.
std::vector<float> scalesOf(const Matrix& rows)
{
    std::vector<double> largest(rows.columns());
    for (size_t i = 0; i < rows.values.size(); ++i) {
        double& most = largest[i % rows.columns()];
        if (!models::isMissing(rows.values[i]))
            most = std::max(most, rows.values[i]);
    }
    std::vector<float> scales;
    for (const double most : largest)
        scales.push_back(most > largestPlainValue ? static_cast<float>(1 / most) : 1.0f);
    return scales;
}

TrainingVectors vectorsOf(const TrainingData& data, const std::vector<float>& scales)
{
    TrainingVectors vectors;
    vectors.length = data.rows.columns();
    vectors.numbers.reserve(data.rows.values.size());
    std::vector<float> input(vectors.length);
    for (size_t r = 0; r < data.rows.rows; ++r) {
        fillInput(data.rows.row(r), input);
        for (size_t c = 0; c < input.size(); ++c)
            vectors.numbers.push_back(input[c] * scales[c]);
        vectors.targets.push_back(data.labels[r] == 1 ? 1.0f : -1.0f);
    }
    vectors.weights = data.weights;
    return vectors;
}

// relu(s x) is s relu(x) for s above 0, so the first weights may hold the scale.
void foldScales(Graph& graph, const std::vector<float>& scales)
{
    const auto first =
        std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const GraphNode& node) { return node.isVariable(); });
    for (size_t i = 0; i < first->values.size(); ++i)
        first->values[i] *= scales[i % scales.size()];
}

Result<void> checkCounts(const TrainingData& data, const Params& params)
{
    const auto positives = static_cast<size_t>(std::count(data.labels.begin(), data.labels.end(), 1));
    const size_t negatives = data.labels.size() - positives;
    const auto tooFew = [](size_t count, const char* what, size_t least) {
        return Error{ErrorCode::BadArgument, "training data",
            std::to_string(count) + what + ", at least " + std::to_string(least) + " are needed"};
    };
    if (positives + negatives < params.count("ann.min_labels"))
        return tooFew(positives + negatives, " labelled rows", params.count("ann.min_labels"));
    if (positives < params.count("min_pos"))
        return tooFew(positives, " rows of class 1", params.count("min_pos"));
    if (negatives < params.count("min_neg"))
        return tooFew(negatives, " rows of class 0", params.count("min_neg"));
    return {};
}

TrainingSettings settingsOf(const Params& params)
{
    TrainingSettings settings;
    settings.topology = params.count("ann.graph") == 1 ? Topology::Seed : Topology::Rspamd34;
    settings.iterations = params.count("ann.max_iterations");
    settings.learningRate = params.number("ann.learning_rate");
    settings.hiddenMultiplier = params.number("ann.hidden_layer_mult");
    settings.stopCost = params.number("ann.mse");
    settings.patience = params.count("ann.patience");
    return settings;
}

class NeuralKind : public models::ModelKind
{
public:
    std::string_view id() const override { return "neural"; }
    std::string_view title() const override { return ASSAY_MARK("core", "Mail neural net"); }
    bool needsLabels() const override { return true; }
    models::ScoreMeaning scoreMeaning() const override { return models::ScoreMeaning::Probability; }
    models::VoiceRole role() const override { return models::VoiceRole::Neural; }
    std::span<const Option> options() const override { return neural::options; }

    Result<ModelPtr> fit(
        const TrainingData& data, const Params& params, uint64_t seed, const RunContext& context) const override
    {
        if (const auto fits = checkTrainingData(*this, data, 2); !fits)
            return fits.error();
        if (const auto enough = checkCounts(data, params); !enough)
            return enough.error();
        const TrainingData* heldOut = data.heldOut && data.heldOut->rows.rows > 0 ? data.heldOut : nullptr;
        if (heldOut && (heldOut->rows.names != data.rows.names || heldOut->labels.size() != heldOut->rows.rows))
            return Error{
                ErrorCode::BadArgument, "held-out rows", "they do not have the columns or labels of the others"};
        const std::vector<float> scales = scalesOf(data.rows);
        const TrainingVectors vectors = vectorsOf(data, scales);
        const TrainingVectors aside = heldOut ? vectorsOf(*heldOut, scales) : TrainingVectors{};
        const TrainingSettings settings = settingsOf(params);
        const auto watch = [&](size_t epoch, const EpochCosts& costs) {
            models::FitStep step;
            step.done = epoch + 1;
            step.total = settings.iterations;
            step.loss = costs.training;
            step.heldOutLoss = costs.validation;
            return !data.onStep || data.onStep(step);
        };
        Generator generator(seed);
        auto trained = trainNetwork(vectors, settings, generator, context, watch, heldOut ? &aside : nullptr);
        if (!trained)
            return trained.error();
        foldScales(trained->graph, scales);
        return makeNeuralModel(std::move(trained->graph), data.rows.names);
    }

    Result<ModelPtr> load(std::string_view body) const override
    {
        models::BodyReader in(body);
        std::vector<std::string> features = in.names(mostFeatures);
        const std::string_view network = in.raw(in.number<uint64_t>());
        if (in.failed() || !in.isAtEnd())
            return Error{ErrorCode::BadData, "neural net", "its features are off"};
        auto graph = readKann(network);
        if (!graph)
            return Error{ErrorCode::BadData, graph.error().subject, graph.error().detail};
        return makeNeuralModel(std::move(*graph), std::move(features));
    }
};

} // namespace

const models::ModelKind& neuralKind()
{
    static const NeuralKind kind;
    return kind;
}

Result<ModelPtr> makeNeuralModel(Graph graph, std::vector<std::string> features)
{
    auto pass = ForwardPass::make(std::make_shared<const Graph>(std::move(graph)));
    if (!pass)
        return Error{ErrorCode::BadData, pass.error().subject, pass.error().detail};
    if (pass->inputs() != features.size())
        return Error{ErrorCode::BadData, "KANN network",
            "it has " + std::to_string(pass->inputs()) + " inputs for " + std::to_string(features.size())
                + " features"};
    return ModelPtr(std::make_shared<const NeuralModel>(std::move(*pass), std::move(features)));
}

const Graph* networkOf(const models::Model& model)
{
    const auto* neural = dynamic_cast<const NeuralModel*>(&model);
    return neural ? &neural->graph() : nullptr;
}

} // namespace assay::neural
