// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/rules/match/shape.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// Looks for the shapes of many patterns in one pass over an input: each place of a shape is a bit, and one shift and
// two masks move all of them by a byte (Shift-And with self-loops, Baeza-Yates and Gonnet 1992, Navarro and Raffinot).
// For patterns without literal text, where a multi-pattern scan would run one automaton each. Const once filled.
class ShapeFilter
{
public:
    // `owner` is reported by find(); one call an owner.
    void add(uint32_t owner, const ShapeSet& shapes);
    bool empty() const { return m_start.empty(); }

    // What find() needs to remember within one input; of one thread.
    struct Memory
    {
        std::vector<uint32_t> seen; // by owner: shapes seen
        std::vector<uint32_t> touched; // owners with shapes seen
        std::vector<uint64_t> lastEnd; // by owner
    };
    // Appends the owners whose shapes occur in the input as often as they must, each once.
    void find(std::string_view input, Memory& memory, std::vector<uint32_t>& owners) const;

private:
    static constexpr size_t lanes = 4;
    // Words are worked on in groups that fill a vector register.
    using Words = std::array<uint64_t, lanes>;

    struct Report
    {
        std::vector<uint32_t> owners;
    };
    void addShape(uint32_t owner, const Shape& shape);
    void startWord();
    void findIn(size_t group, std::string_view input, Memory& memory, std::vector<uint32_t>& owners) const;
    // Returns the bits that need not be seen again in this input.
    uint64_t report(size_t word, uint64_t hits, uint64_t end, Memory& memory, std::vector<uint32_t>& owners) const;

    size_t m_lastWord = SIZE_MAX;
    unsigned m_used = 64; // bits of the last word in use
    std::vector<Words> m_start, m_final; // by group
    std::vector<Words> m_enter, m_stay; // by group and byte
    std::vector<Report> m_reports; // by word and bit, of final bits
    std::vector<uint32_t> m_times; // by owner
    std::map<Blake2b512, size_t> m_known; // shapes so far, and where their reports are
};

} // namespace assay::rules
