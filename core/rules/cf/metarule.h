// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/arithmetic.h"

#include <functional>
#include <string>
#include <string_view>

namespace assay::rules {

// The expression with each rules_matching(GLOB) replaced by what `expand` gives for GLOB.
std::string replaceRulesMatching(
    std::string_view expression, const std::function<std::string(std::string_view glob)>& expand);
// Whether the whole name matches; * is any text, ? any character.
bool matchesRuleGlob(std::string_view glob, std::string_view name);

// Compiles the expression of a meta rule (spec/regex B.8), rules_matching replaced already. BadRule when it is no
// expression, or one that divides by zero when no rule hits.
Result<ArithmeticProgram> compileMeta(std::string_view expression, const ArithmeticProgram::Resolve& resolve);
// The check a meta must pass to be taken over from its line.
Result<void> checkMeta(std::string_view expression);

} // namespace assay::rules
