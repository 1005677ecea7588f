// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/arithmetic.h"
#include "core/rules/match/matcher.h"
#include "core/rules/traffic/requestfield.h"
#include "core/rules/traffic/setfacts.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::rules {

// Something that the expression of a request rule looks at in one request; its number in the program is its position.
struct RequestAtom
{
    enum class Kind : uint8_t { Pattern, Present, Number };
    Kind kind = Kind::Number;
    RequestField field = RequestField::Path; // Pattern, Present
    RequestNumber number = RequestNumber::Status; // Number
    std::string pattern; // Pattern
    PatternFlags flags;
};

// Something that the expression of a meta looks at in a request set.
struct SetInput
{
    enum class Kind : uint8_t {
        Count, // of another rule: requests it holds for; of a meta its value
        Share, // of the requests, 0 to 1
        Feature, // of the catalogue
        Fact,
        Context, // what the head says besides; 0 where it does not
        Distinct, // different texts of a field
        Top // requests with the field's commonest text
    };
    Kind kind = Kind::Fact;
    uint32_t rule = 0; // Count, Share: position among the rules for traffic
    uint32_t feature = 0; // Feature: position in the catalogue
    SetFact fact = SetFact::Requests;
    RequestField field = RequestField::Path; // Distinct, Top
    std::string name; // Count, Share: of the rule; Context
};

// What the engine needs of a rule for traffic beyond what people see of it (Rule).
struct TrafficRule
{
    bool isMeta = false;
    ArithmeticProgram program;
    std::vector<RequestAtom> atoms; // of a request rule
    std::vector<SetInput> inputs; // of a meta
};

// The rules for traffic of a rule set.
struct TrafficRules
{
    uint32_t first = 0; // number of the first one in the set; the others follow
    std::vector<TrafficRule> rules;
    std::vector<uint32_t> metas; // in an order in which each follows those it rests on
};

} // namespace assay::rules
