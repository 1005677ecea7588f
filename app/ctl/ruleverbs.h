// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"
#include "core/rules/rulesengine.h"

namespace assay::ctl {

// Verbs about rule files.
Verb rulesListVerb();
Verb rulesTestVerb();
Verb rulesBenchVerb();

// The rule set that --rules or --stock-rules name, else the built-in one.
Result<std::shared_ptr<const rules::RuleSet>> loadRuleSet(const Arguments& arguments);
// Its engine, with the options about matching.
Result<std::shared_ptr<const rules::RulesEngine>> createEngine(
    const Arguments& arguments, std::shared_ptr<const rules::RuleSet> set);

} // namespace assay::ctl
