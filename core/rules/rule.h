// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/rules/match/matcher.h"
#include "core/rules/view/rulesmessage.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

enum class RuleType : uint8_t {
    Header,
    Body,
    RawBody,
    Uri,
    Full,
    MimeHeader,
    Meta,
    Eval,
    Regexp,
    Composite,
    Empty,
    Request, // counts the requests of a request set that its expression holds for
    SetMeta // a meta over request sets
};
std::string_view ruleTypeName(RuleType type); // "header", ...

// One rule as it stands in its set after all files are read. Owned by RuleSet; a RuleId is its position there.
struct Rule
{
    std::string name;
    RuleType type = RuleType::Empty;
    std::string target; // header spec, mime header name, class of a regexp rule; for evals the input they are bound to
    std::string expression; // pattern with delimiters after tag replacement, meta expression, or call of an eval
    std::string flags; // modifiers of the pattern
    double score = 0;
    std::vector<double> scores; // as written: one or four
    std::string description;
    std::string group; // "" when none
    std::vector<std::string> tflags;
    int priority = 0;
    bool enabled = true; // false: does not compile, needs the network, or is switched off
    std::string reason; // why not
    std::string file;
    uint32_t line = 0;
};

// Something a file holds that is not followed; never stops the other rules.
struct RuleProblem
{
    std::string file;
    uint32_t line = 0;
    uint32_t column = 0; // 1-based byte in the line, 0 when unknown
    std::string rule; // may be empty
    std::string reason;
    bool isError = true; // false: a warning (unknown keyword of another plugin)
};

} // namespace assay::rules
