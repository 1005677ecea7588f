// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rspamd/rspamdrule.h"
#include "core/rules/rule.h"
#include "core/text/ucl.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::rules {

// Reads rspamd's regexp rules, composites and symbol scores from UCL (spec/regex C). Understood at the top level or
// inside `regexp`, `composites` and `group` sections:
//     NAME = "expression";     NAME { re = "expression"; score; group; description; }
//     NAME { expression = "SYMBOL & !OTHER"; score; policy; enabled; }
//     group "name" { symbols { "NAME" { weight = 1.5; description; } } }
class RspamdReader
{
public:
    // Rules go to the end of `rules`, whose names are known by their positions in `byName`.
    RspamdReader(std::vector<Rule>& rules, std::vector<RuleProblem>& problems);

    void readText(std::string_view text, const std::string& file);

    std::vector<RegexpRule> takeRegexps() { return std::move(m_regexps); }
    std::vector<CompositeRule> takeComposites() { return std::move(m_composites); }

private:
    enum class Section : uint8_t { Top, Regexp, Composites };
    void readMembers(const UclValue& object, Section section);
    void readMember(const std::string& key, const UclValue& value, Section section);
    void readGroup(const std::string& group, const UclValue& value);
    void readSymbol(const std::string& name, const UclValue& value, const std::string& group);
    void addRegexp(const std::string& name, const UclValue& expression, const UclValue& place, const UclValue* fields);
    void addComposite(const std::string& name, const UclValue& expression, const UclValue& fields);
    Rule makeRule(const std::string& name, RuleType type, const UclValue& expression, const UclValue& place,
        const UclValue* fields);
    uint32_t place(Rule rule);
    void problem(std::string reason, const UclValue& place, std::string_view rule = {}, bool isError = true);

    std::vector<Rule>& m_rules;
    std::vector<RuleProblem>& m_problems;
    std::unordered_map<std::string, uint32_t> m_byName;
    std::unordered_map<std::string, UclValue> m_symbols; // scores and descriptions given apart from the rules
    std::unordered_map<std::string, std::string> m_groups;
    std::vector<RegexpRule> m_regexps;
    std::vector<CompositeRule> m_composites;
    std::string m_file;
};

} // namespace assay::rules
