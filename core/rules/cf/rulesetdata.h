// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/rulecollector.h"
#include "core/rules/cf/ruledetail.h"
#include "core/rules/cf/settings.h"
#include "core/rules/eval/evaltables.h"
#include "core/rules/rulesengine.h"
#include "core/rules/view/viewtables.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace assay::rules {

struct RuleSet::Data
{
    std::vector<Rule> rules;
    std::vector<RuleDetail> details; // same positions
    std::vector<std::string> undefinedNames; // of metas, numbered after the rules
    std::vector<RuleProblem> problems;
    Settings settings;
    ViewTables viewTables; // made from the settings
    EvalTables evalTables;
    std::unordered_map<std::string_view, uint32_t> byName; // views into `rules`
    double requiredScore = 5;
    std::string digest;
    std::string title;

    static std::unique_ptr<Data> make(RuleCollector collector, Settings settings, std::string title);
};

} // namespace assay::rules
