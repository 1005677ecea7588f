// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rulesengine.h"

#include "core/rules/engine/enginedata.h"
#include "core/rules/engine/planbuilder.h"

#include <array>

namespace assay::rules {

std::string_view whereName(Where where)
{
    static constexpr std::array<std::string_view, 10> names = {
        "header", "body", "rawbody", "uri", "full", "mimeheader", "meta", "eval", "request", "feature"};
    return names[static_cast<size_t>(where)];
}

RulesEngine::RulesEngine(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

RulesEngine::~RulesEngine() = default;

Result<std::shared_ptr<const RulesEngine>> RulesEngine::create(
    std::shared_ptr<const RuleSet> rules, const EngineOptions& options)
{
    auto data = std::make_unique<Data>();
    data->options = options;
    PlanBuilder builder(rules->data(), options.allMatches);
    builder.build();
    auto matcher = std::move(builder.patterns()).build(options.matcher);
    if (!matcher)
        return matcher.error();
    data->rules = std::move(rules);
    data->matcher = std::move(*matcher);
    data->plan = builder.finish(*data->matcher);
    return std::shared_ptr<const RulesEngine>(new RulesEngine(std::move(data)));
}

const RuleSet& RulesEngine::ruleSet() const
{
    return *m_data->rules;
}

std::shared_ptr<const Matcher> RulesEngine::matcher() const
{
    return m_data->matcher;
}

PatternInfo RulesEngine::patternInfo(RuleId id) const
{
    const PatternId pattern = m_data->plan.patternOf[id.value];
    if (!pattern.isNone())
        return m_data->matcher->info(pattern);
    for (const TemplateRule& rule : m_data->plan.templates) {
        if (rule.rule == id.value)
            return {Engine::Pcre, "filled from each message", 0, false};
    }
    PatternInfo none;
    none.reason = m_data->plan.reasons[id.value].empty() ? ruleSet().rule(id).reason : m_data->plan.reasons[id.value];
    return none;
}

} // namespace assay::rules
