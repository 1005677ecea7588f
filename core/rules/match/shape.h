// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/patterntree.h"

#include <optional>
#include <vector>

namespace assay::rules {

// A row of byte sets that some stretch of a match must follow: state i is entered by a byte of enter[i] right after
// state i - 1, and kept by bytes of stay[i].
struct Shape
{
    std::vector<ByteSet> enter, stay;
};

// Shapes of which every match holds at least `times`, ending at different places. `chance` estimates how often one of
// them ends at a place of plain text although the pattern does not match.
struct ShapeSet
{
    std::vector<Shape> shapes;
    double chance = 1;
    uint32_t times = 1;

    // As chance, for all `times` of them in a text of usual length.
    double candidateChance() const;
};

// The most telling shapes of a pattern; none when there are none worth looking for (short, or common in any text).
std::optional<ShapeSet> shapesOf(const PatternTree& tree);

// Length of the literal text, up to case, that every match must hold: what multi-pattern scanning lives on.
size_t requiredLiteral(const PatternTree& tree);

// Longest row; rows of several shapes share the words of a ShapeFilter.
constexpr size_t maximumShapeLength = 14;

} // namespace assay::rules
