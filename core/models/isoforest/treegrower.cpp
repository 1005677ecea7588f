// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/isoforest/treegrower.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace assay::models {
namespace {

constexpr double leastDeviation = 1e-10;

// ceil(log2 count)
uint32_t depthLimit(uint32_t count)
{
    return static_cast<uint32_t>(std::bit_width(std::max(count, 2u) - 1));
}

} // namespace

GrowPlan::GrowPlan(const Matrix& matrix, const Forest& settings)
    : rows(matrix)
    , forest(settings)
    , deepest(depthLimit(settings.sampleSize))
{
    const bool isExact = settings.algorithm == ForestAlgorithm::Extended;
    double harmonic = 1;
    for (uint64_t n = 0; n <= settings.sampleSize; ++n) {
        if (n > 1)
            harmonic += 1.0 / static_cast<double>(n);
        leafDepth.push_back(!isExact ? logAverageDepth(n) : n < 2 ? 0.0 : 2 * (harmonic - 1));
    }
}

// The values of one column in the rows of a node.
struct TreeGrower::ColumnValues
{
    std::span<double> all; // in the order of the rows
    std::span<double> finite; // the same without the missing ones; to be reordered
    double low = 0, high = 0, sum = 0;
    uint32_t column = 0;
};

TreeGrower::TreeGrower(const GrowPlan& plan)
    : m_plan(plan)
{
    const size_t size = plan.forest.sampleSize;
    m_sample.resize(size * plan.rows.columns());
    for (auto* scratch : {&m_value, &m_gathered, &m_finite})
        scratch->resize(size);
}

Tree TreeGrower::grow(uint64_t seed, uint64_t index)
{
    m_random = Random(seed, index);
    m_tree = {};
    drawSample();
    std::vector<uint32_t> usable(m_plan.rows.columns());
    std::iota(usable.begin(), usable.end(), 0u);
    growNode(0, m_order.size(), 0, std::move(usable));
    m_tree.nodes.shrink_to_fit();
    m_tree.terms.shrink_to_fit();
    return std::move(m_tree);
}

void TreeGrower::drawSample()
{
    const size_t size = m_plan.forest.sampleSize;
    std::vector<uint32_t> rows =
        sampleWithoutReplacement(m_random, static_cast<uint32_t>(m_plan.rows.rows), static_cast<uint32_t>(size));
    std::sort(rows.begin(), rows.end()); // reads memory in order
    constexpr size_t blockRows = 64; // a block of each column stays in the cache while it is filled
    for (size_t begin = 0; begin < size; begin += blockRows) {
        const size_t end = std::min(begin + blockRows, size);
        for (size_t i = begin; i < end; ++i) {
            const auto row = m_plan.rows.row(rows[i]);
            for (size_t c = 0; c < row.size(); ++c)
                m_sample[c * size + i] = row[c];
        }
    }
    m_order.resize(size);
    std::iota(m_order.begin(), m_order.end(), 0u);
}

void TreeGrower::makeLeaf(TreeNode& node, size_t count, uint32_t level) const
{
    node = {};
    node.value = level + m_plan.leafDepth[count];
}

void TreeGrower::growNode(size_t begin, size_t end, uint32_t level, std::vector<uint32_t> usable)
{
    const size_t count = end - begin;
    const size_t self = m_tree.nodes.size();
    m_tree.nodes.emplace_back();
    const size_t smallest = m_plan.forest.algorithm == ForestAlgorithm::Extended ? 2 : 1;
    Split split;
    if (count <= smallest || level >= m_plan.deepest || !chooseSplit(begin, end, usable, split)) {
        makeLeaf(m_tree.nodes[self], count, level);
        return;
    }
    const size_t middle = partition(begin, end, split.threshold);
    TreeNode node;
    node.value = split.threshold;
    node.firstTerm = static_cast<uint32_t>(split.first);
    node.termCount = static_cast<uint32_t>(m_tree.terms.size() - split.first);
    node.left = static_cast<uint32_t>(m_tree.nodes.size());
    growNode(begin, middle, level + 1, usable);
    node.right = static_cast<uint32_t>(m_tree.nodes.size());
    growNode(middle, end, level + 1, std::move(usable));
    m_tree.nodes[self] = node;
}

