// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::models {
namespace {

constexpr double leastProbability = 1e-6;
constexpr size_t isotonicFrom = 1000;

double logit(double probability)
{
    const double p = std::clamp(probability, leastProbability, 1 - leastProbability);
    return std::log(p / (1 - p));
}

double logistic(double value)
{
    return value >= 0 ? 1 / (1 + std::exp(-value)) : std::exp(value) / (1 + std::exp(value));
}

Result<size_t> positivesOf(std::span<const double> probabilities, std::span<const uint8_t> labels)
{
    const auto positives = static_cast<size_t>(std::count(labels.begin(), labels.end(), 1));
    const bool inRange =
        std::all_of(probabilities.begin(), probabilities.end(), [](double p) { return p >= 0 && p <= 1; });
    if (probabilities.size() != labels.size() || positives == 0 || positives == labels.size() || !inRange)
        return Error{ErrorCode::BadArgument, "calibration", "probabilities of rows of both classes are needed"};
    return positives;
}

struct LogisticFit
{
    std::vector<double> x, target;

    // Cross-entropy; written so that no exponential overflows.
    double loss(double slope, double intercept) const
    {
        double sum = 0;
        for (size_t i = 0; i < x.size(); ++i) {
            const double z = slope * x[i] + intercept;
            sum += std::max(z, 0.0) - target[i] * z + std::log1p(std::exp(-std::abs(z)));
        }
        return sum;
    }

    // One step of Newton's method, halved until the loss falls; false when it does not any more.
    bool step(double& slope, double& intercept) const
    {
        double gradSlope = 0, gradIntercept = 0, ss = 1e-12, si = 0, ii = 1e-12;
        for (size_t i = 0; i < x.size(); ++i) {
            const double p = logistic(slope * x[i] + intercept);
            const double error = p - target[i], curve = p * (1 - p);
            gradSlope += error * x[i];
            gradIntercept += error;
            ss += curve * x[i] * x[i];
            si += curve * x[i];
            ii += curve;
        }
        const double determinant = ss * ii - si * si;
        if (std::abs(gradSlope) + std::abs(gradIntercept) < 1e-12 || !(determinant > 0))
            return false;
        const double moveSlope = (ii * gradSlope - si * gradIntercept) / determinant;
        const double moveIntercept = (ss * gradIntercept - si * gradSlope) / determinant;
        const double before = loss(slope, intercept);
        for (double length = 1; length > 1e-10; length /= 2) {
            if (loss(slope - length * moveSlope, intercept - length * moveIntercept) < before) {
                slope -= length * moveSlope;
                intercept -= length * moveIntercept;
                return true;
            }
        }
        return false;
    }
};

// Neighbouring values of x that share their mean of y.
struct Block
{
    double low = 0, high = 0, sum = 0, weight = 0;
    double mean() const { return sum / weight; }
};

std::vector<Block> risingBlocks(std::span<const double> probabilities, std::span<const uint8_t> labels)
{
    std::vector<size_t> order(labels.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return probabilities[a] < probabilities[b]; });
    std::vector<Block> blocks;
    const auto joinLast = [&] {
        const Block last = blocks.back();
        blocks.pop_back();
        blocks.back().high = last.high;
        blocks.back().sum += last.sum;
        blocks.back().weight += last.weight;
    };
    const auto settle = [&] { // pools blocks that fall
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean())
            joinLast();
    };
    size_t i = 0;
    while (i < order.size()) {
        Block block{probabilities[order[i]], probabilities[order[i]], 0, 0};
        for (; i < order.size() && probabilities[order[i]] == block.low; ++i) {
            block.sum += labels[order[i]];
            block.weight += 1;
        }
        blocks.push_back(block);
        settle();
    }
    return blocks;
}

} // namespace

double Calibration::apply(double probability) const
{
    if (method == Method::None)
        return probability;
    if (method == Method::Platt)
        return logistic(slope * logit(probability) + intercept);
    const auto above = std::lower_bound(x.begin(), x.end(), probability);
    if (above == x.begin())
        return y.front();
    if (above == x.end())
        return y.back();
    const auto i = static_cast<size_t>(above - x.begin());
    return y[i - 1] + (probability - x[i - 1]) / (x[i] - x[i - 1]) * (y[i] - y[i - 1]);
}

Result<Calibration> fitPlatt(std::span<const double> probabilities, std::span<const uint8_t> labels)
{
    const auto positives = positivesOf(probabilities, labels);
    if (!positives)
        return positives.error();
    const auto n1 = static_cast<double>(*positives), n0 = static_cast<double>(labels.size() - *positives);
    LogisticFit fit;
    for (size_t i = 0; i < labels.size(); ++i) {
        fit.x.push_back(logit(probabilities[i]));
        fit.target.push_back(labels[i] ? (n1 + 1) / (n1 + 2) : 1 / (n0 + 2));
    }
    Calibration out;
    out.method = Calibration::Method::Platt;
    out.slope = 0;
    out.intercept = std::log((n1 + 1) / (n0 + 1));
    for (int i = 0; i < 100 && fit.step(out.slope, out.intercept); ++i) { }
    return out;
}

Result<Calibration> fitIsotonic(std::span<const double> probabilities, std::span<const uint8_t> labels)
{
    if (const auto positives = positivesOf(probabilities, labels); !positives)
        return positives.error();
    Calibration out;
    out.method = Calibration::Method::Isotonic;
    for (const Block& block : risingBlocks(probabilities, labels)) {
        for (const double x : {block.low, block.high}) {
            if (out.x.empty() || out.x.back() < x) {
                out.x.push_back(x);
                out.y.push_back(block.mean());
            }
        }
    }
    return out;
}

Result<Calibration> fitCalibration(std::span<const double> probabilities, std::span<const uint8_t> labels)
{
    return labels.size() < isotonicFrom ? fitPlatt(probabilities, labels) : fitIsotonic(probabilities, labels);
}

} // namespace assay::models
