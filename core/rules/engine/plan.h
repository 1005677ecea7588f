// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/engine/metaschedule.h"
#include "core/rules/eval/evals.h"
#include "core/rules/match/matcher.h"
#include "core/rules/rspamd/rspamdplan.h"
#include "core/rules/rulesengine.h"
#include "core/rules/traffic/trafficplan.h"
#include "core/rules/view/rulesmessage.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::rules {

// How a rule set is run: everything that does not depend on the message, in flat arrays.

enum class InputKind : uint8_t { Body, BodyNoSubject, RawBody, Uri, Full, Header, MimeHeader };

// A rule whose pattern is looked for; several rules may share one pattern.
struct PatternUse
{
    PatternId pattern;
    uint32_t rule = 0;
};

// Rules that look at the same texts.
struct InputClass
{
    InputKind kind = InputKind::Body;
    HeaderSpec header; // Header
    std::optional<std::string> ifUnset; // Header: text in place of an absent one
    std::string mimeName; // MimeHeader
    bool mimeRaw = false;

    PatternClassId id; // none: no patterns, only `exists`
    std::vector<PatternUse> uses; // hit when the pattern does
    std::vector<PatternUse> negated; // hit when it does not
    std::vector<PatternUse> mimeSpecial; // MimeHeader rules that count, join, or choose parts; not in `uses`
    std::vector<uint32_t> exists; // rules
    std::vector<uint32_t> onAbsent; // Header: rules of `uses` and `negated` that hit while the header is absent
};

// A rule with %{NAME} in its pattern: compiled anew for each message.
struct TemplateRule
{
    uint32_t rule = 0;
    uint32_t inputClass = 0;
    PatternId guard; // looser pattern that must hit first; none when there is no safe one
};

// A rule whose named groups fill templates.
struct CaptureRule
{
    uint32_t rule = 0;
    uint32_t inputClass = 0;
    PatternId pattern;
};

struct EvalRule
{
    uint32_t rule = 0;
    EvalCall call;
};

struct Plan
{
    std::vector<InputClass> classes;
    std::vector<TemplateRule> templates;
    std::vector<CaptureRule> captures; // only those that some template needs
    std::vector<EvalRule> evals;
    MetaSchedule metas;
    RspamdPlan rspamd;
    TrafficPlan traffic;

    std::vector<PatternId> patternOf; // by rule; none for rules without
    std::vector<uint32_t> classOf; // by rule; noClass for rules without
    std::vector<uint8_t> readyAtStart; // by value number: rules that run whatever the message is
    std::vector<std::string> reasons; // by rule: why it does not run, when only the engine knows
    static constexpr uint32_t noClass = UINT32_MAX;
};

} // namespace assay::rules
