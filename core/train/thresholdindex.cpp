// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/modelcomparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::train {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

} // namespace

ThresholdIndex::ThresholdIndex(std::span<const double> scores, std::span<const uint8_t> labels)
    : m_given(std::min(scores.size(), labels.size()))
{
    struct Entry
    {
        double score;
        uint32_t row;
    };
    std::vector<Entry> entries;
    entries.reserve(m_given);
    for (size_t row = 0; row < m_given; ++row) {
        if (std::isfinite(scores[row]))
            entries.push_back({scores[row], static_cast<uint32_t>(row)});
    }
    m_unscored = m_given - entries.size();
    std::sort(entries.begin(), entries.end(),
        [](const Entry& a, const Entry& b) { return a.score != b.score ? a.score > b.score : a.row < b.row; });
    const size_t n = entries.size();
    m_scores.resize(n);
    m_order.resize(n);
    m_labels.resize(n);
    m_positives.assign(n + 1, 0);
    m_negatives.assign(n + 1, 0);
    for (size_t i = 0; i < n; ++i) {
        m_scores[i] = entries[i].score;
        m_order[i] = entries[i].row;
        m_labels[i] = labels[entries[i].row];
        m_positives[i + 1] = m_positives[i] + (m_labels[i] == 1 ? 1 : 0);
        m_negatives[i + 1] = m_negatives[i] + (m_labels[i] == 0 ? 1 : 0);
    }
}

size_t ThresholdIndex::hostile(double threshold) const
{
    const auto end =
        std::partition_point(m_scores.begin(), m_scores.end(), [&](double score) { return score >= threshold; });
    return static_cast<size_t>(end - m_scores.begin());
}

Confusion ThresholdIndex::confusionOf(size_t count) const
{
    Confusion out;
    out.threshold = count == 0 ? infinite : m_scores[count - 1];
    out.tp = m_positives[count];
    out.fp = m_negatives[count];
    out.fn = positives() - out.tp;
    out.tn = negatives() - out.fp;
    return out;
}

Confusion ThresholdIndex::at(double threshold) const
{
    Confusion out = confusionOf(hostile(threshold));
    out.threshold = threshold;
    return out;
}

std::vector<uint32_t> ThresholdIndex::cell(double threshold, bool predicted, bool actual, size_t limit) const
{
    const size_t border = hostile(threshold);
    const size_t end = predicted ? border : rows();
    std::vector<uint32_t> out;
    for (size_t i = predicted ? 0 : border; i < end && out.size() < limit; ++i) {
        if (m_labels[i] == (actual ? 1 : 0))
            out.push_back(m_order[i]);
    }
    return out;
}

template <typename Visit>
void ThresholdIndex::eachRun(const Visit& visit) const
{
    for (size_t begin = 0, end = 0; begin < rows(); begin = end) {
        const uint64_t before = uint64_t{m_positives[begin]} + m_negatives[begin];
        while (end < rows() && m_scores[end] == m_scores[begin])
            ++end;
        if (uint64_t{m_positives[end]} + m_negatives[end] != before)
            visit(end);
    }
}

double ThresholdIndex::thresholdForFalsePositiveRate(double rate) const
{
    // The longest beginning that keeps the rate, then back to where a run of equal scores ends.
    size_t low = 0, high = rows();
    while (low < high) {
        const size_t middle = low + (high - low + 1) / 2;
        if (confusionOf(middle).falsePositiveRate() <= rate)
            low = middle;
        else
            high = middle - 1;
    }
    while (low > 0 && low < rows() && m_scores[low] == m_scores[low - 1])
        --low;
    return low == 0 ? infinite : m_scores[low - 1];
}

double ThresholdIndex::thresholdForRecall(double recall) const
{
    size_t low = 0, high = rows();
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (confusionOf(middle).recall() >= recall)
            high = middle;
        else
            low = middle + 1;
    }
    return low == 0 ? infinite : m_scores[low - 1];
}

