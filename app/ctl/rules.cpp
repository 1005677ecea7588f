// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl rules list, assayctl rules test
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/itemjson.h"
#include "app/ctl/ruleverbs.h"
#include "app/ctl/scaninputs.h"
#include "app/ctl/trafficoptions.h"
#include "core/rules/rulesengine.h"
#include "core/traffic/requestset.h"

#include <algorithm>
#include <cstdio>

namespace assay::ctl {
namespace {

using rules::Engine;
using rules::Evidence;
using rules::PatternInfo;
using rules::Rule;
using rules::RuleProblem;
using rules::RulesEngine;
using rules::RuleSet;

constexpr OptionSpec jsonlOption{"--jsonl", "", "one JSON object a line", false};
constexpr OptionSpec noWaitOption{
    "--no-wait", "", "do not wait until every pattern has its engine; those that wait are shown as pcre", false};
constexpr OptionSpec ruleOption{"--rule", "NAME", "the rule to test; repeatable, default: every rule", true};

std::string_view engineName(Engine engine)
{
    switch (engine) {
    case Engine::Hyperscan:
        return "hyperscan";
    case Engine::Prefilter:
        return "prefilter";
    case Engine::Pcre:
        return "pcre";
    case Engine::None:
        break;
    }
    return "none";
}

// Why a rule does not run; empty when it does.
std::string whyDisabled(const Rule& rule, const PatternInfo& info)
{
    if (!rule.enabled)
        return rule.reason.empty() ? "switched off" : rule.reason;
    return info.engine == Engine::None ? info.reason : std::string();
}

void writeRule(JsonWriter& json, const Rule& rule, const PatternInfo& info)
{
    const std::string reason = whyDisabled(rule, info);
    json.clear();
    json.beginObject().member("schema", "assay.rule/1").member("rule", rule.name);
    json.member("type", rules::ruleTypeName(rule.type)).member("target", rule.target);
    json.member("expression", rule.expression).member("flags", rule.flags).member("score", rule.score);
    json.member("description", rule.description).member("group", rule.group);
    json.key("tflags").beginArray();
    for (const std::string& flag : rule.tflags)
        json.value(flag);
    json.endArray();
    json.member("priority", rule.priority).member("engine", engineName(info.engine));
    if (info.engine == Engine::Prefilter || info.engine == Engine::Pcre)
        json.member("engine_reason", info.reason);
    json.member("enabled", reason.empty());
    if (!reason.empty())
        json.member("reason", reason);
    json.member("file", rule.file).member("line", uint64_t{rule.line}).endObject();
}

void writeProblem(JsonWriter& json, const RuleProblem& problem)
{
    json.clear();
    json.beginObject().member("schema", "assay.rule_problem/1").member("file", problem.file);
    json.member("line", uint64_t{problem.line}).member("column", uint64_t{problem.column}).member("rule", problem.rule);
    json.member("reason", problem.reason).member("severity", problem.isError ? "error" : "warning").endObject();
}

std::string problemText(const RuleProblem& problem)
{
    std::string text = problem.file + ":" + std::to_string(problem.line);
    if (problem.column)
        text += ":" + std::to_string(problem.column);
    text += problem.isError ? ": " : ": warning: ";
    return text + (problem.rule.empty() ? "" : problem.rule + ": ") + problem.reason;
}

std::string padded(std::string_view text, size_t width)
{
    std::string cell(text);
    cell.resize(std::max(cell.size() + 1, width), ' ');
    return cell;
}

void writeTableRow(const Rule& rule, const PatternInfo& info)
{
    char score[32];
    std::snprintf(score, sizeof score, "%.3f", rule.score);
    const std::string reason = whyDisabled(rule, info);
    writeLine(padded(rule.name, 36) + padded(rules::ruleTypeName(rule.type), 11) + padded(score, 9)
        + padded(engineName(info.engine), 10) + (reason.empty() ? rule.description : "off: " + reason));
}

ExitCode runList(const Arguments& arguments)
{
    const auto set = loadRuleSet(arguments);
    if (!set)
        return fail(set.error());
    const auto engine = createEngine(arguments, *set);
    if (!engine)
        return fail(engine.error());
    InterruptGuard interrupt;
    if (!arguments.has("--no-wait")
        && !(*engine)->matcher()->waitUntilCompiled(RunContext(interrupt.stopToken(), nullptr, 1)))
        return exitInterrupted;
    JsonWriter json;
    for (uint32_t i = 0; i < (*set)->rules().size(); ++i) {
        const RuleId id{i};
        const PatternInfo info = (*engine)->patternInfo(id);
        if (!arguments.has("--jsonl")) {
            writeTableRow((*set)->rule(id), info);
            continue;
        }
        writeRule(json, (*set)->rule(id), info);
        writeLine(json.text());
    }
    bool anyError = false;
    for (const RuleProblem& problem : (*set)->problems()) {
        anyError = anyError || problem.isError;
        complain(problemText(problem));
        if (arguments.has("--jsonl")) {
            writeProblem(json, problem);
            writeLine(json.text());
        }
    }
    return anyError ? exitSomeFailed : exitDone;
}

// Prints what the chosen rules found in one message.
class MatchPrinter
{
public:
    MatchPrinter(const RuleSet& set, std::vector<RuleId> wanted, bool jsonl)
        : m_set(set)
        , m_wanted(std::move(wanted))
        , m_jsonl(jsonl)
    {
    }