// Draws columns until enough of them vary; those that do not are taken from `usable`.
bool TreeGrower::chooseSplit(size_t begin, size_t end, std::vector<uint32_t>& usable, Split& split)
{
    const size_t wanted = m_plan.forest.termsPerSplit;
    const bool inOrder = wanted >= usable.size();
    split.first = m_tree.terms.size();
    std::fill_n(m_value.begin(), end - begin, 0.0);
    for (size_t taken = 0; taken < wanted && taken < usable.size();) {
        if (!inOrder)
            std::swap(usable[taken], usable[taken + m_random.below(usable.size() - taken)]);
        if (addTerm(begin, end, usable[taken]))
            ++taken;
        else
            usable.erase(usable.begin() + static_cast<std::ptrdiff_t>(taken));
    }
    if (m_tree.terms.size() > split.first && drawThreshold(end - begin, split))
        return true;
    m_tree.terms.resize(split.first);
    return false;
}

// Adds the column to the values of the rows; false when its values there do not vary.
bool TreeGrower::addTerm(size_t begin, size_t end, uint32_t column)
{
    const size_t count = end - begin;
    const double* source = m_sample.data() + column * m_plan.forest.sampleSize;
    ColumnValues values{{m_gathered.data(), count}, {}, 0, 0, 0, column};
    size_t finite = 0;
    double low = std::numeric_limits<double>::infinity(), high = -low, sum = 0;
    for (size_t i = 0; i < count; ++i) {
        const double x = source[m_order[begin + i]];
        m_gathered[i] = x;
        m_finite[finite] = x; // overwritten by the next one when it is missing
        if (isMissing(x))
            continue;
        ++finite;
        low = std::min(low, x);
        high = std::max(high, x);
        sum += x;
    }
    if (finite == 0 || !(low < high) || isMissing(sum))
        return false;
    values.finite = {m_finite.data(), finite};
    values.low = low;
    values.high = high;
    values.sum = sum;
    SplitTerm term;
    if (m_plan.forest.algorithm == ForestAlgorithm::Extended)
        term = extendedTerm(values);
    else
        term = {0, 1, m_plan.forest.medians[column], column};
    if (isMissing(term.coefficient) || isMissing(term.fill))
        return false;
    if (finite == count) {
        for (size_t i = 0; i < count; ++i)
            m_value[i] += (m_gathered[i] - term.mean) * term.coefficient;
    } else {
        for (size_t i = 0; i < count; ++i)
            m_value[i] += isMissing(m_gathered[i]) ? term.fill : (m_gathered[i] - term.mean) * term.coefficient;
    }
    m_tree.terms.push_back(term);
    return true;
}

SplitTerm TreeGrower::extendedTerm(ColumnValues& values)
{
    const auto count = static_cast<double>(values.finite.size());
    const double mean = values.sum / count;
    double squares = 0;
    for (const double x : values.finite)
        squares += (x - mean) * (x - mean);
    const double deviation = std::max(std::sqrt(squares / count), leastDeviation);
    double direction = 2 * m_random.uniform() - 1;
    direction = direction == 0 ? 1 : direction;
    const double coefficient = direction / deviation;
    return {mean, coefficient, (medianOf(values.finite) - mean) * coefficient, values.column};
}

bool TreeGrower::drawThreshold(size_t count, Split& split)
{
    const auto [low, high] = std::minmax_element(m_value.begin(), m_value.begin() + static_cast<std::ptrdiff_t>(count));
    const double range = *high - *low;
    if (!(range > 0) || isMissing(range) || isMissing(*low))
        return false;
    split.threshold = *low + m_random.uniform() * range;
    if (!(split.threshold < *high)) // rounding
        split.threshold = *low;
    return true;
}

// Rows whose value is at most the threshold to the front; returns where the others begin.
size_t TreeGrower::partition(size_t begin, size_t end, double threshold)
{
    size_t left = begin, right = end;
    while (left < right) {
        if (m_value[left - begin] <= threshold) {
            ++left;
        } else {
            --right;
            std::swap(m_order[left], m_order[right]);
            std::swap(m_value[left - begin], m_value[right - begin]);
        }
    }
    return left;
}

} // namespace assay::models
