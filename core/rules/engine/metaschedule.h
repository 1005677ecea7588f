// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/arithmetic.h"

#include <cstdint>
#include <span>
#include <vector>

namespace assay::rules {

// The metas of a set in an order in which each follows the metas it rests on, and the rules for when one has a value
// (spec/regex B.8). Numbers are those of rules, then of names without a rule.
class MetaSchedule
{
public:
    struct Meta
    {
        uint32_t rule = 0;
        const ArithmeticProgram* program = nullptr;
        bool hasScore = true; // false: its score is 0, it never hits
        bool isCyclic = false; // always 0
    };
    // `isMeta` by number.
    MetaSchedule() = default;
    MetaSchedule(std::vector<Meta> metas, std::vector<bool> isMeta);

    // Reads `values` and `ready` of the other rules, writes those of the metas. A value above 0 is what the expression
    // gives; any other true value counts as 1.
    void run(std::span<double> values, std::span<uint8_t> ready) const;
    size_t size() const { return m_metas.size(); }

private:
    bool isReady(const Meta& meta, std::span<const uint8_t> ready, bool metasOnly) const;

    std::vector<Meta> m_metas; // in order
    std::vector<bool> m_isMeta;
};

} // namespace assay::rules
