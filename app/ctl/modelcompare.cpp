// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl model compare
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/modeljson.h"
#include "app/ctl/modelverbs.h"
#include "core/models/csvtable.h"
#include "core/models/modeldir.h"
#include "core/train/comparison.h"
#include "core/train/kinds.h"

#include <algorithm>

namespace assay::ctl {
namespace {

using models::Matrix;
using train::Comparison;
using train::Confusion;
using train::Evaluation;
using train::Interval;

constexpr OptionSpec compareOptions[] = {
    {"--scores", "FILE", "a table with the columns label, a, b and, if rows belong together, group", false},
    {"--label", "COLUMN", "the column with labels of 0 and 1 (label)", false},
    {"--seed", "N", "start of the random numbers (42)", false},
    {"--limit", "N", "how many rows with different decisions are listed (1000)", false},
    {"--json", "", "one JSON object (the default)", false},
    jobsOption,
};

struct Input
{
    std::vector<double> a, b;
    std::vector<uint8_t> labels;
    std::vector<uint64_t> groups;
};

// Equal numbers are one group; a missing one is a group of its own.
std::vector<uint64_t> groupsOf(const std::vector<double>& column)
{
    std::vector<double> values = column;
    values.erase(std::remove_if(values.begin(), values.end(), models::isMissing), values.end());
    std::sort(values.begin(), values.end());
    std::vector<uint64_t> groups;
    for (size_t row = 0; row < column.size(); ++row) {
        const auto place = std::lower_bound(values.begin(), values.end(), column[row]) - values.begin();
        groups.push_back(models::isMissing(column[row]) ? values.size() + row : static_cast<uint64_t>(place));
    }
    return groups;
}

Result<Input> inputFromScores(const std::string& path, const std::string& label)
{
    auto table = models::readCsvTable(path);
    if (!table)
        return table.error();
    Input input;
    auto labels = takeLabels(*table, label);
    if (!labels)
        return labels.error();
    input.labels = std::move(*labels);
    for (const auto& [name, target] : {std::pair("a", &input.a), std::pair("b", &input.b)}) {
        const size_t column = models::findColumn(*table, name);
        if (column == std::string::npos)
            return Error{ErrorCode::BadData, path, std::string("no column '") + name + "'"};
        *target = table->column(column);
    }
    if (const size_t column = models::findColumn(*table, "group"); column != std::string::npos)
        input.groups = groupsOf(table->column(column));
    return input;
}

Result<std::vector<double>> scoresOf(const std::string& dir, const Matrix& table, const RunContext& context)
{
    const auto stored = models::loadModelDir(dir, train::modelKinds());
    if (!stored)
        return stored.error();
    return stored->model->score(models::selectColumns(table, stored->model->features()), context);
}

Result<Input> inputFromModels(
    const std::vector<std::string>& operands, const std::string& label, const RunContext& context)
{
    auto table = models::readCsvTable(operands[2]);
    if (!table)
        return table.error();
    Input input;
    auto labels = takeLabels(*table, label);
    if (!labels)
        return labels.error();
    input.labels = std::move(*labels);
    auto a = scoresOf(operands[0], *table, context);
    auto b = scoresOf(operands[1], *table, context);
    if (!a || !b)
        return a ? b.error() : a.error();
    input.a = std::move(*a);
    input.b = std::move(*b);
    return input;
}

void writeInterval(JsonWriter& json, std::string_view name, const Interval& interval)
{
    json.key(name).beginArray().value(interval.low).value(interval.high).endArray();
}

void writeConfusion(JsonWriter& json, const Evaluation& of)
{
    const Confusion& at = of.atThreshold;
    json.key("at_half").beginObject().member("t", at.threshold);
    json.member("tp", at.tp).member("fp", at.fp).member("fn", at.fn).member("tn", at.tn);
    json.member("precision", at.precision()).member("recall", at.recall()).member("f1", at.f1());
    json.member("fpr", at.falsePositiveRate()).member("mcc", at.mcc()).member("accuracy", at.accuracy());
    json.member("cost_1_5", of.cost);
    writeInterval(json, "precision_ci95", of.precision);
    writeInterval(json, "recall_ci95", of.recall);
    json.endObject();
}

void writeBins(JsonWriter& json, std::string_view name, const std::vector<train::CalibrationMetrics::Bin>& bins)
{
    json.key(name).beginArray();
    for (const auto& bin : bins) {
        json.beginObject().member("n", bin.rows).member("score", bin.meanScore);
        json.member("label", bin.meanLabel).endObject();
    }
    json.endArray();
}

void writeEvaluation(JsonWriter& json, std::string_view name, const Evaluation& of)
{
    json.key(name).beginObject();
    writeConfusion(json, of);
    json.member("roc_auc", of.rocAuc).member("average_precision", of.averagePrecision);
    if (of.calibration) {
        json.member("brier", of.calibration->brier).member("logloss", of.calibration->logLoss);
        json.member("brier_skill", of.calibration->brierSkill);
        json.member("ece10_width", of.calibration->eceWidth).member("mce10_width", of.calibration->mceWidth);
        json.member("ece10_mass", of.calibration->eceMass);
        writeBins(json, "bins_width", of.calibration->widthBins);
        writeBins(json, "bins_mass", of.calibration->massBins);
    }
    json.key("best_cost").beginObject().member("threshold", of.best.cheapest.threshold);
    json.member("cost_1_5", of.best.cost);
    writeInterval(json, "plateau", of.best.plateau);
    json.endObject();
    json.key("best_f1").beginObject().member("threshold", of.best.bestF1.threshold);
    json.member("f1", of.best.bestF1.f1()).endObject().endObject();
}

void writeTests(JsonWriter& json, const Comparison& found)
{
    const train::McNemar& m = found.mcNemar;
    json.key("mcnemar_at_half").beginObject().member("b", m.onlyA).member("c", m.onlyB);
    json.member("exact_p", m.exactP).member("mid_p", m.midP);
    json.member("chi2_cc", m.chiSquared).member("p_cc", m.chiSquaredP).endObject();
    const train::DeLong& d = found.deLong;
    json.key("delong").beginObject().member("auc_a", d.aucA).member("auc_b", d.aucB);
    json.member("var_a", d.varianceA).member("var_b", d.varianceB).member("cov", d.covariance);
    json.member("diff", d.difference).member("se", d.standardError).member("z", d.z).member("p", d.p);
    writeInterval(json, "ci95", d.interval);
    json.endObject();
    const train::Bootstrap& b = found.bootstrap;
    json.key("bootstrap_" + std::to_string(b.resamples)).beginObject();
    writeInterval(json, "auc_diff_ci95", b.auc);
    writeInterval(json, "ap_diff_ci95", b.averagePrecision);
    writeInterval(json, "brier_diff_ci95", b.brier);
    writeInterval(json, "f1_diff_ci95", b.f1);
    writeInterval(json, "cost_diff_ci95", b.cost);
    json.member("auc_diff_se", b.aucStandardError).endObject();
}

void writeRows(JsonWriter& json, std::string_view name, const std::vector<size_t>& rows, size_t most)
{
    json.key(name).beginArray();
    for (size_t i = 0; i < std::min(rows.size(), most); ++i)
        json.value(static_cast<uint64_t>(rows[i]));
    json.endArray();
}

void writeDisagreements(JsonWriter& json, const Comparison& found, const Input& input, size_t limit)
{
    json.key("disagree_at_half").beginObject();
    json.member("n", static_cast<uint64_t>(found.disagreements.size()));
    writeRows(json, "first10_rows", found.disagreements, 10);
    writeRows(json, "top10_by_gap", found.byGap, 10);
    json.endObject();
    json.key("disagreements").beginArray();
    for (size_t i = 0; i < std::min(found.byGap.size(), limit); ++i) {
        const size_t row = found.byGap[i];
        const bool aIsRight = (input.a[row] >= found.a.atThreshold.threshold) == (input.labels[row] != 0);
        json.beginObject().member("row", static_cast<uint64_t>(row)).member("label", int{input.labels[row]});
        json.member("a", input.a[row]).member("b", input.b[row]).member("right", aIsRight ? "a" : "b").endObject();
    }
    json.endArray();
}

std::string toJson(const Comparison& found, const Input& input, size_t limit)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.comparison/1");
    json.member("n", found.rows).member("positives", found.positives);
    writeEvaluation(json, "a", found.a);
    writeEvaluation(json, "b", found.b);
    writeTests(json, found);
    writeDisagreements(json, found, input, limit);
    json.key("score_shift_a_vs_b").beginObject().member("ks_exact", found.exactKs);
    json.key("digest").beginObject();
    writeDrift(json, found.shift);
    json.endObject().endObject();
    json.member("spearman_ab", found.spearman).member("recall_loss", found.recallLoss);
    return json.member("verdict", train::verdictName(found.verdict)).endObject().take();
}

ExitCode runCompare(const Arguments& arguments)
{
    const auto scores = arguments.value("--scores");
    if (arguments.operands().size() != (scores ? 0u : 3u)) {
        complain("model compare: give --scores FILE, or two model directories and a table");
        return exitUsage;
    }
    const auto threads = jobCount(arguments);
    const auto seed = arguments.number("--seed", 42, 0, UINT64_MAX);
    const auto limit = arguments.number("--limit", 1000, 0, UINT32_MAX);
    if (!threads || !seed || !limit)
        return fail(!threads ? threads.error() : !seed ? seed.error() : limit.error());
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *threads);
    const std::string label = arguments.value("--label").value_or("label");
    const auto input = scores ? inputFromScores(*scores, label) : inputFromModels(arguments.operands(), label, context);
    if (!input)
        return fail(input.error());
    train::ComparisonOptions options;
    options.bootstrap.seed = *seed;
    const auto found = train::compare({input->a, input->b, input->labels}, input->groups, options, context);
    if (!found)
        return fail(found.error());
    writeLine(toJson(*found, *input, *limit));
    return exitDone;
}

} // namespace

Verb modelCompareVerb()
{
    return {"model", "compare", "[A_DIR B_DIR DATA.csv]", "compare two models on labelled rows", compareOptions,
        runCompare};
}

} // namespace assay::ctl
