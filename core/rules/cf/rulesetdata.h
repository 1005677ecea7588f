// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/rulecollector.h"
#include "core/rules/cf/ruledetail.h"
#include "core/rules/cf/rulesetfiles.h"
#include "core/rules/cf/settings.h"
#include "core/rules/eval/evaltables.h"
#include "core/rules/rspamd/rspamdrule.h"
#include "core/rules/rulesengine.h"
#include "core/rules/traffic/trafficrules.h"
#include "core/rules/view/viewtables.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace assay::rules {

struct RuleSet::Data
{
    std::vector<Rule> rules;
    std::vector<RuleDetail> details; // of the first rules, those of SpamAssassin files; rules of rspamd follow
                                     // them, then those for traffic
    std::vector<std::string> undefinedNames; // of metas, numbered after the rules
    std::vector<RuleProblem> problems;
    std::vector<RegexpRule> regexps; // what the rules of rspamd consist of
    std::vector<CompositeRule> composites;
    TrafficRules traffic;
    Settings settings;
    ViewTables viewTables; // made from the settings
    EvalTables evalTables;
    std::unordered_map<std::string_view, uint32_t> byName; // views into `rules`
    double requiredScore = 5;
    std::string digest;
    std::string title;

    // A file that is kept until those in SpamAssassin's language are read.
    struct OtherFile
    {
        RuleLanguage language = RuleLanguage::Rspamd;
        std::string name;
        std::string text;
    };
    static std::unique_ptr<Data> make(
        RuleCollector collector, Settings settings, const std::vector<OtherFile>& otherFiles, std::string title);
};

} // namespace assay::rules
