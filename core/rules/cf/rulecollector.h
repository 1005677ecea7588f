// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/replacetags.h"
#include "core/rules/cf/ruledetail.h"
#include "core/rules/cf/settings.h"
#include "core/rules/rule.h"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::rules {

// Where a line stands.
struct LinePlace
{
    std::string file;
    uint32_t line = 0;
    uint32_t valueColumn = 0; // 1-based column of the line's value
};

// Which kind of text an eval or pattern rule is bound to, as its keyword says.
enum class RuleKeyword : uint8_t { Header, Body, RawBody, Full, Uri, MimeHeader, Meta };

// Takes the lines of rule files in reading order and knows how later lines change earlier ones (spec/regex B.3). What a
// line gets wrong becomes a problem; the other lines are not touched.
class RuleCollector
{
public:
    void define(RuleKeyword keyword, std::string_view value, const LinePlace& place);
    // A rule without a test, so that scores and metas know its name.
    enum class Redefine : bool { No, Yes };
    void declare(std::string_view name, const LinePlace& place, Redefine redefine);
    void setScore(std::string_view value, const LinePlace& place);
    void setDescription(std::string_view value, const LinePlace& place);
    void setFlags(std::string_view value, const LinePlace& place);
    void setPriority(std::string_view value, const LinePlace& place);
    void setGroup(std::string_view value, const LinePlace& place); // "NAME RULE RULE ...", own extension
    ReplaceTags& replaceTags() { return m_replaceTags; }

    void problem(std::string reason, const LinePlace& place, std::string_view rule = {}, uint32_t column = 0,
        bool isError = true);

    struct Collected
    {
        std::vector<Rule> rules;
        std::vector<RuleDetail> details;
        std::vector<std::string> undefinedNames; // of metas; numbered after the rules
        std::vector<RuleProblem> problems;
    };
    // After the last line: default scores, tags, metas, priorities.
    Collected finish() &&;

private:
    struct Name
    {
        std::vector<double> scores; // four, or empty when not set
        std::vector<double> writtenScores;
        std::string description, tflags, group;
        int priority = 0;
        int rule = -1; // position in m_rules
    };

    Name& name(std::string_view name) { return m_names[std::string(name)]; }
    bool checkName(std::string_view name, const LinePlace& place);
    void place(Rule rule, RuleDetail detail, const LinePlace& place);
    void definePattern(Rule rule, std::string_view literal, uint32_t column, const LinePlace& place);
    void defineHeader(Rule rule, std::string_view value, uint32_t column, const LinePlace& place);
    void defineMimeHeader(Rule rule, std::string_view value, uint32_t column, const LinePlace& place);
    void defineMeta(Rule rule, std::string_view value, uint32_t column, const LinePlace& place);
    void defineEval(Rule rule, std::string_view call, uint32_t column, const LinePlace& place);
    bool addPattern(Rule& rule, RuleDetail& detail, std::string_view literal, uint32_t column, const LinePlace& place);

    void applyTags();
    void fillProperties();
    void fillFlags(Rule& rule, RuleDetail& detail, const Name& name) const;
    std::string expandRulesMatching(std::string_view expression, std::string_view self) const;
    void compileMetas();
    void markCycles();
    void spreadPriorities();
    void spreadNet();
    void disable();
    std::vector<uint32_t> dependencies(size_t rule) const; // rules only

    std::map<std::string, Name, std::less<>> m_names;
    std::vector<Rule> m_rules;
    std::vector<RuleDetail> m_details;
    std::vector<std::string> m_undefined;
    std::vector<RuleProblem> m_problems;
    ReplaceTags m_replaceTags;
};

// Whether `name` is one that a rule may have: letters, digits and _, not a digit first.
bool isRuleName(std::string_view name);

} // namespace assay::rules
