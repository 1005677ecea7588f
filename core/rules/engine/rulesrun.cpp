// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/engine/rundata.h"
#include "core/rules/rspamd/composites.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace assay::rules {

RulesRun::Data::Data(std::shared_ptr<const RulesEngine> engineToRun)
    : engine(std::move(engineToRun))
    , plan(engine->m_data->plan)
    , rules(engine->ruleSet().data())
    , matcherRun(engine->matcher())
    , inputs(plan)
    , counts(rules.details.size(), 0)
    , values(plan.readyAtStart.size(), 0)
    , ready(plan.readyAtStart)
    , filled(plan.templates.size())
    , rspamd(plan.rspamd)
    , traffic(rules.traffic, plan.traffic, rules.rules)
    , regexpValues(rules.regexps.size(), 0)
    , hitLast(rules.rules.size(), 0)
{
}

RulesRun::RulesRun(std::shared_ptr<const RulesEngine> engine)
    : m_data(std::make_unique<Data>(std::move(engine)))
{
}

RulesRun::~RulesRun() = default;
RulesRun::RulesRun(RulesRun&&) noexcept = default;

const MatchStats& RulesRun::matchStats() const
{
    return m_data->matcherRun.stats();
}

std::vector<ClassInputs> RulesRun::classInputs(std::string_view bytes)
{
    Data& data = *m_data;
    data.message.emplace(bytes, data.rules.viewTables);
    data.inputs.begin(*data.message);
    std::vector<ClassInputs> all;
    for (uint32_t i = 0; i < data.plan.classes.size(); ++i) {
        const InputClass& inputClass = data.plan.classes[i];
        const bool isScanned =
            !inputClass.id.isNone() && (inputClass.kind != InputKind::Header || data.inputs.isPresent(i));
        const std::span<const std::string_view> texts = data.inputs.of(i);
        if (isScanned && !texts.empty())
            all.push_back({inputClass.id, {texts.begin(), texts.end()}});
    }
    return all;
}

RulesResult RulesRun::scan(std::string_view bytes)
{
    Data& data = *m_data;
    std::fill(data.counts.begin(), data.counts.end(), 0);
    std::fill(data.values.begin(), data.values.end(), 0);
    data.ready = data.plan.readyAtStart;
    data.captures.clear();
    data.traffic.forget();
    data.message.emplace(bytes, data.rules.viewTables);
    data.inputs.begin(*data.message);
    data.matcherRun.beginMessage();
    for (uint32_t i = 0; i < data.plan.classes.size(); ++i)
        data.scanClass(i);
    data.runTemplates();
    data.runEvals();
    data.plan.metas.run(data.values, data.ready);
    data.runRegexps();
    return data.result();
}

RulesResult RulesRun::scan(const traffic::RequestSet& set)
{
    Data& data = *m_data;
    data.message.reset();
    data.traffic.scan(set, data.matcherRun);
    RulesResult result;
    data.traffic.addHits(result.hits);
    for (const RuleHit& hit : result.hits)
        result.score += hit.score;
    result.score = std::round(result.score * 1000) / 1000;
    return result;
}

// A rule counts its hits when its flags say so; any other rule is worth 1 however often it hit.
void RulesRun::Data::setHit(uint32_t rule, uint32_t count)
{
    if (count == 0)
        return;
    counts[rule] = count;
    values[rule] = rules.details[rule].isMultiple ? count : 1;
}

void RulesRun::Data::readUses(const InputClass& inputClass)
{
    for (const PatternUse& use : inputClass.uses)
        setHit(use.rule, matcherRun.count(use.pattern));
    for (const PatternUse& use : inputClass.negated)
        setHit(use.rule, matcherRun.count(use.pattern) == 0 ? 1 : 0);
}

void RulesRun::Data::scanClass(uint32_t index)
{
    const InputClass& inputClass = plan.classes[index];
    if (inputClass.kind == InputKind::Header)
        return scanHeaderClass(index, inputClass);
    matcherRun.scan(inputClass.id, inputs.of(index));
    if (inputClass.kind == InputKind::MimeHeader)
        return scanMimeClass(index, inputClass);
    readUses(inputClass);
}

