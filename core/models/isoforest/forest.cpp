// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/isoforest/forest.h"

#include "core/models/matrix.h"

#include <algorithm>

namespace assay::models {
namespace {

constexpr double eulerGamma = 0.57721566490153286061;
constexpr uint64_t summedUpTo = 100'000; // beyond that the series is as exact as the sum

double harmonic(uint64_t count)
{
    if (count > summedUpTo) {
        const auto n = static_cast<double>(count);
        return std::log(n) + eulerGamma + 1 / (2 * n) - 1 / (12 * n * n);
    }
    double sum = 0;
    for (uint64_t i = count; i > 0; --i) // small terms first
        sum += 1.0 / static_cast<double>(i);
    return sum;
}

template <bool MayMiss>
uint32_t descend(const Tree& tree, const double* row)
{
    uint32_t index = 0;
    while (true) {
        const TreeNode& node = tree.nodes[index];
        if (node.isLeaf())
            return index;
        double value = 0;
        const SplitTerm* term = tree.terms.data() + node.firstTerm;
        for (uint32_t i = 0; i < node.termCount; ++i, ++term) {
            const double x = row[term->column];
            if (MayMiss && isMissing(x))
                value += term->fill;
            else
                value += (x - term->mean) * term->coefficient;
        }
        index = value <= node.value ? node.left : node.right;
    }
}

bool hasMissing(const double* row, size_t columns)
{
    return std::any_of(row, row + columns, isMissing);
}

uint32_t leafOf(const Tree& tree, const double* row, bool mayMiss)
{
    return mayMiss ? descend<true>(tree, row) : descend<false>(tree, row);
}

} // namespace

double exactAverageDepth(uint64_t count)
{
    return count < 2 ? 0.0 : 2 * (harmonic(count) - 1);
}

double logAverageDepth(uint64_t count)
{
    if (count < 2)
        return 0.0;
    if (count == 2)
        return 1.0;
    const auto n = static_cast<double>(count);
    return 2 * (std::log(n - 1) + eulerGamma) - 2 * (n - 1) / n;
}

double normaliser(const Forest& forest)
{
    return forest.algorithm == ForestAlgorithm::Extended ? exactAverageDepth(forest.sampleSize)
                                                         : logAverageDepth(forest.sampleSize);
}

uint32_t leafOf(const Tree& tree, const double* row)
{
    return descend<true>(tree, row);
}

double scoreOf(const Forest& forest, const double* row)
{
    double score = 0;
    scoreRows(forest, row, {&score, 1});
    return score;
}

void scoreRows(const Forest& forest, const double* rows, std::span<double> scores)
{
    const size_t columns = forest.features.size();
    std::vector<uint8_t> mayMiss(scores.size());
    for (size_t r = 0; r < scores.size(); ++r)
        mayMiss[r] = hasMissing(rows + r * columns, columns) ? 1 : 0;
    std::fill(scores.begin(), scores.end(), 0.0);
    for (const Tree& tree : forest.trees) {
        for (size_t r = 0; r < scores.size(); ++r)
            scores[r] += tree.nodes[leafOf(tree, rows + r * columns, mayMiss[r] != 0)].value;
    }
    const double divisor = static_cast<double>(forest.trees.size());
    const double normal = normaliser(forest);
    for (double& score : scores)
        score = std::exp2(-score / divisor / normal);
}

} // namespace assay::models