    bool anyHit() const { return m_anyHit; }

    void print(const ItemName& item, const rules::RulesResult& result, rules::RulesRun& run)
    {
        for (const rules::RuleHit& hit : result.hits) {
            if (!m_wanted.empty() && std::find(m_wanted.begin(), m_wanted.end(), hit.rule) == m_wanted.end())
                continue;
            m_anyHit = true;
            const std::vector<Evidence> places = run.evidence(hit.rule);
            m_jsonl ? printJson(item, hit, places) : printText(item, hit, places);
        }
    }

private:
    void printText(const ItemName& item, const rules::RuleHit& hit, const std::vector<Evidence>& places) const
    {
        writeLine(item.source + (item.item.empty() ? "" : " " + item.item) + ": " + m_set.rule(hit.rule).name + " hit "
            + std::to_string(hit.count) + (hit.count == 1 ? " time" : " times"));
        for (const Evidence& place : places) {
            std::string line = "  " + std::string(rules::whereName(place.where));
            if (!place.header.empty())
                line += " " + place.header;
            if (!place.part.empty())
                line += " part " + place.part;
            line += " at " + std::to_string(place.offset) + "+" + std::to_string(place.length);
            if (place.raw.why == rules::Unmapped::None)
                line += " (byte " + std::to_string(place.raw.offset) + ")";
            writeLine(line + ": " + toValidUtf8(place.text));
        }
    }

    void printJson(const ItemName& item, const rules::RuleHit& hit, const std::vector<Evidence>& places)
    {
        m_json.clear();
        m_json.beginObject()
            .member("schema", "assay.rule_hit/1")
            .member("source", item.source)
            .member("item", item.item);
        m_json.member("rule", m_set.rule(hit.rule).name)
            .member("count", uint64_t{hit.count})
            .member("score", hit.score);
        m_json.key("matches").beginArray();
        for (const Evidence& place : places) {
            m_json.beginObject().member("part", place.part).member("where", rules::whereName(place.where));
            m_json.member("header", place.header).member("offset", place.offset).member("length", place.length);
            m_json.key("raw_offset");
            if (place.raw.why == rules::Unmapped::None)
                m_json.decimalString(place.raw.offset);
            else
                m_json.null();
            m_json.member("text", place.text).endObject();
        }
        m_json.endArray().endObject();
        writeLine(m_json.text());
    }

