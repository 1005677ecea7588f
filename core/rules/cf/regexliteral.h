// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/rules/match/matcher.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// A pattern as rule files write it: /re/mods, m{re}mods, m!re!mods, qr(re) ... (spec/regex B.3).
struct RegexLiteral
{
    std::string text; // without delimiters and without the modifiers that became flags
    PatternFlags flags;
    std::string modifiers; // as written
    std::string open, close; // delimiters, to write it again
    size_t textOffset = 0; // of `text` in the literal
};

// BadRule with "reason at offset N" (in `literal`).
Result<RegexLiteral> parseRegexLiteral(std::string_view literal);

// Whether the pattern compiles; %{NAME} stands for some text. BadRule with "reason at offset N".
Result<void> checkPattern(const std::string& rule, const std::string& text, const PatternFlags& flags);

// Upper-case names of groups: (?<NAME>...), (?'NAME'...), (?P<NAME>...). What they match is kept for templates.
std::vector<std::string> captureNames(std::string_view pattern);
// Names in %{NAME}.
std::vector<std::string> templateNames(std::string_view pattern);
// `pattern` with %{name} replaced by `replacement`.
std::string fillTemplate(std::string_view pattern, std::string_view name, std::string_view replacement);
// `text` as a pattern that matches just it.
std::string quotedPattern(std::string_view text);

} // namespace assay::rules
