// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/kann/graph.h"

#include <cmath>
#include <span>

namespace assay::neural {

// As KANN computes it, in single precision.
inline float kannTanh(float x)
{
    if (x < -20.0f)
        return -1.0f;
    const float e = std::exp(-2.0f * x);
    return (1.0f - e) / (1.0f + e);
}

// Operators that turn each number, or the numbers of a row, into as many others.
bool isUnary(Operator operation);
void applyUnary(Operator operation, std::span<float> values, size_t columns);

} // namespace assay::neural