void RulesRun::Data::scanHeaderClass(uint32_t index, const InputClass& inputClass)
{
    if (!inputs.isPresent(index)) {
        for (const uint32_t rule : inputClass.onAbsent)
            setHit(rule, 1);
        return;
    }
    for (const uint32_t rule : inputClass.exists)
        setHit(rule, 1);
    if (inputClass.id.isNone())
        return;
    matcherRun.scan(inputClass.id, inputs.of(index));
    readUses(inputClass);
}

// One text a part; parts without the header count as the if-unset text.
void RulesRun::Data::scanMimeClass(uint32_t index, const InputClass& inputClass)
{
    const bool isAbsentSomewhere = inputs.mimePieces(index).size() < message->parts().size();
    const auto hitsAbsent = [&](uint32_t rule) {
        return std::find(inputClass.onAbsent.begin(), inputClass.onAbsent.end(), rule) != inputClass.onAbsent.end();
    };
    for (const PatternUse& use : inputClass.uses) {
        const uint32_t count = matcherRun.count(use.pattern);
        setHit(use.rule, count > 0 ? count : isAbsentSomewhere && hitsAbsent(use.rule) ? 1 : 0);
    }
    for (const PatternUse& use : inputClass.negated)
        setHit(use.rule, matcherRun.count(use.pattern) == 0 && (!isAbsentSomewhere || hitsAbsent(use.rule)) ? 1 : 0);
    for (const PatternUse& use : inputClass.mimeSpecial)
        setHit(use.rule, countMimeSpecial(index, use));
}

// The first part with a match decides; its matches count up to the limit. With `concat` all parts are one text.
uint32_t RulesRun::Data::countMimeSpecial(uint32_t index, const PatternUse& use)
{
    const RuleDetail& detail = rules.details[use.rule];
    const std::vector<Piece>& pieces = inputs.mimePieces(index);
    const size_t limit = detail.maxHits ? detail.maxHits : detail.isMultiple ? 1000 : 1;
    const std::string unset = detail.ifUnset.value_or("");
    std::string joined;
    size_t next = 0;
    for (uint32_t number = 1; number <= std::min<size_t>(detail.lastPart, message->parts().size()); ++number) {
        while (next < pieces.size() && pieces[next].part + 1 < static_cast<int>(number))
            ++next;
        if (number < detail.firstPart)
            continue;
        const bool isPresent = next < pieces.size() && pieces[next].part + 1 == static_cast<int>(number);
        const std::string& text = isPresent ? pieces[next].text : unset;
        if (detail.isConcat) {
            joined += text;
            if (text.empty() || text.back() != '\n')
                joined += '\n';
            continue;
        }
        if (const size_t found = matcherRun.find(use.pattern, text, limit).size())
            return detail.isNegated ? 0 : static_cast<uint32_t>(found);
    }
    const size_t found = detail.isConcat ? matcherRun.find(use.pattern, joined, limit).size() : 0;
    if (detail.isNegated)
        return found == 0;
    return static_cast<uint32_t>(found);
}

void RulesRun::Data::takeCaptures()
{
    for (const CaptureRule& rule : plan.captures) {
        const RuleDetail& detail = rules.details[rule.rule];
        size_t wanted = !detail.isMultiple ? 1 : detail.maxHits ? detail.maxHits : 1000;
        std::vector<Match> matches;
        if (counts[rule.rule] == 0)
            continue;
        for (const std::string_view text : inputs.of(rule.inputClass)) {
            for (Match& match : matcherRun.find(rule.pattern, text, wanted))
                matches.push_back(std::move(match));
            if (matches.size() >= wanted)
                break;
        }
        captures.take(matches);
    }
}

void RulesRun::Data::runTemplates()
{
    if (plan.templates.empty())
        return;
    takeCaptures();
    for (size_t i = 0; i < plan.templates.size(); ++i) {
        const TemplateRule& rule = plan.templates[i];
        const RuleDetail& detail = rules.details[rule.rule];
        filled[i].reset();
        const bool hasNames = std::all_of(detail.templates.begin(), detail.templates.end(),
            [&](const std::string& name) { return captures.alternatives(name).has_value(); });
        if (!hasNames)
            continue;
        ready[rule.rule] = 1;
        if (!rule.guard.isNone() && matcherRun.count(rule.guard) == 0)
            continue;
        const SinglePattern* pattern = filled[i].fill(detail, rules.rules[rule.rule].name, captures);
        if (!pattern)
            continue;
        const size_t limit = !detail.isMultiple ? 1 : detail.maxHits ? detail.maxHits : 100'000;
        size_t found = 0;
        for (const std::string_view text : inputs.of(rule.inputClass)) {
            if (found < limit)
                found += pattern->find(text, limit - found).size();
        }
        setHit(rule.rule, detail.isNegated ? found == 0 : static_cast<uint32_t>(found));
    }
}

