// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/xgboost/boostedkind.h"

#include "core/base/mark.h"
#include "core/models/modelfile.h"
#include "core/models/xgboost/booster.h"

#include <algorithm>
#include <numeric>

namespace assay::models {
namespace {

constexpr size_t mostFeatures = 100'000;
constexpr std::string_view weightModes[] = {"none", "ratio"};

constexpr Option options[] = {
    {"xgb.rounds", ASSAY_MARK("core", "Rounds"), ASSAY_MARK("core", "How many trees are added one after the other."),
        ASSAY_MARK("core", "trees"), Option::Type::Integer, 200, 1, 10'000},
    {"xgb.depth", ASSAY_MARK("core", "Depth"), ASSAY_MARK("core", "How many questions a tree asks at most."),
        ASSAY_MARK("core", "levels"), Option::Type::Integer, 6, 1, 16},
    {"xgb.eta", ASSAY_MARK("core", "Learning rate"),
        ASSAY_MARK("core", "How far each tree moves the answer; smaller needs more rounds."), "", Option::Type::Real,
        0.1, 0.001, 1},
    {"xgb.w_mode", ASSAY_MARK("core", "Weight of class 1"),
        ASSAY_MARK("core", "none: as labelled; ratio: as many times as class 0 is larger (spoils the probabilities)."),
        "", Option::Type::Choice, 0, 0, 1, weightModes},
    {"scale_pos_weight", ASSAY_MARK("core", "Fixed weight of class 1"),
        ASSAY_MARK("core", "Counts each row of class 1 that many times; 0 follows the choice above."), "",
        Option::Type::Real, 0, 0, 1e6},
    {"xgb.patience", ASSAY_MARK("core", "Patience"),
        ASSAY_MARK("core", "Stop after that many rounds without gain on the newest fifth of the rows; 0: never."),
        ASSAY_MARK("core", "rounds"), Option::Type::Integer, 0, 0, 1000},
    {"xgb.min_labels", ASSAY_MARK("core", "Least labels"),
        ASSAY_MARK("core",
            "Labelled rows below which training is "
            "refused."),
        ASSAY_MARK("core", "rows"), Option::Type::Integer, 200, 2, 1e9},
    {"min_pos", ASSAY_MARK("core", "Least rows of class 1"),
        ASSAY_MARK("core", "Rows of class 1 below which training is refused."), ASSAY_MARK("core", "rows"),
        Option::Type::Integer, 10, 1, 1e9},
    {"min_neg", ASSAY_MARK("core", "Least rows of class 0"),
        ASSAY_MARK("core", "Rows of class 0 below which training is refused."), ASSAY_MARK("core", "rows"),
        Option::Type::Integer, 10, 1, 1e9},
};

class BoostedModel : public Model
{
public:
    BoostedModel(std::shared_ptr<const Booster> booster, std::vector<std::string> features)
        : m_booster(std::move(booster))
        , m_features(std::move(features))
    {
    }

    const ModelKind& kind() const override { return boostedKind(); }
    const std::vector<std::string>& features() const override { return m_features; }

    Result<std::vector<double>> score(const Matrix& rows, const RunContext& context) const override
    {
        if (const auto fits = checkColumns(*this, rows); !fits)
            return fits.error();
        const auto numbers = m_booster->predict(rows, Prediction::Probability, context);
        if (!numbers)
            return numbers.error();
        return std::vector<double>(numbers->begin(), numbers->end());
    }

    Result<std::vector<Explanation>> explain(const Matrix& rows, const RunContext& context) const override
    {
        if (const auto fits = checkColumns(*this, rows); !fits)
            return fits.error();
        const auto parts = m_booster->predict(rows, Prediction::Contributions, context);
        const auto margins = m_booster->predict(rows, Prediction::Margin, context);
        if (!parts || !margins)
            return parts ? margins.error() : parts.error();
        std::vector<Explanation> out(rows.rows);
        const size_t columns = rows.columns();
        for (size_t r = 0; r < rows.rows; ++r) {
            const float* first = parts->data() + r * (columns + 1);
            out[r].contributions.assign(first, first + columns);
            out[r].base = first[columns];
            out[r].isLogOdds = true;
            out[r].total = (*margins)[r];
            out[r].remainder =
                out[r].total - std::accumulate(out[r].contributions.begin(), out[r].contributions.end(), out[r].base);
        }
        return out;
    }

    Result<std::string> serialise() const override
    {
        const auto trees = m_booster->toBytes();
        if (!trees)
            return trees.error();
        BodyWriter out;
        out.texts(m_features);
        out.number(static_cast<uint64_t>(trees->size()));
        out.raw(*trees);
        return out.take();
    }

private:
    std::shared_ptr<const Booster> m_booster;
    std::vector<std::string> m_features;
};

class BoostedKind : public ModelKind
{
public:
    std::string_view id() const override { return "xgboost"; }
    std::string_view title() const override { return ASSAY_MARK("core", "Boosted trees"); }
    bool needsLabels() const override { return true; }
    ScoreMeaning scoreMeaning() const override { return ScoreMeaning::Probability; }
    VoiceRole role() const override { return VoiceRole::Boosted; }
    std::span<const Option> options() const override { return models::options; }

    Result<ModelPtr> fit(
        const TrainingData& data, const Params& params, uint64_t seed, const RunContext& context) const override
    {
        if (const auto fits = checkTrainingData(*this, data, 2); !fits)
            return fits.error();
        const auto positives = static_cast<size_t>(std::count(data.labels.begin(), data.labels.end(), 1));
        const size_t negatives = data.labels.size() - positives;
        if (const auto enough = checkCounts(positives, negatives, params); !enough)
            return enough.error();
        BoosterSettings settings;
        settings.rounds = static_cast<int>(params.count("xgb.rounds"));
        settings.depth = static_cast<int>(params.count("xgb.depth"));
        settings.eta = params.number("xgb.eta");
        settings.seed = seed;
        settings.patience = static_cast<int>(params.count("xgb.patience"));
        settings.positiveWeight = params.number("scale_pos_weight");
        if (settings.positiveWeight == 0)
            settings.positiveWeight = params.count("xgb.w_mode") == 1 ? ratioOf(positives, negatives) : 1.0;
        auto booster = Booster::train(data.rows, data.labels, data.weights, settings, context, watchFor(data));
        if (!booster)
            return booster.error();
        return ModelPtr(std::make_shared<const BoostedModel>(std::move(*booster), data.rows.names));
    }

    Result<ModelPtr> load(std::string_view body) const override
    {
        BodyReader in(body);
        std::vector<std::string> features = in.names(mostFeatures);
        const std::string_view trees = in.raw(in.number<uint64_t>());
        if (in.failed() || !in.isAtEnd() || features.empty())
            return Error{ErrorCode::BadData, "boosted trees", "their features are off"};
        auto booster = Booster::fromBytes(trees, features.size());
        if (!booster)
            return booster.error();
        return ModelPtr(std::make_shared<const BoostedModel>(std::move(*booster), std::move(features)));
    }

private:
    static BoosterWatch watchFor(const TrainingData& data)
    {
        BoosterWatch watch;
        if (!data.onStep)
            return watch;
        if (data.heldOut && data.heldOut->rows.rows > 0 && data.heldOut->labels.size() == data.heldOut->rows.rows) {
            watch.heldOut = &data.heldOut->rows;
            watch.heldOutLabels = data.heldOut->labels;
        }
        watch.step = [&data](int done, int total, double loss, double heldOutLoss) {
            return data.onStep({static_cast<uint64_t>(done), static_cast<uint64_t>(total), loss, heldOutLoss});
        };
        return watch;
    }

    static double ratioOf(size_t positives, size_t negatives)
    {
        return static_cast<double>(std::max<size_t>(1, negatives / std::max<size_t>(positives, 1)));
    }

    static Result<void> checkCounts(size_t positives, size_t negatives, const Params& params)
    {
        const auto tooFew = [](size_t count, const char* what, size_t least) {
            return Error{ErrorCode::BadArgument, "training data",
                std::to_string(count) + what + ", at least " + std::to_string(least) + " are needed"};
        };
        if (positives + negatives < params.count("xgb.min_labels"))
            return tooFew(positives + negatives, " labelled rows", params.count("xgb.min_labels"));
        if (positives < params.count("min_pos"))
            return tooFew(positives, " rows of class 1", params.count("min_pos"));
        if (negatives < params.count("min_neg"))
            return tooFew(negatives, " rows of class 0", params.count("min_neg"));
        return {};
    }
};

} // namespace

const ModelKind& boostedKind()
{
    static const BoostedKind kind;
    return kind;
}

Result<std::vector<double>> outOfFoldProbabilities(const Matrix& rows, std::span<const uint8_t> labels,
    std::span<const uint32_t> folds, uint32_t foldCount, const QuickModel& quick, const RunContext& context)
{
    BoosterSettings settings;
    settings.rounds = quick.rounds;
    settings.depth = quick.depth;
    settings.eta = quick.eta;
    settings.seed = quick.seed;
    std::vector<double> out(rows.rows, 0.0);
    const RunContext quiet(context.stopToken(), nullptr, context.workers());
    context.setTotal(foldCount);
    for (uint32_t fold = 0; fold < foldCount; ++fold) {
        std::vector<size_t> inside, outside;
        std::vector<uint8_t> learned;
        for (size_t r = 0; r < rows.rows; ++r) {
            (folds[r] == fold ? inside : outside).push_back(r);
            if (folds[r] != fold)
                learned.push_back(labels[r]);
        }
        if (inside.empty())
            continue;
        if (std::count(learned.begin(), learned.end(), 1) == 0 || std::count(learned.begin(), learned.end(), 0) == 0)
            return Error{ErrorCode::BadArgument, "labels", "one class has too few rows to be left out"};
        const auto booster = Booster::train(selectRows(rows, outside), learned, {}, settings, quiet);
        if (!booster)
            return booster.error();
        const auto numbers = (*booster)->predict(selectRows(rows, inside), Prediction::Probability, quiet);
        if (!numbers)
            return numbers.error();
        for (size_t i = 0; i < inside.size(); ++i)
            out[inside[i]] = (*numbers)[i];
        context.advance();
    }
    return out;
}

} // namespace assay::models
