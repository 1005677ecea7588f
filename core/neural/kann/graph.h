// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::neural {

enum class Operator : uint16_t {
    Add = 1,
    Multiply = 2,
    MultiplyByTransposed = 3, // x * W^T
    CrossEntropyOfSigns = 4,
    Square = 5,
    Sigmoid = 6,
    Tanh = 7,
    Relu = 8,
    MatrixProduct = 9,
    Average = 10,
    OneMinus = 11,
    Select = 12,
    MultiCrossEntropy = 13,
    Softmax = 14,
    Dropout = 15,
    BinaryCrossEntropy = 22,
    Subtract = 23,
    Log = 27,
    MeanSquares = 29,
    Standardise = 32,
    Exp = 33,
    Sin = 34
};

// One node, with every field of its record, so that a file is written as it was read.
struct GraphNode
{
    static constexpr uint32_t input = 1, output = 2, truth = 4, cost = 8; // of externalFlag
    static constexpr uint8_t variable = 1, constant = 2; // of flag

    int32_t externalLabel = 0;
    uint32_t externalFlag = 0;
    uint8_t flag = 0;
    std::vector<uint32_t> children; // nodes before it
    uint16_t operation = 0; // of nodes with children
    int32_t recurrent = -1;
    std::string parameters; // of the operator
    std::vector<uint32_t> shape; // of leaves
    std::vector<float> values; // of leaves that are variable or constant, row after row

    bool isLeaf() const { return children.empty(); }
    bool isVariable() const { return isLeaf() && (flag & variable) != 0; }
    bool isConstant() const { return isLeaf() && (flag & variable) == 0 && (flag & constant) != 0; }
    bool isFeed() const { return isLeaf() && (flag & (variable | constant)) == 0; }
};

// A network as KANN files hold it: nodes in the order in which they are computed.
struct Graph
{
    std::vector<GraphNode> nodes;
};

// Every count and index is checked against the bytes that follow before anything is made of it. NotRecognised: no KANN
// file; BadData says what is off, weights that are no numbers included.
Result<Graph> readKann(std::string_view bytes);
// Little-endian, as KANN writes it; readKann gives the graph back.
std::string writeKann(const Graph& graph);
// Bytes before the weights.
size_t kannTableSize(const Graph& graph);

inline constexpr size_t largestKannFile = size_t{256} << 20;
// KANN bytes, or a zstd frame of them (as rspamd keeps networks).
Result<Graph> readPlainOrPackedKann(std::string_view bytes);

} // namespace assay::neural
