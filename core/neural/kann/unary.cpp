// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/kann/unary.h"

#include <algorithm>
#include <numeric>

namespace assay::neural {
namespace {

float applied(Operator operation, float x)
{
    switch (operation) {
    case Operator::Square:
        return x * x;
    case Operator::Sigmoid:
        return 1.0f / (1.0f + std::exp(-x));
    case Operator::Tanh:
        return kannTanh(x);
    case Operator::Relu:
        return x > 0.0f ? x : 0.0f;
    case Operator::OneMinus:
        return 1.0f - x;
    case Operator::Log:
        return std::log(x);
    case Operator::Exp:
        return std::exp(x);
    case Operator::Sin:
        return std::sin(x);
    default:
        return x; // Dropout leaves values out in training only
    }
}

void softmax(std::span<float> row)
{
    const float largest = *std::max_element(row.begin(), row.end());
    for (float& value : row)
        value = std::exp(value - largest);
    const float sum = std::accumulate(row.begin(), row.end(), 0.0f);
    for (float& value : row)
        value /= sum;
}

void standardise(std::span<float> row)
{
    const auto count = static_cast<float>(row.size());
    const float mean = std::accumulate(row.begin(), row.end(), 0.0f) / count;
    float squares = 0;
    for (float& value : row) {
        value -= mean;
        squares += value * value;
    }
    const float factor = squares > 0 ? 1.0f / std::sqrt(squares / count) : 0.0f;
    for (float& value : row)
        value *= factor;
}

} // namespace

bool isUnary(Operator operation)
{
    switch (operation) {
    case Operator::Square:
    case Operator::Sigmoid:
    case Operator::Tanh:
    case Operator::Relu:
    case Operator::OneMinus:
    case Operator::Softmax:
    case Operator::Dropout:
    case Operator::Log:
    case Operator::Standardise:
    case Operator::Exp:
    case Operator::Sin:
        return true;
    default:
        return false;
    }
}

void applyUnary(Operator operation, std::span<float> values, size_t columns)
{
    if (operation != Operator::Softmax && operation != Operator::Standardise) {
        for (float& value : values)
            value = applied(operation, value);
        return;
    }
    for (size_t begin = 0; begin < values.size(); begin += columns) {
        const std::span<float> row = values.subspan(begin, columns);
        operation == Operator::Softmax ? softmax(row) : standardise(row);
    }
}

} // namespace assay::neural
