// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/rulesetdata.h"
#include "core/rules/engine/plan.h"
#include "core/rules/rulesengine.h"

namespace assay::rules {

struct RulesEngine::Data
{
    std::shared_ptr<const RuleSet> rules;
    EngineOptions options;
    std::shared_ptr<const Matcher> matcher;
    Plan plan;
};

} // namespace assay::rules
