// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/isoforest/forestkinds.h"

#include "core/base/mark.h"
#include "core/base/parallelfor.h"
#include "core/models/isoforest/forestfile.h"
#include "core/models/isoforest/grow.h"

#include <algorithm>
#include <numeric>

namespace assay::models {
namespace {

constexpr size_t leastRows = 16;
constexpr size_t blockRows = 1024; // scored together, tree by tree

constexpr Option treesOption{"eif.ntrees", ASSAY_MARK("core", "Trees"),
    ASSAY_MARK("core", "How many trees the forest has; more give steadier scores."), ASSAY_MARK("core", "trees"),
    Option::Type::Integer, 300, 1, 10'000};
constexpr Option contaminationOption{"contamination", ASSAY_MARK("core", "Contamination"),
    ASSAY_MARK("core", "Share of normal rows that may raise an alert."), "", Option::Type::Real, 0.05, 0, 0.5};
constexpr Option thresholdOption{"anomaly_threshold", ASSAY_MARK("core", "Anomaly threshold"),
    ASSAY_MARK("core", "Signed score below which a row counts as an anomaly."), "", Option::Type::Real, -0.05, -0.5,
    0.5};

constexpr Option extendedOptions[] = {treesOption,
    {"eif.ndim", ASSAY_MARK("core", "Columns per split"),
        ASSAY_MARK("core", "How many columns a split combines, at most as many as there are."),
        ASSAY_MARK("core", "columns"), Option::Type::Integer, 3, 1, 1000},
    {"eif.sample_size", ASSAY_MARK("core", "Sample size"),
        ASSAY_MARK("core", "Rows that each tree is grown from; 0 takes all, at most 10,000. 256 trains fastest."),
        ASSAY_MARK("core", "rows"), Option::Type::Integer, 0, 0, 1'000'000},
    contaminationOption, thresholdOption};

constexpr Option plainOptions[] = {treesOption,
    {"eif.sample_size", ASSAY_MARK("core", "Sample size"),
        ASSAY_MARK("core", "Rows that each tree is grown from; 0 takes all, at most 256."), ASSAY_MARK("core", "rows"),
        Option::Type::Integer, 0, 0, 1'000'000},
    contaminationOption, thresholdOption};

class ForestModel : public Model
{
public:
    explicit ForestModel(Forest forest)
        : m_forest(std::move(forest))
    {
    }

    const ModelKind& kind() const override
    {
        return m_forest.algorithm == ForestAlgorithm::Extended ? extendedForestKind() : plainForestKind();
    }
    const std::vector<std::string>& features() const override { return m_forest.features; }
    Result<std::string> serialise() const override { return forestToBytes(m_forest); }

    Result<std::vector<double>> score(const Matrix& rows, const RunContext& context) const override
    {
        if (const auto fits = checkColumns(*this, rows); !fits)
            return fits.error();
        std::vector<double> scores(rows.rows);
        const size_t blocks = (rows.rows + blockRows - 1) / blockRows;
        context.setTotal(rows.rows);
        const size_t done = parallelFor(blocks, context, [&](size_t block, unsigned) {
            const size_t begin = block * blockRows;
            const size_t count = std::min(blockRows, rows.rows - begin);
            scoreRows(m_forest, rows.values.data() + begin * rows.columns(), {scores.data() + begin, count});
            context.advance(count);
        });
        if (done < blocks || context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        return scores;
    }

    Result<double> scoreRow(std::span<const double> row) const override
    {
        if (row.size() != m_forest.features.size())
            return Error{ErrorCode::BadArgument, "row", "it does not have the features of the model"};
        return scoreOf(m_forest, row.data());
    }

    Result<std::vector<Explanation>> explain(const Matrix& rows, const RunContext& context) const override
    {
        if (const auto fits = checkColumns(*this, rows); !fits)
            return fits.error();
        const double base = scoreOf(m_forest, m_forest.medians.data());
        std::vector<Explanation> out(rows.rows);
        const size_t done =
            parallelFor(rows.rows, context, [&](size_t row, unsigned) { out[row] = explainRow(rows.row(row), base); });
        if (done < rows.rows || context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        return out;
    }

private:
    // A feature contributes what the score loses when the median stands in its place.
    Explanation explainRow(std::span<const double> row, double base) const
    {
        const size_t columns = row.size();
        std::vector<double> variants((columns + 1) * columns);
        for (size_t v = 0; v <= columns; ++v)
            std::copy(row.begin(), row.end(), variants.begin() + static_cast<std::ptrdiff_t>(v * columns));
        for (size_t c = 0; c < columns; ++c)
            variants[(c + 1) * columns + c] = m_forest.medians[c];
        std::vector<double> scores(columns + 1);
        scoreRows(m_forest, variants.data(), scores);
        Explanation out;
        out.base = base;
        out.total = scores[0];
        for (size_t c = 0; c < columns; ++c)
            out.contributions.push_back(scores[0] - scores[c + 1]);
        out.remainder = out.total - base - std::accumulate(out.contributions.begin(), out.contributions.end(), 0.0);
        return out;
    }

    const Forest m_forest;
};

class ForestKind : public ModelKind
{
public:
    explicit ForestKind(ForestAlgorithm algorithm)
        : m_algorithm(algorithm)
    {
    }

    std::string_view id() const override { return isExtended() ? "isoforest" : "isoforest-plain"; }
    std::string_view title() const override
    {
        return isExtended() ? ASSAY_MARK("core", "Extended isolation forest")
                            : ASSAY_MARK("core", "Plain isolation forest");
    }
    bool needsLabels() const override { return false; }
    ScoreMeaning scoreMeaning() const override { return ScoreMeaning::Anomaly; }
    VoiceRole role() const override { return VoiceRole::Forest; }
    std::span<const Option> options() const override
    {
        return isExtended() ? std::span<const Option>(extendedOptions) : std::span<const Option>(plainOptions);
    }

    Result<ModelPtr> fit(
        const TrainingData& data, const Params& params, uint64_t seed, const RunContext& context) const override
    {
        if (const auto fits = checkTrainingData(*this, data, leastRows); !fits)
            return fits.error();
        GrowOptions options;
        options.algorithm = m_algorithm;
        options.trees = static_cast<uint32_t>(params.count("eif.ntrees"));
        options.termsPerSplit = isExtended() ? static_cast<uint32_t>(params.count("eif.ndim")) : 1;
        options.sampleSize = static_cast<uint32_t>(params.count("eif.sample_size"));
        if (options.sampleSize == 1)
            return Error{ErrorCode::BadArgument, "eif.sample_size=1", "a tree needs two rows"};
        options.seed = seed;
        if (data.onStep)
            options.onTree = [&](uint64_t done) { return data.onStep({done, options.trees}); };
        auto forest = isExtended() ? growForest(data.rows, options, context)
                                   : growForest(withMedians(data.rows), options, context);
        if (!forest)
            return forest.error();
        return makeForestModel(std::move(*forest));
    }

    Result<ModelPtr> load(std::string_view body) const override
    {
        auto forest = forestFromBytes(body);
        if (!forest)
            return forest.error();
        if (forest->algorithm != m_algorithm)
            return Error{ErrorCode::BadData, "forest", "it is of the other kind"};
        return makeForestModel(std::move(*forest));
    }

private:
    bool isExtended() const { return m_algorithm == ForestAlgorithm::Extended; }

    static Matrix withMedians(Matrix rows)
    {
        const std::vector<double> medians = columnMedians(rows);
        for (size_t i = 0; i < rows.values.size(); ++i) {
            if (isMissing(rows.values[i]))
                rows.values[i] = medians[i % medians.size()];
        }
        return rows;
    }

    ForestAlgorithm m_algorithm;
};

} // namespace

const ModelKind& extendedForestKind()
{
    static const ForestKind kind(ForestAlgorithm::Extended);
    return kind;
}

const ModelKind& plainForestKind()
{
    static const ForestKind kind(ForestAlgorithm::Plain);
    return kind;
}

ModelPtr makeForestModel(Forest forest)
{
    return std::make_shared<const ForestModel>(std::move(forest));
}

} // namespace assay::models
