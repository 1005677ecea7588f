// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/isoforest/forest.h"
#include "core/models/matrix.h"
#include "core/models/random.h"

#include <span>

namespace assay::models {

// What all trees of a forest share while it grows.
struct GrowPlan
{
    GrowPlan(const Matrix& matrix, const Forest& settings);
    const Matrix& rows;
    const Forest& forest; // its settings
    uint32_t deepest; // level at which splitting ends
    std::vector<double> leafDepth; // what a leaf of n rows adds to its level, for n up to the sample size
};

// Grows trees one after the other and keeps its scratch memory. One thread at a time.
class TreeGrower
{
public:
    explicit TreeGrower(const GrowPlan& plan);
    Tree grow(uint64_t seed, uint64_t index);

private:
    struct Split
    {
        double threshold = 0;
        size_t first = 0; // of its terms
    };
    struct ColumnValues;

    void drawSample();
    void growNode(size_t begin, size_t end, uint32_t level, std::vector<uint32_t> usable);
    bool chooseSplit(size_t begin, size_t end, std::vector<uint32_t>& usable, Split& split);
    bool addTerm(size_t begin, size_t end, uint32_t column);
    SplitTerm extendedTerm(ColumnValues& values);
    bool drawThreshold(size_t count, Split& split);
    size_t partition(size_t begin, size_t end, double threshold);
    void makeLeaf(TreeNode& node, size_t count, uint32_t level) const;

    const GrowPlan& m_plan;
    Random m_random{0};
    Tree m_tree;
    std::vector<double> m_sample; // the rows of the tree, column after column
    std::vector<uint32_t> m_order; // rows of the sample; those of a node lie together
    std::vector<double> m_value; // what the node compares, for each of its rows
    std::vector<double> m_gathered, m_finite;
};

} // namespace assay::models
