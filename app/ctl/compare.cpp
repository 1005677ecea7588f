// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl compare, assayctl fusion
#include "app/ctl/caseverbs.h"
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/casefile/case.h"
#include "core/casefile/comparing.h"
#include "core/models/fusion.h"

#include <algorithm>
#include <optional>

namespace assay::ctl {
namespace {

constexpr OptionSpec compareOptions[] = {
    {"--case", "FILE", "the case", false},
    {"--model", "NAME[/VERSION]",
        "2 to 6 times: a model with id, number or alias (current), 'rules', or 'fusion'; the first is the reference",
        true},
    {"--query", "QUERY", "labelled items to compare on; without it those that the reference held out", false},
    {"--with-training-items", "", "keep items that a model learned from, and their near-duplicates", false},
    {"--cost-false-positive", "N", "(1)", false},
    {"--cost-miss", "N", "(5)", false},
    {"--seed", "N", "start of the random numbers (42)", false},
    {"--resamples", "N", "of the bootstrap (2000); 0: no tests, no verdict", false},
    {"--effect", "QUERY", "count the items of a query, labelled or not, that the first two models judge differently",
        false},
    {"--scores", "", "list every item with its scores", false},
    {"--limit", "N", "how many items with different verdicts are listed (100)", false},
    {"--html", "FILE", "write a report, and keep it in the case", false},
    {"--json", "", "one JSON object (the default)", false},
    jobsOption,
};

CompareWhich whichOf(const std::string& text)
{
    const size_t slash = text.find('/');
    return slash == std::string::npos ? CompareWhich{text, {}}
                                      : CompareWhich{text.substr(0, slash), text.substr(slash + 1)};
}

Result<CompareRequest> requestOf(const Arguments& arguments)
{
    CompareRequest request;
    for (const std::string& text : arguments.values("--model"))
        request.models.push_back(whichOf(text));
    request.query = arguments.value("--query").value_or("");
    request.withoutTrainingItems = !arguments.has("--with-training-items");
    const auto falsePositive = arguments.number("--cost-false-positive", 1, 0, 1'000'000);
    const auto miss = arguments.number("--cost-miss", 5, 0, 1'000'000);
    if (!falsePositive || !miss)
        return falsePositive ? miss.error() : falsePositive.error();
    request.costs = {static_cast<double>(*falsePositive), static_cast<double>(*miss)};
    return request;
}

void writeInterval(JsonWriter& json, std::string_view name, const train::Interval& interval)
{
    json.key(name).beginArray().value(interval.low).value(interval.high).endArray();
}

void writeModel(JsonWriter& json, const train::ComparedModel& model)
{
    const train::Evaluation& of = model.evaluation;
    const train::Confusion& at = of.atThreshold;
    json.beginObject().member("title", model.title).member("model", model.model).member("version", model.version);
    json.member("threshold", model.threshold).member("is_probability", model.isProbability);
    json.member("unscored", static_cast<uint64_t>(model.index->unscored())).member("with_defaults", model.defaults);
    json.member("roc_auc", of.rocAuc).member("average_precision", of.averagePrecision);
    json.member("tp", at.tp).member("fp", at.fp).member("fn", at.fn).member("tn", at.tn);
    json.member("precision", at.precision()).member("recall", at.recall()).member("f1", at.f1());
    json.member("fpr", at.falsePositiveRate()).member("cost", of.cost);
    writeInterval(json, "precision_ci95", of.precision);
    writeInterval(json, "recall_ci95", of.recall);
    for (const auto& [name, rate] : {std::pair("recall_at_fpr_0.1%", 0.001), std::pair("recall_at_fpr_1%", 0.01)})
        json.member(name, model.index->at(model.index->thresholdForFalsePositiveRate(rate)).recall());
    if (of.calibration)
        json.member("brier", of.calibration->brier).member("ece10", of.calibration->eceWidth);
    json.endObject();
}

void writePair(JsonWriter& json, const train::ComparisonTests::Pair& pair)
{
    const train::Comparison& found = pair.comparison;
    json.beginObject().member("verdict", train::verdictName(pair.verdict)).key("reasons").beginArray();
    for (const std::string& reason : pair.reasons)
        json.value(reason);
    json.endArray().member("n", found.rows).member("unscored", pair.left);
    json.member("auc_diff", found.deLong.difference).member("delong_p", found.deLong.p);
    json.member("delong_p_corrected", pair.correctedP).member("ap_p_corrected", pair.correctedPrimaryP);
    writeInterval(json, "auc_diff_ci95", found.bootstrap.auc);
    writeInterval(json, "ap_diff_ci95", found.bootstrap.averagePrecision);
    writeInterval(json, "cost_diff_ci95", found.bootstrap.cost);
    json.member("mcnemar_b", found.mcNemar.onlyA).member("mcnemar_c", found.mcNemar.onlyB);
    json.member("mcnemar_mid_p", found.mcNemar.midP).member("recall_loss", found.recallLoss);
    json.member("ks", found.exactKs).member("spearman", found.spearman).endObject();
}

void writeDisagreements(JsonWriter& json, const CaseComparison& comparison, uint64_t limit)
{
    const train::ModelComparison& result = *comparison.result;
    json.key("disagreements").beginArray();
    for (size_t i = 1; i < result.models.size(); ++i) {
        const auto list = train::disagreements(result, 0, i, result.models[0].threshold, result.models[i].threshold,
            train::DisagreementOrder::ByDifference);
        json.beginObject().member("model", result.models[i].title).member("n", static_cast<uint64_t>(list.size()));
        json.key("items").beginArray();
        for (size_t k = 0; k < std::min<size_t>(list.size(), limit); ++k) {
            json.beginObject().member("item", uint64_t{comparison.items[list[k].row].value});
            if (const int label = (*result.labels)[list[k].row]; label <= 1)
                json.member("label", label);
            json.member("a", list[k].a).member("b", list[k].b).member("difference", list[k].difference).endObject();
        }
        json.endArray().endObject();
    }
    json.endArray();
}

void writeScores(JsonWriter& json, const CaseComparison& comparison)
{
    json.key("scores").beginArray();
    for (size_t row = 0; row < comparison.items.size(); ++row) {
        json.beginObject().member("item", uint64_t{comparison.items[row].value});
        json.member("label", int{(*comparison.result->labels)[row]});
        json.key("group").decimalString(comparison.groups[row]);
        json.key("scores").beginArray();
        for (const train::ComparedModel& model : comparison.result->models)
            json.value((*model.scores)[row]);
        json.endArray().endObject();
    }
    json.endArray();
}

void writeEffect(JsonWriter& json, const VerdictChanges& changes)
{
    json.key("effect").beginObject().member("items", changes.items);
    json.member("to_hostile", static_cast<uint64_t>(changes.toHostile.size()));
    json.member("to_harmless", static_cast<uint64_t>(changes.toHarmless.size())).endObject();
}

std::string toJson(const CaseComparison& comparison, const train::ComparisonTests* tests,
    const std::optional<VerdictChanges>& effect, const Arguments& arguments, uint64_t limit)
{
    const train::ModelComparison& result = *comparison.result;
    JsonWriter json;
    json.beginObject().member("schema", "assay.compare/1").member("query", comparison.request.query);
    json.member("n", static_cast<uint64_t>(comparison.items.size())).member("positives", result.positives);
    json.member("negatives", result.negatives).member("set_sha256", comparison.setSha256);
    json.member("overlap", static_cast<uint64_t>(comparison.overlap.size()));
    json.key("notes").beginArray();
    for (const std::string& note : comparison.notes)
        json.value(note);
    json.endArray().key("models").beginArray();
    for (const train::ComparedModel& model : result.models)
        writeModel(json, model);
    json.endArray().key("slices").beginArray();
    for (const train::SliceMetric& slice : result.slices) {
        json.beginObject().member("kind", slice.kind).member("value", slice.value).member("n", slice.rows);
        json.member("positives", slice.positives).key("average_precision").beginArray();
        for (const double value : slice.averagePrecision)
            json.value(value);
        json.endArray().endObject();
    }
    json.endArray();
    if (tests) {
        json.key("tests").beginArray();
        for (const auto& pair : tests->pairs)
            writePair(json, pair);
        json.endArray();
    }
    if (effect)
        writeEffect(json, *effect);
    writeDisagreements(json, comparison, limit);
    if (arguments.has("--scores"))
        writeScores(json, comparison);
    return json.endObject().take();
}

Result<void> writeReport(Case& work, const CaseComparison& comparison, const train::ComparisonTests* tests,
    const std::string& file, const RunContext& context)
{
    const auto html = work.comparisonReport(comparison, tests, context);
    if (!html)
        return html.error();
    const auto written = writeFileAtomically(file, *html);
    if (!written)
        return written;
    if (work.isReadOnly())
        return {};
    const auto saved = work.saveComparison(comparison, *html);
    return saved ? Result<void>() : Result<void>(saved.error());
}

// What the options ask for.
struct Asked
{
    CompareRequest request;
    train::ComparisonOptions options;
    unsigned threads = 1;
    uint64_t limit = 0;
};

Result<Asked> askedComparison(const Arguments& arguments)
{
    auto request = requestOf(arguments);
    const auto threads = jobCount(arguments);
    const auto seed = arguments.number("--seed", 42, 0, UINT64_MAX);
    const auto resamples = arguments.number("--resamples", 2000, 0, 100'000);
    const auto limit = arguments.number("--limit", 100, 0, UINT32_MAX);
    if (!request || !threads)
        return !request ? request.error() : threads.error();
    if (!seed || !resamples || !limit)
        return !seed ? seed.error() : !resamples ? resamples.error() : limit.error();
    Asked asked{std::move(*request), {}, *threads, *limit};
    asked.options.bootstrap.seed = *seed;
    asked.options.bootstrap.resamples = static_cast<uint32_t>(*resamples);
    return asked;
}

// Compares, writes the report when one is asked for, and gives the answer as JSON.
Result<std::string> compareIn(Case& work, const Asked& asked, const Arguments& arguments, const RunContext& context)
{
    const auto comparison = work.compare(asked.request, context);
    if (!comparison)
        return comparison.error();
    std::optional<train::ComparisonTests> tests;
    if (asked.options.bootstrap.resamples > 0) {
        auto tested = work.testComparison(*comparison, asked.options, context);
        if (!tested)
            return tested.error();
        tests = std::move(*tested);
    }
    const train::ComparisonTests* found = tests ? &*tests : nullptr;
    if (const auto html = arguments.value("--html")) {
        const auto written = writeReport(work, *comparison, found, *html, context);
        if (!written)
            return written.error();
    }
    std::optional<VerdictChanges> effect;
    if (const auto query = arguments.value("--effect")) {
        auto changes = work.verdictChanges(asked.request.models[0], asked.request.models[1], *query, context);
        if (!changes)
            return changes.error();
        effect = std::move(*changes);
    }
    return toJson(*comparison, found, effect, arguments, asked.limit);
}

ExitCode runCompare(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || !arguments.operands().empty()) {
        complain("compare: --case FILE and two or more --model are needed");
        return exitUsage;
    }
    const auto asked = askedComparison(arguments);
    if (!asked)
        return fail(asked.error());
    auto work = Case::open(*file, arguments.has("--html") ? CaseMode::ReadWrite : CaseMode::ReadOnly);
    if (!work)
        return fail(work.error());
    InterruptGuard interrupt;
    const auto answer =
        compareIn(**work, *asked, arguments, RunContext(interrupt.stopToken(), nullptr, asked->threads));
    if (!answer)
        return fail(answer.error());
    writeLine(*answer);
    return exitDone;
}

constexpr OptionSpec fusionOptions[] = {
    {"--case", "FILE", "the case", false},
    {"--query", "QUERY", "labelled items to learn from; items that a current model learned from are left out", false},
    {"--forget", "", "back to fixed weights", false},
    jobsOption,
};

ExitCode runFusion(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || !arguments.operands().empty()) {
        complain("fusion: --case FILE is needed");
        return exitUsage;
    }
    const auto threads = jobCount(arguments);
    if (!threads)
        return fail(threads.error());
    auto work = Case::open(*file, CaseMode::ReadWriteOnly);
    if (!work)
        return fail(work.error());
    if (arguments.has("--forget")) {
        const auto done = (*work)->forgetFusion();
        return done ? exitDone : fail(done.error());
    }
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *threads);
    const auto report = (*work)->learnFusion(arguments.value("--query").value_or(""), context);
    if (!report)
        return fail(report.error());
    JsonWriter json;
    json.beginObject().member("schema", "assay.fusion/1").member("learned", report->isLearned);
    json.member("n", report->rows).member("positives", report->positives);
    if (report->test) {
        json.key("test");
        writePair(json, *report->test);
    }
    json.key("reasons").beginArray();
    for (const std::string& reason : report->reasons)
        json.value(reason);
    writeLine(json.endArray().endObject().take());
    return exitDone;
}

} // namespace

Verb compareVerb()
{
    return {"compare", "", "", "compare models on the same labelled items of a case", compareOptions, runCompare};
}

Verb fusionVerb()
{
    return {
        "fusion", "", "", "learn from labelled items how models and rules become one risk", fusionOptions, runFusion};
}

} // namespace assay::ctl