double ThresholdIndex::choose(const std::function<bool(const Confusion&, const Confusion&)>& isAsGood) const
{
    Confusion best = confusionOf(0);
    eachRun([&](size_t end) {
        const Confusion here = confusionOf(end);
        if (isAsGood(here, best))
            best = here;
    });
    return best.threshold;
}

double ThresholdIndex::thresholdOfBestF1() const
{
    return choose([](const Confusion& here, const Confusion& best) { return here.f1() >= best.f1(); });
}

double ThresholdIndex::cheapest(const Costs& costs) const
{
    return choose([&](const Confusion& here, const Confusion& best) {
        return here.cost(costs.falsePositive, costs.falseNegative)
            <= best.cost(costs.falsePositive, costs.falseNegative);
    });
}

double ThresholdIndex::next(double threshold, int steps) const
{
    for (; steps > 0 && threshold != infinite; --steps) {
        const auto end =
            std::partition_point(m_scores.begin(), m_scores.end(), [&](double score) { return score > threshold; });
        threshold = end == m_scores.begin() ? infinite : *(end - 1);
    }
    for (; steps < 0; ++steps) {
        const size_t below = hostile(threshold);
        if (below == rows())
            return rows() == 0 ? threshold : std::max(threshold, m_scores.back());
        threshold = m_scores[below];
    }
    return threshold;
}

std::vector<double> ThresholdIndex::ranks() const
{
    std::vector<double> out(m_given, std::numeric_limits<double>::quiet_NaN());
    const double last = std::max<double>(static_cast<double>(rows()) - 1, 1);
    for (size_t begin = 0, end = 0; begin < rows(); begin = end) {
        while (end < rows() && m_scores[end] == m_scores[begin])
            ++end;
        const double fromTop = static_cast<double>(begin + end - 1) / 2;
        for (size_t i = begin; i < end; ++i)
            out[m_order[i]] = rows() == 1 ? 0.5 : 1 - fromTop / last;
    }
    return out;
}

std::vector<Confusion> ThresholdIndex::thresholds() const
{
    std::vector<Confusion> out{confusionOf(0)};
    eachRun([&](size_t end) { out.push_back(confusionOf(end)); });
    return out;
}

namespace {

// Areas under both curves, by walking the thresholds once.
void takeAreas(std::span<const Confusion> thresholds, Evaluation& out)
{
    const Confusion& last = thresholds.back();
    const double positives = static_cast<double>(last.tp + last.fn), negatives = static_cast<double>(last.fp + last.tn);
    double won = 0;
    for (size_t i = 1; i < thresholds.size(); ++i) {
        const Confusion &here = thresholds[i], &before = thresholds[i - 1];
        const double newTp = static_cast<double>(here.tp - before.tp);
        won += static_cast<double>(here.fp - before.fp) * (static_cast<double>(before.tp) + newTp / 2);
        out.averagePrecision += (here.recall() - before.recall()) * here.precision();
    }
    out.rocAuc = positives > 0 && negatives > 0 ? won / (positives * negatives) : 0.5;
}

} // namespace

Evaluation ThresholdIndex::evaluation(double threshold, const Costs& costs, bool isProbability) const
{
    Evaluation out;
    out.atThreshold = at(threshold);
    const Confusion& here = out.atThreshold;
    out.precision = wilson(here.tp, here.tp + here.fp);
    out.recall = wilson(here.tp, here.tp + here.fn);
    out.cost = here.cost(costs.falsePositive, costs.falseNegative);
    const std::vector<Confusion> all = thresholds();
    takeAreas(all, out);
    out.best = bestOf(all, costs);
    if (!isProbability || rows() == 0 || m_scores.front() > 1 || m_scores.back() < 0)
        return out;
    // Ascending already, equal scores by row: what the bins of equal mass need.
    std::vector<double> scores;
    std::vector<uint8_t> labels;
    for (size_t end = rows(); end > 0;) {
        size_t begin = end;
        while (begin > 0 && m_scores[begin - 1] == m_scores[end - 1])
            --begin;
        for (size_t i = begin; i < end; ++i) {
            if (m_labels[i] <= 1) {
                scores.push_back(m_scores[i]);
                labels.push_back(m_labels[i]);
            }
        }
        end = begin;
    }
    out.calibration = calibrationOf({scores, labels});
    return out;
}

