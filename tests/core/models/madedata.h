// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/matrix.h"
#include "core/models/random.h"

#include <limits>

namespace assay::models::test {

// About normal: the sum of twelve uniform numbers.
inline double bell(Random& random)
{
    double sum = -6;
    for (int i = 0; i < 12; ++i)
        sum += random.uniform();
    return sum;
}

// Rows of one cloud; column c has its own centre and width, every 50th cell is missing.
inline Matrix cloud(size_t rows, size_t columns, uint64_t seed, double shift = 0)
{
    Random random(seed);
    Matrix table;
    table.rows = rows;
    for (size_t c = 0; c < columns; ++c)
        table.names.push_back("f" + std::to_string(c));
    for (size_t i = 0; i < rows * columns; ++i) {
        const auto c = static_cast<double>(i % columns);
        const double value = 10 * c + (c + 1) * (bell(random) + shift);
        table.values.push_back(random.below(50) == 0 ? std::numeric_limits<double>::quiet_NaN() : value);
    }
    return table;
}

} // namespace assay::models::test