void RulesRun::Data::runEvals()
{
    const int64_t now =
        engine->m_data->options.now ? engine->m_data->options.now : static_cast<int64_t>(std::time(nullptr));
    EvalContext context(*message, rules.viewTables, rules.evalTables, now);
    for (const EvalRule& eval : plan.evals) {
        const double value = eval.call.run(context);
        if (value == 0)
            continue;
        counts[eval.rule] = 1;
        values[eval.rule] = value > 0 ? value : 1;
    }
}

void RulesRun::Data::runRegexps()
{
    if (rules.regexps.empty())
        return;
    rspamd.begin(*message);
    for (size_t i = 0; i < rules.regexps.size(); ++i)
        regexpValues[i] = rules.rules[rules.regexps[i].rule].enabled ? rspamd.value(i, matcherRun) : 0;
}

// Composites see every hit so far; what they take away leaves the list, or stays in it without a score.
void RulesRun::Data::addCompositeHits(std::vector<RuleHit>& hits) const
{
    std::vector<CompositeSymbol> symbols(rules.rules.size());
    std::vector<RuleHit> byRule(rules.rules.size());
    for (size_t i = 0; i < symbols.size(); ++i) {
        symbols[i].name = rules.rules[i].name;
        symbols[i].group = rules.rules[i].group;
        byRule[i].rule = RuleId{static_cast<uint32_t>(i)};
        byRule[i].count = 1;
        byRule[i].value = 1;
    }
    for (const RuleHit& hit : hits) {
        byRule[hit.rule.value] = hit;
        symbols[hit.rule.value].present = true;
        symbols[hit.rule.value].score = hit.score;
    }
    const auto find = [&](std::string_view name) -> size_t {
        const auto found = rules.byName.find(name);
        return found == rules.byName.end() ? symbols.size() : found->second;
    };
    applyComposites(
        rules.composites, symbols, [&](uint32_t rule) { return rules.rules[rule].score; }, find);
    hits.clear();
    for (size_t i = 0; i < symbols.size(); ++i) {
        if (!symbols[i].present)
            continue;
        byRule[i].score = symbols[i].score;
        hits.push_back(byRule[i]);
    }
}

RulesResult RulesRun::Data::result()
{
    RulesResult result;
    for (uint32_t i = 0; i < rules.details.size(); ++i) {
        if (values[i] == 0)
            continue;
        const Rule& rule = rules.rules[i];
        const bool isPattern = rule.type != RuleType::Meta && rule.type != RuleType::Eval;
        RuleHit hit;
        hit.rule = RuleId{i};
        hit.count = isPattern ? std::max(counts[i], 1U) : 1;
        hit.value = values[i];
        if (rule.name.compare(0, 2, "__") != 0)
            hit.score = isPattern && rules.details[i].isMultiple ? rule.score * hit.count : rule.score;
        result.hits.push_back(hit);
    }
    for (size_t i = 0; i < rules.regexps.size(); ++i) {
        if (regexpValues[i] == 0)
            continue;
        const uint32_t rule = rules.regexps[i].rule;
        const auto count = static_cast<uint32_t>(std::clamp(regexpValues[i], 1.0, 1e9));
        result.hits.push_back({RuleId{rule}, count, rules.rules[rule].score * regexpValues[i], regexpValues[i]});
    }
    if (!rules.composites.empty())
        addCompositeHits(result.hits);
    std::sort(result.hits.begin(), result.hits.end(),
        [](const RuleHit& a, const RuleHit& b) { return a.rule.value < b.rule.value; });
    double sum = 0;
    std::fill(hitLast.begin(), hitLast.end(), 0);
    for (const RuleHit& hit : result.hits) {
        sum += hit.score;
        hitLast[hit.rule.value] = 1;
    }
    result.score = std::round(sum * 1000) / 1000;
    return result;
}

} // namespace assay::rules