namespace {

// Keeps points that lie apart, and the last one.
class Thinner
{
public:
    Thinner(double stepX, double stepY)
        : m_stepX(stepX)
        , m_stepY(stepY)
    {
    }
    void add(const ThresholdIndex::Point& point)
    {
        m_last = point;
        m_isLastKept = m_points.empty() || isApart(m_points.back(), point);
        if (m_isLastKept)
            m_points.push_back(point);
    }
    std::vector<ThresholdIndex::Point> take()
    {
        if (!m_points.empty() && !m_isLastKept)
            m_points.push_back(m_last);
        return std::move(m_points);
    }

private:
    bool isApart(const ThresholdIndex::Point& a, const ThresholdIndex::Point& b) const
    {
        // Small rates are also shown on a logarithmic scale.
        const double gapX = std::abs(a.x - b.x);
        return gapX >= m_stepX || std::abs(a.y - b.y) >= m_stepY || (b.x > 0 && gapX >= 0.01 * std::abs(b.x));
    }
    double m_stepX, m_stepY;
    std::vector<ThresholdIndex::Point> m_points;
    ThresholdIndex::Point m_last;
    bool m_isLastKept = false;
};

constexpr double curveStep = 1.0 / 2000;

} // namespace

std::vector<ThresholdIndex::Point> ThresholdIndex::roc() const
{
    Thinner points(curveStep, curveStep);
    points.add({0, 0, infinite});
    eachRun([&](size_t end) {
        const Confusion here = confusionOf(end);
        points.add({here.falsePositiveRate(), here.recall(), here.threshold});
    });
    return points.take();
}

std::vector<ThresholdIndex::Point> ThresholdIndex::precisionRecall() const
{
    Thinner points(curveStep, curveStep);
    eachRun([&](size_t end) {
        const Confusion here = confusionOf(end);
        points.add({here.recall(), here.precision(), here.threshold});
    });
    std::vector<Point> out = points.take();
    if (!out.empty())
        out.insert(out.begin(), {0, out.front().y, infinite});
    return out;
}

std::vector<ThresholdIndex::Point> ThresholdIndex::costCurve(const Costs& costs) const
{
    if (rows() == 0)
        return {};
    const double range = m_scores.front() - m_scores.back();
    const double most =
        costs.falsePositive * static_cast<double>(negatives()) + costs.falseNegative * static_cast<double>(positives());
    Thinner points(range * curveStep, most * curveStep);
    eachRun([&](size_t end) {
        const Confusion here = confusionOf(end);
        points.add({here.threshold, here.cost(costs.falsePositive, costs.falseNegative), here.threshold});
    });
    return points.take();
}

ThresholdIndex::Bars ThresholdIndex::histogram(size_t bars) const
{
    Bars out;
    if (rows() == 0 || bars == 0)
        return out;
    double low = m_scores.back(), high = m_scores.front();
    if (low >= 0 && high <= 1) {
        low = 0;
        high = 1;
    } else if (low == high) {
        high = std::nextafter(low, infinite);
    }
    for (size_t i = 0; i <= bars; ++i)
        out.bounds.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(bars));
    size_t end = rows();
    for (size_t i = 0; i < bars; ++i) {
        const size_t begin = i + 1 == bars ? 0 : hostile(out.bounds[i + 1]);
        const uint64_t positive = m_positives[end] - m_positives[begin];
        const uint64_t negative = m_negatives[end] - m_negatives[begin];
        out.positives.push_back(positive);
        out.negatives.push_back(negative);
        out.unlabelled.push_back(end - begin - positive - negative);
        end = begin;
    }
    return out;
}

} // namespace assay::train
