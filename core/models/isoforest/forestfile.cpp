// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/isoforest/forestfile.h"

#include "core/models/modelfile.h"

namespace assay::models {
namespace {

constexpr size_t mostFeatures = 100'000;
constexpr size_t mostTrees = 100'000;
constexpr size_t mostNodes = 50'000'000;
constexpr size_t nodeBytes = sizeof(double) + 4 * sizeof(uint32_t);
constexpr size_t termBytes = 3 * sizeof(double) + sizeof(uint32_t);
constexpr size_t leastTreeBytes = 2 * sizeof(uint32_t) + nodeBytes;

size_t sizeOf(const Forest& forest)
{
    size_t size = 1024;
    for (const std::string& name : forest.features)
        size += name.size() + sizeof(uint32_t) + sizeof(double);
    for (const Tree& tree : forest.trees)
        size += 2 * sizeof(uint32_t) + tree.nodes.size() * nodeBytes + tree.terms.size() * termBytes;
    return size;
}

void writeTree(BodyWriter& out, const Tree& tree)
{
    out.number(static_cast<uint32_t>(tree.nodes.size()));
    out.number(static_cast<uint32_t>(tree.terms.size()));
    for (const TreeNode& node : tree.nodes) {
        out.number(node.value);
        for (const uint32_t part : {node.left, node.right, node.firstTerm, node.termCount})
            out.number(part);
    }
    for (const SplitTerm& term : tree.terms) {
        for (const double part : {term.mean, term.coefficient, term.fill})
            out.number(part);
        out.number(term.column);
    }
}

bool isSound(const TreeNode& node, size_t index, const Tree& tree, uint32_t termsPerSplit)
{
    if (node.isLeaf())
        return node.left == 0 && node.firstTerm == 0 && node.termCount == 0 && node.value >= 0;
    const auto isBehind = [&](uint32_t child) { return child > index && child < tree.nodes.size(); };
    return isBehind(node.left) && isBehind(node.right) && node.left != node.right && node.termCount >= 1
        && node.termCount <= termsPerSplit && node.firstTerm <= tree.terms.size()
        && node.termCount <= tree.terms.size() - node.firstTerm;
}

Tree readTree(BodyReader& in, const Forest& forest)
{
    Tree tree;
    tree.nodes.resize(in.count(nodeBytes, mostNodes));
    tree.terms.resize(in.count(termBytes, mostNodes));
    if (tree.nodes.empty())
        in.fail();
    for (size_t i = 0; i < tree.nodes.size() && !in.failed(); ++i) {
        TreeNode& node = tree.nodes[i];
        node.value = in.finite();
        for (uint32_t* part : {&node.left, &node.right, &node.firstTerm, &node.termCount})
            *part = in.number<uint32_t>();
        if (!isSound(node, i, tree, forest.termsPerSplit))
            in.fail();
    }
    for (size_t i = 0; i < tree.terms.size() && !in.failed(); ++i) {
        SplitTerm& term = tree.terms[i];
        for (double* part : {&term.mean, &term.coefficient, &term.fill})
            *part = in.finite();
        term.column = in.number<uint32_t>();
        if (term.column >= forest.features.size())
            in.fail();
    }
    return tree;
}

} // namespace

std::string forestToBytes(const Forest& forest)
{
    BodyWriter out;
    out.reserve(sizeOf(forest));
    out.number(static_cast<uint32_t>(forest.algorithm));
    out.number(forest.sampleSize);
    out.number(normaliser(forest));
    out.number(forest.termsPerSplit);
    out.texts(forest.features);
    for (const double median : forest.medians)
        out.number(median);
    out.number(static_cast<uint32_t>(forest.trees.size()));
    for (const Tree& tree : forest.trees)
        writeTree(out, tree);
    return out.take();
}

Result<Forest> forestFromBytes(std::string_view bytes)
{
    BodyReader in(bytes);
    const auto damaged = [](const char* what) { return Error{ErrorCode::BadData, "forest", what}; };
    Forest forest;
    const auto algorithm = in.number<uint32_t>();
    forest.algorithm = static_cast<ForestAlgorithm>(algorithm);
    forest.sampleSize = in.number<uint32_t>();
    const double stored = in.finite();
    forest.termsPerSplit = in.number<uint32_t>();
    if (in.failed() || algorithm > 1 || forest.sampleSize < 2 || forest.termsPerSplit < 1)
        return damaged("its settings are off");
    if (std::abs(stored - normaliser(forest)) > 1e-9 * stored)
        return damaged("its normaliser does not fit its sample size");
    forest.features = in.names(mostFeatures);
    for (size_t i = 0; i < forest.features.size() && !in.failed(); ++i)
        forest.medians.push_back(in.finite());
    if (in.failed() || forest.features.empty() || forest.termsPerSplit > forest.features.size())
        return damaged("its features are off");
    const size_t trees = in.count(leastTreeBytes, mostTrees);
    for (size_t i = 0; i < trees && !in.failed(); ++i)
        forest.trees.push_back(readTree(in, forest));
    if (in.failed() || !in.isAtEnd() || forest.trees.empty())
        return damaged("a tree is off");
    return forest;
}

} // namespace assay::models
