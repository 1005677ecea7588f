// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/fusionfit.h"

#include "core/models/random.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace assay::train {
namespace {

using models::LearnedFusion;
constexpr size_t inputCount = LearnedFusion::inputs;
constexpr size_t unknowns = inputCount + 1; // the last is the intercept
using Inputs = std::array<double, inputCount>;
using Vector = std::array<double, unknowns>;

// What brings each input to mean 0 and deviation 1; inputs that do not vary are switched off.
struct Scale
{
    Inputs mean = {}, deviation = {};

    explicit Scale(std::span<const Inputs> rows)
    {
        for (size_t i = 0; i < inputCount; ++i) {
            double sum = 0, squares = 0, count = 0;
            for (const Inputs& row : rows) {
                if (!std::isfinite(row[i]))
                    continue;
                sum += row[i];
                ++count;
            }
            mean[i] = count > 0 ? sum / count : 0;
            for (const Inputs& row : rows)
                squares += std::isfinite(row[i]) ? (row[i] - mean[i]) * (row[i] - mean[i]) : 0;
            deviation[i] = count > 1 ? std::sqrt(squares / count) : 0;
        }
    }
    // 0 for what is not there: the usual value.
    double of(const Inputs& row, size_t i) const
    {
        return deviation[i] > 1e-12 && std::isfinite(row[i]) ? (row[i] - mean[i]) / deviation[i] : 0;
    }
};

// Solves a symmetric positive definite system in place; the right side becomes the solution.
void solve(std::array<Vector, unknowns>& a, Vector& b)
{
    for (size_t i = 0; i < unknowns; ++i) {
        for (size_t j = i + 1; j < unknowns; ++j) {
            const double factor = a[j][i] / a[i][i];
            for (size_t k = i; k < unknowns; ++k)
                a[j][k] -= factor * a[i][k];
            b[j] -= factor * b[i];
        }
    }
    for (size_t i = unknowns; i-- > 0;) {
        for (size_t k = i + 1; k < unknowns; ++k)
            b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
}

double logistic(double value)
{
    return 1 / (1 + std::exp(-value));
}

// Newton steps on the penalised likelihood, which has one maximum.
Vector fitScaled(const std::vector<Vector>& rows, std::span<const uint8_t> labels, double penalty)
{
    Vector weights = {};
    for (int round = 0; round < 50; ++round) {
        std::array<Vector, unknowns> hessian = {};
        Vector step = {};
        for (size_t i = 0; i < unknowns; ++i) {
            const double own = i + 1 == unknowns ? 1e-9 : penalty; // the intercept is free
            hessian[i][i] = own;
            step[i] = -own * weights[i];
        }
        for (size_t row = 0; row < rows.size(); ++row) {
            double sum = 0;
            for (size_t i = 0; i < unknowns; ++i)
                sum += weights[i] * rows[row][i];
            const double p = logistic(sum), spread = std::max(p * (1 - p), 1e-9);
            for (size_t i = 0; i < unknowns; ++i) {
                step[i] += (labels[row] - p) * rows[row][i];
                for (size_t j = 0; j < unknowns; ++j)
                    hessian[i][j] += spread * rows[row][i] * rows[row][j];
            }
        }
        solve(hessian, step);
        double largest = 0;
        for (const double change : step)
            largest = std::max(largest, std::abs(change));
        // A step that is too long overshoots where classes are parted.
        const double part = largest > 4 ? 4 / largest : 1;
        for (size_t i = 0; i < unknowns; ++i)
            weights[i] += part * step[i];
        if (largest < 1e-9)
            break;
    }
    return weights;
}

std::vector<size_t> foldsOf(std::span<const uint64_t> groups, size_t rows, size_t folds)
{
    std::vector<size_t> out;
    for (size_t row = 0; row < rows; ++row)
        out.push_back(models::mixBits(groups.empty() ? row : groups[row]) % folds);
    return out;
}

// What coefficients of the other folds say about each row; false when a fold leaves one class only.
bool outOfFold(const std::vector<Inputs>& inputs, std::span<const models::VoiceRisks> rows,
    std::span<const uint8_t> labels, std::span<const uint64_t> groups, const FusionFitOptions& options,
    std::vector<double>& out)
{
    const std::vector<size_t> folds = foldsOf(groups, rows.size(), options.folds);
    out.assign(rows.size(), std::numeric_limits<double>::quiet_NaN());
    for (size_t fold = 0; fold < options.folds; ++fold) {
        std::vector<Inputs> others;
        std::vector<uint8_t> otherLabels;
        for (size_t row = 0; row < rows.size(); ++row) {
            if (folds[row] != fold) {
                others.push_back(inputs[row]);
                otherLabels.push_back(labels[row]);
            }
        }
        if (std::count(otherLabels.begin(), otherLabels.end(), 1) == 0
            || std::count(otherLabels.begin(), otherLabels.end(), 0) == 0)
            return false;
        models::FusionOptions fusion;
        fusion.learned = fitFusion(others, otherLabels, options.penalty);
        for (size_t row = 0; row < rows.size(); ++row) {
            if (folds[row] == fold)
                out[row] = models::fusedRisk(rows[row], fusion).value_or(out[row]);
        }
    }
    return true;
}

ComparedModel described(std::string title, std::vector<double> scores)
{
    ComparedModel out;
    out.title = std::move(title);
    out.threshold = models::FusionOptions().levels[2];
    out.isProbability = true;
    out.scores = std::make_shared<const std::vector<double>>(std::move(scores));
    return out;
}

} // namespace

LearnedFusion fitFusion(std::span<const Inputs> inputs, std::span<const uint8_t> labels, double penalty)
{
    const Scale scale(inputs);
    std::vector<Vector> rows(inputs.size());
    for (size_t row = 0; row < inputs.size(); ++row) {
        for (size_t i = 0; i < inputCount; ++i)
            rows[row][i] = scale.of(inputs[row], i);
        rows[row][inputCount] = 1;
    }
    const Vector weights = fitScaled(rows, labels, penalty);
    LearnedFusion out;
    out.usual = scale.mean;
    out.intercept = weights[inputCount];
    for (size_t i = 0; i < inputCount; ++i) {
        out.weights[i] = scale.deviation[i] > 1e-12 ? weights[i] / scale.deviation[i] : 0;
        out.intercept -= out.weights[i] * scale.mean[i];
    }
    return out;
}

Result<FusionFit> learnFusion(std::span<const models::VoiceRisks> rows, std::span<const uint8_t> labels,
    std::span<const uint64_t> groups, const FusionFitOptions& options, const RunContext& context)
{
    if (labels.size() != rows.size() || (!groups.empty() && groups.size() != rows.size())
        || std::any_of(labels.begin(), labels.end(), [](uint8_t label) { return label > 1; }) || options.folds < 2)
        return Error{ErrorCode::BadArgument, "fusion", "a label of 0 or 1 and a group for each row are needed"};
    FusionFit out;
    const auto positives = static_cast<uint64_t>(std::count(labels.begin(), labels.end(), 1));
    if (rows.size() < options.leastRows
        || std::min<uint64_t>(positives, rows.size() - positives) < options.leastOfClass) {
        out.reasons.push_back(std::to_string(positives) + " hostile and " + std::to_string(rows.size() - positives)
            + " other items have a label and were not learned from; " + std::to_string(options.leastRows)
            + " are needed, " + std::to_string(options.leastOfClass) + " of each");
        return out;
    }
    std::vector<Inputs> inputs;
    std::vector<double> fixed, learned;
    for (const models::VoiceRisks& row : rows) {
        inputs.push_back(models::fusionInputs(row));
        fixed.push_back(models::fusedRisk(row).value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    if (!outOfFold(inputs, rows, labels, groups, options, learned)) {
        out.reasons.push_back("the groups of near-duplicates leave a fold without one of the classes");
        return out;
    }
    const auto compared =
        makeComparison({described("fixed weights", std::move(fixed)), described("learned", std::move(learned))},
            std::make_shared<const std::vector<uint8_t>>(labels.begin(), labels.end()),
            options.comparison.bootstrap.costs, {}, context);
    if (!compared)
        return compared.error();
    auto tests = testComparison(*compared, groups, options.comparison, context);
    if (!tests)
        return tests.error();
    out.test = std::move(tests->pairs.front());
    out.reasons = out.test->reasons;
    out.learned = fitFusion(inputs, labels, options.penalty);
    return out;
}

std::string fusionToText(const LearnedFusion& learned)
{
    std::string out;
    const auto add = [&](double value) {
        char text[40];
        const auto end = std::to_chars(text, text + sizeof text, value).ptr;
        out += (out.empty() ? "" : " ") + std::string(text, end);
    };
    add(learned.intercept);
    for (const double weight : learned.weights)
        add(weight);
    for (const double usual : learned.usual)
        add(usual);
    return out;
}

Result<LearnedFusion> fusionFromText(std::string_view text)
{
    const Error damaged{ErrorCode::BadData, "fusion", "the stored coefficients are damaged"};
    std::array<double, 1 + 2 * inputCount> values = {};
    const char* next = text.data();
    const char* const end = next + text.size();
    for (double& value : values) {
        while (next != end && *next == ' ')
            ++next;
        const auto read = std::from_chars(next, end, value);
        if (read.ec != std::errc() || !std::isfinite(value))
            return damaged;
        next = read.ptr;
    }
    if (next != end)
        return damaged;
    LearnedFusion out;
    out.intercept = values[0];
    std::copy_n(values.begin() + 1, inputCount, out.weights.begin());
    std::copy_n(values.begin() + 1 + inputCount, inputCount, out.usual.begin());
    return out;
}

} // namespace assay::train
