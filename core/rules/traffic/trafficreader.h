// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rule.h"
#include "core/rules/traffic/trafficrules.h"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::rules {

// Reads files of rules for traffic (".trules"), one statement a line; a line that begins with '#' is a comment:
//     request  NAME EXPRESSION   hits when the expression holds for a request; its count is how many
//     meta     NAME EXPRESSION   hits when the expression over the request set is not 0
//     score    NAME NUMBER       1 without one; rules of score 0 hit too and say something without judging it
//     describe NAME TEXT
//     group    GROUP NAME...
//     tflags   NAME FLAG...
// Names are upper case; those that begin with "__" only serve others. A rule that is defined again replaces the earlier
// one; the other lines may stand before it. What a line gets wrong becomes a problem and that rule does not run; the
// others do. Bounds: 10,000 rules.
class TrafficReader
{
public:
    // Rules are appended to `rules` by finish(), behind those of other languages; problems at once.
    TrafficReader(std::vector<Rule>& rules, std::vector<RuleProblem>& problems)
        : m_rules(rules)
        , m_problems(problems)
    {
    }
    void readText(std::string_view text, const std::string& file);
    TrafficRules finish();

private:
    struct Place
    {
        std::string file;
        uint32_t line = 0;
        uint32_t column = 0; // of the line's value
    };
    struct Note // what other lines say of a rule
    {
        std::string value;
        Place place;
    };
    struct Notes
    {
        std::map<std::string, Note> values; // by keyword
    };
    void readLine(std::string_view line, Place place);
    void define(bool isMeta, std::string_view name, std::string_view expression, const Place& place);
    void note(const std::string& keyword, std::string_view name, std::string_view value, const Place& place);
    void problem(std::string reason, const Place& place, std::string_view name = {}, uint32_t column = 0);
    void disable(Rule& rule, uint32_t column, std::string reason);
    void applyNotes();
    void resolveNames(TrafficRules& made);
    void orderMetas(TrafficRules& made);

    std::vector<Rule>& m_rules;
    std::vector<RuleProblem>& m_problems;
    std::vector<Rule> m_defined;
    std::vector<TrafficRule> m_details;
    std::vector<uint32_t> m_columns; // of their expressions
    std::unordered_map<std::string, uint32_t> m_byName;
    std::map<std::string, Notes> m_notes; // by rule
    size_t m_reported = 0;
};

} // namespace assay::rules
