// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/arithmetic.h"
#include "core/rules/match/matcher.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::rules {

// What the engine needs of a rule beyond what people see of it (Rule). One for each rule, same position.
struct RuleDetail
{
    std::string pattern; // without delimiters, tags replaced, %{NAME} still in it
    PatternFlags flags;
    std::string written; // the definition as it stands in the file, without keyword and name
    uint32_t column = 0; // of the pattern or expression in its line, 1-based; 0 unknown

    bool isNegated = false; // !~
    bool isExists = false; // exists:Name
    std::optional<std::string> ifUnset;

    bool isMultiple = false;
    uint32_t maxHits = 0; // with isMultiple; 0 = all
    bool noSubject = false;
    bool isConcat = false; // mimeheader: the parts' values as one text
    uint32_t firstPart = 0, lastPart = 1000; // mimeheader, 1-based

    std::vector<std::string> captures; // names this pattern gives
    std::vector<std::string> templates; // names this pattern needs
    bool isNet = false, needsLearning = false;

    // Metas: values of names are numbered like rules; numbers from the count of rules on are names without a rule.
    ArithmeticProgram program;
    bool isCyclic = false;
};

} // namespace assay::rules
