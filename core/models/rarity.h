// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::models {

// How rare a score is among presumably normal rows, as a risk from 0 to 1: 0.25, 0.5, 0.75 and 1 mean rarer than one in
// 10, 100, 1,000 and 10,000. High scores are rare.
class RarityTable
{
public:
    static constexpr size_t wholeUpTo = 2000; // beyond that 1,001 quantiles are kept

    // From the scores of validation rows; those that are not finite are left out.
    static RarityTable make(std::span<const double> scores);
    // What values(), count() and tau() of another table gave. BadData when they are no table.
    static Result<RarityTable> restore(std::vector<double> values, uint64_t count, double tau);

    // Nothing when the score is not finite or the table is empty.
    std::optional<double> risk(double score) const;
    bool isEmpty() const { return m_values.empty(); }
    double tau() const { return m_tau; }
    uint64_t count() const { return m_count; }
    const std::vector<double>& values() const { return m_values; }

private:
    double shareAtLeast(double score) const;
    std::vector<double> m_values; // ascending: all, or quantiles
    size_t m_count = 0; // of scores
    double m_tau = 0; // how fast the tail falls beyond the largest
};

} // namespace assay::models
