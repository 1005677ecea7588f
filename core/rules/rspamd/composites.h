// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rspamd/rspamdrule.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// A symbol of a message, as composites see and change it.
struct CompositeSymbol
{
    std::string_view name;
    std::string_view group;
    bool present = false;
    double score = 0; // taken out of the total when its weight is removed
    std::vector<std::string> options;
};

// Evaluates composites over the symbols (one for each rule, the composites themselves included), then applies what they
// remove (spec/regex C.3). `find` gives the position of a name among the symbols, or npos.
void applyComposites(std::span<const CompositeRule> composites, std::span<CompositeSymbol> symbols,
    const std::function<double(uint32_t rule)>& scoreOf, const std::function<size_t(std::string_view)>& find);

} // namespace assay::rules
