// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/engine/enginedata.h"
#include "core/rules/engine/messageinputs.h"
#include "core/rules/engine/templates.h"
#include "core/rules/traffic/trafficrun.h"

#include <optional>
#include <vector>

namespace assay::rules {

struct RulesRun::Data
{
    explicit Data(std::shared_ptr<const RulesEngine> engineToRun);

    std::shared_ptr<const RulesEngine> engine;
    const Plan& plan;
    const RuleSet::Data& rules;
    MatcherRun matcherRun;
    MessageInputs inputs;
    std::optional<RulesMessage> message;

    std::vector<uint32_t> counts; // by rule: hits of pattern rules
    std::vector<double> values; // by value number
    std::vector<uint8_t> ready; // by value number
    Captures captures;
    std::vector<FilledPattern> filled; // by position in plan.templates
    RspamdRun rspamd;
    TrafficRun traffic;
    std::vector<double> regexpValues; // by position in rules.regexps
    std::vector<uint8_t> hitLast; // by rule: whether the last result holds it

    void scanClass(uint32_t inputClass);
    void scanHeaderClass(uint32_t inputClass, const InputClass& plan);
    void scanMimeClass(uint32_t inputClass, const InputClass& plan);
    uint32_t countMimeSpecial(uint32_t inputClass, const PatternUse& use);
    void setHit(uint32_t rule, uint32_t count);
    void readUses(const InputClass& plan);
    void runTemplates();
    void takeCaptures();
    void runEvals();
    void runRegexps();
    RulesResult result();
    void addCompositeHits(std::vector<RuleHit>& hits) const;

    // Evidence of the message last scanned.
    void addEvidence(uint32_t rule, size_t limit, std::vector<Evidence>& found, std::vector<uint8_t>& seen, int depth);
    void addPatternEvidence(uint32_t rule, size_t limit, std::vector<Evidence>& found);
    void addRegexpEvidence(size_t regexp, size_t limit, std::vector<Evidence>& found);
    Evidence evidenceInText(uint32_t classIndex, uint32_t piece, const Match& match);
    void addRspamdEvidence(
        uint32_t rule, size_t limit, std::vector<Evidence>& found, std::vector<uint8_t>& seen, int depth);
    void addEvalEvidence(uint32_t rule, size_t limit, std::vector<Evidence>& found);
    Evidence evidenceOfHint(const EvalHint& hint);
    Evidence evidenceAt(uint32_t inputClass, uint32_t piece, uint64_t offset, uint64_t length);
};

} // namespace assay::rules