    const RuleSet& m_set;
    std::vector<RuleId> m_wanted;
    bool m_jsonl;
    bool m_anyHit = false;
    JsonWriter m_json;
};

Result<std::vector<RuleId>> wantedRules(const Arguments& arguments, const RuleSet& set)
{
    std::vector<RuleId> wanted;
    for (const std::string& name : arguments.values("--rule")) {
        const RuleId id = set.find(name);
        if (id.isNone())
            return Error{ErrorCode::BadArgument, name, "the rule files do not define it"};
        wanted.push_back(id);
    }
    return wanted;
}

void testItem(const LoadedItem& item, const ItemName& name, rules::RulesRun& run, MatchPrinter& printer)
{
    if (item.kind == ItemKind::Message)
        return printer.print(name, run.scan(item.bytes), run);
    const auto set = traffic::RequestSet::parse(item.bytes);
    if (!set) {
        fail(set.error());
        return;
    }
    printer.print(name, run.scan(*set), run);
}

// Scans the operands in order; returns how many items or inputs could not be read.
uint64_t testInputs(ScanInputs& inputs, rules::RulesRun& run, MatchPrinter& printer)
{
    uint64_t failed = 0;
    for (;;) {
        LoadedItem item;
        if (!inputs.next(item))
            break;
        inputs.visitThroughNextItem([&](const ScanEvent& event) {
            if (event.kind == ScanEvent::Kind::SourceFailed)
                fail(*event.error);
            if (event.kind != ScanEvent::Kind::Item)
                return;
            if (item.error) {
                fail(*item.error);
                ++failed;
                return;
            }
            testItem(item, itemName(*event.source, *event.container, event.record), run, printer);
        });
    }
    inputs.visitRest([&](const ScanEvent& event) {
        if (event.kind == ScanEvent::Kind::SourceFailed)
            fail(*event.error);
    });
    return failed + inputs.failedSources();
}

ExitCode runTest(const Arguments& arguments)
{
    if (arguments.operands().empty()) {
        complain("rules test: name at least one FILE, or - for standard input");
        return exitUsage;
    }
    const auto set = loadRuleSet(arguments);
    if (!set)
        return fail(set.error());
    const auto wanted = wantedRules(arguments, **set);
    if (!wanted)
        return fail(wanted.error());
    const auto traffic = trafficOptions(arguments);
    if (!traffic)
        return fail(traffic.error());
    for (const RuleProblem& problem : (*set)->problems())
        complain(problemText(problem));
    const auto engine = createEngine(arguments, *set);
    if (!engine)
        return fail(engine.error());
    InterruptGuard interrupt;
    rules::RulesRun run(*engine);
    MatchPrinter printer(**set, *wanted, arguments.has("--jsonl"));
    ScanInputs inputs(arguments.operands(), *traffic, RunContext(interrupt.stopToken(), nullptr, 1));
    const uint64_t failed = testInputs(inputs, run, printer);
    if (interrupt.wasInterrupted())
        return exitInterrupted;
    if (failed > 0)
        return exitSomeFailed;
    return printer.anyHit() ? exitDone : exitNoMatch;
}

constexpr OptionSpec listOptions[] = {rulesOption, stockRulesOption, noHyperscanOption, noWaitOption, jsonlOption};
constexpr OptionSpec testOptions[] = {rulesOption, stockRulesOption, ruleOption, noHyperscanOption, logFormatOption,
    logPatternOption, logHostOption, bucketOption, jsonlOption};

} // namespace

Result<std::shared_ptr<const rules::RuleSet>> loadRuleSet(const Arguments& arguments)
{
    const auto options = detectorOptions(arguments);
    if (!options)
        return options.error();
    switch (options->ruleSet) {
    case RuleSetChoice::Stock:
        return RuleSet::loadStock();
    case RuleSetChoice::Files:
        return RuleSet::load(options->ruleFiles);
    default:
        return RuleSet::loadBuiltIn();
    }
}

Result<std::shared_ptr<const rules::RulesEngine>> createEngine(
    const Arguments& arguments, std::shared_ptr<const rules::RuleSet> set)
{
    const auto options = detectorOptions(arguments);
    if (!options)
        return options.error();
    return RulesEngine::create(std::move(set), options->engine);
}

Verb rulesListVerb()
{
    return Verb{"rules", "list", "", "list the rules of rule files and what is wrong with them", listOptions, &runList};
}

Verb rulesTestVerb()
{
    return Verb{"rules", "test", "FILE...", "print the places where rules match", testOptions, &runTest};
}

} // namespace assay::ctl
