// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/engine/templates.h"

#include "core/rules/cf/regexliteral.h"

#include <algorithm>
#include <set>

namespace assay::rules {

void Captures::take(const std::vector<Match>& matches)
{
    std::set<std::string> renewed;
    for (const Match& match : matches) {
        for (const auto& [name, value] : match.captures) {
            if (value.empty())
                continue;
            std::vector<std::string>& values = m_values[name];
            if (renewed.insert(name).second)
                values.clear();
            if (std::find(values.begin(), values.end(), value) == values.end())
                values.push_back(value);
        }
    }
}

std::optional<std::string> Captures::alternatives(const std::string& name) const
{
    const auto found = m_values.find(name);
    if (found == m_values.end() || found->second.empty())
        return std::nullopt;
    std::string pattern = "(?:";
    for (const std::string& value : found->second)
        pattern.append(pattern.size() > 3 ? "|" : "").append(quotedPattern(value));
    return pattern + ")";
}

const SinglePattern* FilledPattern::fill(const RuleDetail& detail, const std::string& rule, const Captures& captures)
{
    m_current = false;
    std::string text = detail.pattern;
    for (const std::string& name : detail.templates) {
        const auto values = captures.alternatives(name);
        if (!values)
            return nullptr;
        text = fillTemplate(text, name, *values);
    }
    if (text != m_text || !m_pattern) {
        m_text = text;
        PatternFlags flags = detail.flags;
        flags.noJit = true; // used once or twice
        auto compiled = SinglePattern::compile({rule, std::move(text), flags, 1});
        m_pattern.reset();
        if (compiled)
            m_pattern.emplace(std::move(*compiled));
    }
    m_current = m_pattern.has_value();
    return current();
}

} // namespace assay::rules
