// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallelfor.h"
#include "core/models/digest.h"
#include "core/models/random.h"
#include "core/train/modelcomparison.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace assay::train {
namespace {

constexpr size_t steps = 100;
using Curve = std::array<double, steps + 1>; // y at x = 0, 0.01 ... 1

// How often each row with a score stands in a resample, by its place in the order of scores.
class Resampler
{
public:
    Resampler(const ThresholdIndex& index, std::span<const uint64_t> groups)
    {
        std::unordered_map<uint64_t, uint32_t> known;
        index.eachRow([&](uint32_t row, double) {
            const uint8_t label = index.labelAt(m_count++);
            if (groups.empty())
                m_units[label <= 1 ? label : 2].push_back(static_cast<uint32_t>(m_count - 1));
            else
                m_groupOf.push_back(known.try_emplace(groups[row], static_cast<uint32_t>(known.size())).first->second);
        });
        m_groups = known.size();
    }

    void draw(models::Random& random, std::vector<uint32_t>& counts) const
    {
        counts.assign(m_count, 0);
        for (size_t label = 0; label < 2; ++label) {
            const std::vector<uint32_t>& units = m_units[label];
            for (size_t i = 0; i < units.size(); ++i)
                ++counts[units[random.below(units.size())]];
        }
        if (m_groups == 0)
            return;
        std::vector<uint32_t> drawn(m_groups, 0);
        for (size_t i = 0; i < m_groups; ++i)
            ++drawn[random.below(m_groups)];
        for (size_t i = 0; i < m_count; ++i)
            counts[i] = drawn[m_groupOf[i]];
    }

private:
    size_t m_count = 0, m_groups = 0;
    std::array<std::vector<uint32_t>, 3> m_units; // places by label
    std::vector<uint32_t> m_groupOf;
};

// Recall at rates and precision at recalls of one resample.
void trace(const ThresholdIndex& index, const std::vector<uint32_t>& counts, Curve& roc, Curve& precision)
{
    double positives = 0, negatives = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
        const uint8_t label = index.labelAt(i);
        positives += label == 1 ? counts[i] : 0;
        negatives += label == 0 ? counts[i] : 0;
    }
    roc.fill(1);
    precision.fill(positives > 0 ? positives / (positives + negatives) : 0);
    double tp = 0, fp = 0, lastRecall = 0, lastScore = 0;
    size_t nextRate = 0, nextRecall = 0, place = 0;
    const auto endRun = [&] {
        const double recall = positives > 0 ? tp / positives : 0;
        const double rate = negatives > 0 ? fp / negatives : 0;
        // The last threshold that keeps the rate counts.
        for (; nextRate <= steps && rate > static_cast<double>(nextRate) / steps; ++nextRate)
            roc[nextRate] = lastRecall;
        for (; nextRecall <= steps && tp > 0 && recall >= static_cast<double>(nextRecall) / steps; ++nextRecall)
            precision[nextRecall] = tp / (tp + fp);
        lastRecall = recall;
    };
    index.eachRow([&](uint32_t, double score) {
        if (place > 0 && score != lastScore)
            endRun();
        lastScore = score;
        const uint8_t label = index.labelAt(place);
        tp += label == 1 ? counts[place] : 0;
        fp += label == 0 ? counts[place] : 0;
        ++place;
    });
    endRun();
    for (; nextRate <= steps; ++nextRate)
        roc[nextRate] = lastRecall;
}

Band bandOf(const std::vector<Curve>& curves)
{
    Band band;
    std::vector<double> values(curves.size());
    for (size_t step = 0; step <= steps; ++step) {
        for (size_t i = 0; i < curves.size(); ++i)
            values[i] = curves[i][step];
        std::sort(values.begin(), values.end());
        band.x.push_back(static_cast<double>(step) / steps);
        band.low.push_back(models::quantileOf(values, 0.025));
        band.high.push_back(models::quantileOf(values, 0.975));
    }
    return band;
}

} // namespace

Result<CurveBands> confidenceBands(const ThresholdIndex& index, std::span<const uint64_t> groups,
    const BootstrapOptions& options, const RunContext& context)
{
    if (options.resamples == 0 || (!groups.empty() && groups.size() != index.rows() + index.unscored()))
        return Error{ErrorCode::BadArgument, "confidence bands", "resamples, and a group for each row, are needed"};
    const Resampler resampler(index, groups);
    std::vector<Curve> rocs(options.resamples), precisions(options.resamples);
    std::vector<std::vector<uint32_t>> counts(context.workers());
    context.setTotal(options.resamples);
    const size_t done = parallelFor(options.resamples, context, [&](size_t i, unsigned worker) {
        models::Random random(options.seed, i);
        resampler.draw(random, counts[worker]);
        trace(index, counts[worker], rocs[i], precisions[i]);
        context.advance();
    });
    if (done < options.resamples || context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    return CurveBands{bandOf(rocs), bandOf(precisions)};
}

} // namespace assay::train
