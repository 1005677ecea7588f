// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl rules bench
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/ruleverbs.h"
#include "core/base/file.h"
#include "core/rules/match/benchmatcher.h"

namespace assay::ctl {
namespace {

constexpr uint64_t largestMessage = uint64_t{256} << 20;

constexpr OptionSpec benchOptions[] = {
    rulesOption,
    stockRulesOption,
    {"--rounds", "N", "measure so often and take the median (default 7)", false},
    {"--json", "", "print the numbers as JSON", false},
};

void writeRow(JsonWriter& json, std::string_view name, const rules::BenchRow& row)
{
    json.key(name).beginObject().member("ms", row.milliseconds);
    json.member("pcre_scans", row.stats.pcreScans).member("pcre_bytes", row.stats.pcreBytes);
    json.member("total_bytes", row.stats.totalBytes).member("matches", row.stats.matches);
    json.member("prefilter_hits", row.stats.prefilterHits);
    json.member("prefilter_confirmed", row.stats.prefilterConfirmed).endObject();
}

std::string benchJson(const std::string& file, const rules::RuleSet& set, const rules::BenchResult& result)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.rules_bench/1").member("file", file).member("rules", set.title());
    json.member("input_bytes", result.inputBytes).member("rounds", uint64_t{result.rounds});
    writeRow(json, "pcre_only", result.pcreOnly);
    writeRow(json, "hybrid", result.hybrid);
    json.member("bare_ms", result.bareMilliseconds).member("speed_up", result.speedUp());
    json.member("over_bare", result.overBare()).member("same_counts", result.sameCounts).endObject();
    return json.take();
}

ExitCode runBench(const Arguments& arguments)
{
    if (arguments.operands().size() != 1) {
        complain("rules bench: name one FILE with a message");
        return exitUsage;
    }
    const std::string& file = arguments.operands().front();
    const auto rounds = arguments.number("--rounds", 7, 1, 1000);
    if (!rounds)
        return fail(rounds.error());
    const auto bytes = readFile(file, largestMessage);
    if (!bytes)
        return fail(bytes.error());
    const auto set = loadRuleSet(arguments);
    if (!set)
        return fail(set.error());
    const auto engine = createEngine(arguments, *set);
    if (!engine)
        return fail(engine.error());
    InterruptGuard interrupt;
    if (!(*engine)->matcher()->waitUntilCompiled(RunContext(interrupt.stopToken(), nullptr, 1)))
        return exitInterrupted;
    rules::RulesRun run(*engine);
    std::vector<rules::BenchInput> message;
    for (rules::ClassInputs& inputs : run.classInputs(*bytes))
        message.push_back({inputs.patternClass, std::move(inputs.inputs)});
    const rules::BenchResult result = rules::benchMatcher((*engine)->matcher(), message, *rounds);
    if (arguments.has("--json"))
        writeLine(benchJson(file, **set, result));
    else
        writeOut(rules::benchTable(result));
    return result.sameCounts ? exitDone : exitBadData;
}

} // namespace

Verb rulesBenchVerb()
{
    return Verb{
        "rules", "bench", "FILE", "time the matcher on one message against PCRE2 alone", benchOptions, &runBench};
}

} // namespace assay::ctl
