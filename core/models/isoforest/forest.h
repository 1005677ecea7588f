// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace assay::models {

// Which of the two algorithms grew a forest. The numbers are stored.
enum class ForestAlgorithm : uint32_t { Extended = 0, Plain = 1 };

// What one column adds to the value that a node compares: (x - mean) * coefficient, or `fill` where x is missing.
struct SplitTerm
{
    double mean = 0;
    double coefficient = 0;
    double fill = 0;
    uint32_t column = 0;
};

// A split (value <= split: to the left) or a leaf (right == 0).
struct TreeNode
{
    double value = 0; // where the node splits; of a leaf, what it adds to the depth of a row
    uint32_t left = 0, right = 0; // both behind this node
    uint32_t firstTerm = 0, termCount = 0;
    bool isLeaf() const { return right == 0; }
};

struct Tree
{
    std::vector<TreeNode> nodes; // the first is the root
    std::vector<SplitTerm> terms;
};

struct Forest
{
    ForestAlgorithm algorithm = ForestAlgorithm::Extended;
    uint32_t sampleSize = 0; // rows each tree was grown from, 2 or more
    uint32_t termsPerSplit = 1; // at most
    std::vector<std::string> features;
    std::vector<double> medians; // one a feature
    std::vector<Tree> trees;
};

// The mean depth at which a random tree isolates one of `count` rows: with exact harmonic numbers (the extended
// forest), or with their logarithm (the plain one).
double exactAverageDepth(uint64_t count);
double logAverageDepth(uint64_t count);
// What the mean depth of a row is divided by.
double normaliser(const Forest& forest);

// The index of the leaf in which a row ends.
uint32_t leafOf(const Tree& tree, const double* row);
// 2^(-mean depth / normaliser), in (0, 1), high = anomalous, for one row.
double scoreOf(const Forest& forest, const double* row);
// The same for consecutive rows, tree by tree: a tree stays in the cache. `scores` is as long as there are rows.
void scoreRows(const Forest& forest, const double* rows, std::span<double> scores);

} // namespace assay::models
