// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/modelcomparison.h"

#include "core/base/parallelfor.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::train {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

Error bad(std::string why)
{
    return {ErrorCode::BadArgument, "comparison", std::move(why)};
}

Result<void> checkInput(
    const std::vector<ComparedModel>& models, const std::vector<uint8_t>& labels, std::span<const SliceColumn> slices)
{
    if (models.empty() || models.size() > 6)
        return bad("1 to 6 models can be compared");
    if (labels.size() >= UINT32_MAX || std::any_of(labels.begin(), labels.end(), [](uint8_t l) { return l > 2; }))
        return bad("a label is none of 0, 1 and 2, or there are too many");
    for (const ComparedModel& model : models) {
        if (!model.scores || model.scores->size() != labels.size())
            return bad("'" + model.title + "' has not one score for each row");
    }
    for (const SliceColumn& column : slices) {
        const auto fits = [&](uint32_t value) { return value == SliceColumn::none || value < column.values.size(); };
        if (column.valueOf.size() != labels.size() || !std::all_of(column.valueOf.begin(), column.valueOf.end(), fits))
            return bad("slices by " + column.kind + " do not fit the rows");
    }
    return {};
}

// The average precision within each slice, by one walk from the highest score down.
class SliceWalk
{
public:
    SliceWalk(const ComparedModel& model, const std::vector<uint8_t>& labels, const SliceColumn& column)
        : m_slices(column.values.size())
    {
        const std::vector<double>& scores = *model.scores;
        for (size_t row = 0; row < labels.size(); ++row) {
            if (column.valueOf[row] != SliceColumn::none && labels[row] <= 1 && std::isfinite(scores[row]))
                ++(labels[row] ? m_slices[column.valueOf[row]].positives : m_slices[column.valueOf[row]].negatives);
        }
        model.index->eachRow([&](uint32_t row, double score) {
            if (column.valueOf[row] == SliceColumn::none || labels[row] > 1)
                return;
            Slice& slice = m_slices[column.valueOf[row]];
            if (score != slice.score)
                slice.endRun();
            slice.score = score;
            ++(labels[row] ? slice.newTp : slice.newFp);
        });
    }
    double averagePrecision(size_t value)
    {
        Slice& slice = m_slices[value];
        slice.endRun();
        return slice.positives == 0 || slice.negatives == 0 ? nothing : slice.sum;
    }

private:
    struct Slice
    {
        uint64_t positives = 0, negatives = 0, tp = 0, fp = 0, newTp = 0, newFp = 0;
        double score = nothing, sum = 0;

        void endRun()
        {
            tp += newTp;
            fp += newFp;
            if (newTp > 0)
                sum += static_cast<double>(newTp) / static_cast<double>(positives) * static_cast<double>(tp)
                    / static_cast<double>(tp + fp);
            newTp = newFp = 0;
        }
    };
    std::vector<Slice> m_slices;
};

void addSlices(const SliceColumn& column, ModelComparison& out)
{
    std::vector<SliceMetric> found(column.values.size());
    for (size_t i = 0; i < found.size(); ++i) {
        found[i].kind = column.kind;
        found[i].value = column.values[i];
        found[i].decides = column.decides;
    }
    for (size_t row = 0; row < out.labels->size(); ++row) {
        const uint8_t label = (*out.labels)[row];
        if (column.valueOf[row] == SliceColumn::none || label > 1)
            continue;
        ++found[column.valueOf[row]].rows;
        found[column.valueOf[row]].positives += label;
    }
    for (const ComparedModel& model : out.models) {
        SliceWalk walk(model, *out.labels, column);
        for (size_t i = 0; i < found.size(); ++i)
            found[i].averagePrecision.push_back(walk.averagePrecision(i));
    }
    for (SliceMetric& slice : found) {
        if (slice.rows >= leastSlice)
            out.slices.push_back(std::move(slice));
    }
}

// What the worst challenger loses; of a single model how far it is from perfect.
double lossOf(const SliceMetric& slice)
{
    const std::vector<double>& values = slice.averagePrecision;
    if (values.size() == 1)
        return std::isnan(values[0]) ? -2 : 1 - values[0];
    double worst = -2; // below every loss
    for (size_t i = 1; i < values.size(); ++i) {
        if (!std::isnan(values[0]) && !std::isnan(values[i]))
            worst = std::max(worst, values[0] - values[i]);
    }
    return worst;
}

} // namespace

Result<ModelComparison> makeComparison(std::vector<ComparedModel> models,
    std::shared_ptr<const std::vector<uint8_t>> labels, const Costs& costs, std::span<const SliceColumn> slices,
    const RunContext& context)
{
    if (!labels)
        return bad("there are no labels");
    if (auto sound = checkInput(models, *labels, slices); !sound)
        return sound.error();
    ModelComparison out;
    out.labels = std::move(labels);
    out.costs = costs;
    out.positives = static_cast<uint64_t>(std::count(out.labels->begin(), out.labels->end(), 1));
    out.negatives = static_cast<uint64_t>(std::count(out.labels->begin(), out.labels->end(), 0));
    out.models = std::move(models);
    const size_t done = parallelFor(out.models.size(), context, [&](size_t i, unsigned) {
        ComparedModel& model = out.models[i];
        model.index = std::make_shared<ThresholdIndex>(*model.scores, *out.labels);
        model.evaluation = model.index->evaluation(model.threshold, costs, model.isProbability);
    });
    if (done < out.models.size() || context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    for (const SliceColumn& column : slices)
        addSlices(column, out);
    std::stable_sort(out.slices.begin(), out.slices.end(),
        [](const SliceMetric& a, const SliceMetric& b) { return lossOf(a) > lossOf(b); });
    return out;
}

std::vector<Disagreement> disagreements(const ModelComparison& comparison, size_t a, size_t b, double thresholdA,
    double thresholdB, DisagreementOrder order)
{
    const ComparedModel &first = comparison.models[a], &second = comparison.models[b];
    const bool byRank = !first.isProbability || !second.isProbability;
    const std::vector<double> ranksA = byRank ? first.index->ranks() : std::vector<double>();
    const std::vector<double> ranksB = byRank ? second.index->ranks() : std::vector<double>();
    std::vector<Disagreement> out;
    for (size_t row = 0; row < comparison.labels->size(); ++row) {
        const double scoreA = (*first.scores)[row], scoreB = (*second.scores)[row];
        if (!std::isfinite(scoreA) || !std::isfinite(scoreB) || (scoreA >= thresholdA) == (scoreB >= thresholdB))
            continue;
        Disagreement one{static_cast<uint32_t>(row), scoreA, scoreB, 0, 0};
        one.difference = byRank ? std::abs(ranksA[row] - ranksB[row]) : std::abs(scoreA - scoreB);
        // Exactly one of the two is wrong.
        if (const uint8_t label = (*comparison.labels)[row]; label <= 1)
            one.cost = label ? comparison.costs.falseNegative : comparison.costs.falsePositive;
        out.push_back(one);
    }
    std::stable_sort(out.begin(), out.end(), [&](const Disagreement& x, const Disagreement& y) {
        if (order == DisagreementOrder::ByCost && x.cost != y.cost)
            return x.cost > y.cost;
        return x.difference > y.difference;
    });
    return out;
}

} // namespace assay::train
