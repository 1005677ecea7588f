// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rspamd/expression.h"
#include "core/rules/rspamd/regexpatom.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::rules {

// A rule of rspamd's regexp module: its value is that of its expression, a multiplier of its score.
struct RegexpRule
{
    uint32_t rule = 0; // position in the set
    Expression expression;
    std::vector<RegexpAtom> atoms; // parallel to expression.atoms()
};

// One operand of a composite: "-SYMBOL", "~g+:GROUP", "SYMBOL[option,/pattern/]".
struct CompositeAtom
{
    enum class Scope : uint8_t { Symbol, Group, PositiveGroup, NegativeGroup } scope = Scope::Symbol;
    std::string name;
    std::vector<std::string> options;
    bool keepSymbol = false; // '~' and '-'
    bool keepWeight = false; // '-'
    bool force = false; // '^'
};

enum class CompositePolicy : uint8_t { RemoveAll, RemoveSymbol, RemoveWeight, Leave };

// A composite: a symbol made from others, which may take their places.
struct CompositeRule
{
    uint32_t rule = 0; // position in the set
    Expression expression;
    std::vector<CompositeAtom> atoms; // parallel to expression.atoms()
    CompositePolicy policy = CompositePolicy::RemoveAll;
};

} // namespace assay::rules
