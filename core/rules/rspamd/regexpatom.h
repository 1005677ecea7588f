// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/rules/match/matcher.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// What a pattern of an rspamd rule is matched against (spec/regex A.8).
enum class RegexpInput : uint8_t {
    Header,
    RawHeader,
    MimeHeader,
    AllHeaders,
    MimePart,
    RawPart,
    Body,
    Url,
    Email,
    SaBody,
    SaRawBody,
    Words,
    RawWords,
    StemWords,
    Selector
};
std::string_view regexpInputName(RegexpInput input); // "header", "sa_body" ...

// One operand of an rspamd expression (spec/regex C.1).
struct RegexpAtom
{
    enum class Kind : uint8_t { Pattern, Function, Lua, Script } kind = Kind::Pattern;
    // Pattern
    RegexpInput input = RegexpInput::Body;
    std::string header; // or the name of a selector
    std::string pattern;
    PatternFlags flags;
    bool strongHeader = false; // the name is compared with its case
    bool countAll = false; // all matches count, else 0 or 1
    size_t patternOffset = 0; // in the text of the atom
    // Function: name and arguments; Lua and Script: name
    std::string name;
    std::vector<std::string> arguments;
};

// How many bytes the atom at the start of `text` takes.
Result<size_t> readRegexpAtom(std::string_view text);
// BadRule with "reason at offset N".
Result<RegexpAtom> parseRegexpAtom(std::string_view text);
// The cost of an atom in the order of evaluation: cheap ones first.
int regexpAtomCost(std::string_view text);

} // namespace assay::rules
