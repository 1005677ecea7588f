// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/rulesetdata.h"

#include <array>

namespace assay::rules {

std::string_view ruleTypeName(RuleType type)
{
    static constexpr std::array<std::string_view, 13> names = {"header", "body", "rawbody", "uri", "full", "mimeheader",
        "meta", "eval", "regexp", "composite", "empty", "request", "meta"};
    return names[static_cast<size_t>(type)];
}

RuleSet::RuleSet(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

RuleSet::~RuleSet() = default;

const std::vector<Rule>& RuleSet::rules() const
{
    return m_data->rules;
}

RuleId RuleSet::find(std::string_view name) const
{
    const auto found = m_data->byName.find(name);
    return found == m_data->byName.end() ? RuleId{} : RuleId{found->second};
}

const std::vector<RuleProblem>& RuleSet::problems() const
{
    return m_data->problems;
}

double RuleSet::requiredScore() const
{
    return m_data->requiredScore;
}

const std::string& RuleSet::digest() const
{
    return m_data->digest;
}

const std::string& RuleSet::title() const
{
    return m_data->title;
}

} // namespace assay::rules
