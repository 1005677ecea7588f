// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl model drift, model clean
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/modeljson.h"
#include "app/ctl/modelverbs.h"
#include "core/models/csvtable.h"
#include "core/models/folds.h"
#include "core/models/xgboost/boostedkind.h"
#include "core/train/labelcleaning.h"

#include <algorithm>

namespace assay::ctl {
namespace {

using models::Matrix;

constexpr OptionSpec driftOptions[] = {
    {"--json", "", "one JSON object (the default)", false},
};
constexpr OptionSpec cleanOptions[] = {
    {"--label", "COLUMN", "the column with labels of 0 and 1", false},
    {"--probabilities", "COLUMN", "probabilities of class 1 by a model that has not seen the rows", false},
    {"--seed", "N", "start of the random numbers (42)", false},
    {"--json", "", "one JSON object (the default)", false},
    jobsOption,
};

constexpr uint32_t foldCount = 3;
constexpr size_t leastOfClass = foldCount;

template <typename Values>
void writeArray(JsonWriter& json, std::string_view name, const Values& values)
{
    json.key(name).beginArray();
    for (const auto& value : values)
        json.value(value);
    json.endArray();
}

ExitCode runDrift(const Arguments& arguments)
{
    if (arguments.operands().size() != 2) {
        complain("model drift: give a table from before and one of now");
        return exitUsage;
    }
    const auto base = models::readCsvTable(arguments.operands()[0]);
    const auto current = models::readCsvTable(arguments.operands()[1]);
    if (!base || !current)
        return fail(base ? current.error() : base.error());
    std::vector<models::FeatureDigest> digests;
    for (size_t c = 0; c < base->columns(); ++c)
        digests.push_back(models::digestOf(base->column(c)));
    const train::DriftReport report = train::compareTable(base->names, digests, *current);
    JsonWriter json;
    json.beginObject().member("schema", "assay.drift/1").member("drift_score", report.score);
    json.key("features").beginObject();
    for (size_t i = 0; i < report.features.size(); ++i) {
        json.key(report.features[i].feature).beginObject();
        writeDrift(json, report.features[i]);
        json.key("digest").beginObject();
        writeDigest(json, digests[i]);
        json.endObject().endObject();
    }
    json.endObject();
    writeArray(json, "unknown", report.unknown);
    writeLine(json.endObject().take());
    return exitDone;
}

Result<std::vector<double>> probabilitiesFor(
    const Arguments& arguments, Matrix& table, const std::vector<uint8_t>& labels, const RunContext& context)
{
    if (const auto name = arguments.value("--probabilities")) {
        const size_t column = models::findColumn(table, *name);
        if (column == std::string::npos)
            return Error{ErrorCode::BadArgument, "--probabilities " + *name, "the table has no such column"};
        return table.column(column);
    }
    const auto positives = static_cast<size_t>(std::count(labels.begin(), labels.end(), 1));
    if (std::min(positives, labels.size() - positives) < leastOfClass)
        return Error{ErrorCode::BadData, "labels",
            std::to_string(positives) + " of " + std::to_string(labels.size())
                + " rows are of class 1: each class needs " + std::to_string(leastOfClass)};
    if (table.columns() == 0)
        return Error{ErrorCode::BadData, "table", "no columns to learn from"};
    models::QuickModel quick;
    const auto seed = arguments.number("--seed", quick.seed, 0, INT32_MAX);
    if (!seed)
        return seed.error();
    quick.seed = *seed;
    return models::outOfFoldProbabilities(
        table, labels, models::stratifiedFolds(labels, foldCount), foldCount, quick, context);
}

void writeTable(JsonWriter& json, std::string_view name, const train::CleaningReport::Table& table)
{
    json.key(name).beginArray();
    for (const auto& row : table)
        json.beginArray().value(row[0]).value(row[1]).endArray();
    json.endArray();
}

std::string toJson(
    const train::CleaningReport& report, const std::vector<uint8_t>& labels, const std::vector<double>& probabilities)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.suspects/1").member("rows", static_cast<uint64_t>(labels.size()));
    writeArray(json, "thresholds", report.thresholds);
    writeTable(json, "joint_raw", report.counted);
    writeTable(json, "joint", report.joint); // [given][guessed]
    const train::CleaningReport::Table& kept = report.pruned;
    writeTable(json, "prune", {{{kept[0][0], kept[1][0]}, {kept[0][1], kept[1][1]}}}); // [guessed][given]
    json.key("suspects").beginArray();
    for (const size_t row : report.suspects) {
        json.beginObject().member("row", static_cast<uint64_t>(row)).member("label", int{labels[row]});
        json.member("probability", probabilities[row])
            .member("self_confidence", report.selfConfidence[row])
            .endObject();
    }
    return json.endArray().endObject().take();
}

ExitCode runClean(const Arguments& arguments)
{
    const auto label = arguments.value("--label");
    if (!label || arguments.operands().size() != 1) {
        complain("model clean: give one table and --label COLUMN");
        return exitUsage;
    }
    const auto threads = jobCount(arguments);
    if (!threads)
        return fail(threads.error());
    auto table = models::readCsvTable(arguments.operands()[0]);
    if (!table)
        return fail(table.error());
    const auto labels = takeLabels(*table, *label);
    if (!labels)
        return fail(labels.error());
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *threads);
    const auto probabilities = probabilitiesFor(arguments, *table, *labels, context);
    if (!probabilities)
        return fail(probabilities.error());
    const auto report = train::findSuspectLabels(*probabilities, *labels);
    if (!report)
        return fail(report.error());
    writeLine(toJson(*report, *labels, *probabilities));
    return exitDone;
}

} // namespace

void writeDigest(JsonWriter& json, const models::FeatureDigest& digest)
{
    json.member("n", digest.rows).member("missing", digest.missing);
    writeArray(json, "q", digest.quantiles);
    writeArray(json, "edges", digest.edges);
    json.member("mean", digest.mean).member("std", digest.deviation);
    writeArray(json, "cells", digest.cells);
}

void writeDrift(JsonWriter& json, const train::FeatureDrift& drift)
{
    json.member("verdict", train::driftVerdictName(drift.verdict));
    json.member(
        "drifted", drift.verdict == train::DriftVerdict::Drifted || drift.verdict == train::DriftVerdict::Absent);
    writeArray(json, "cells_cur", drift.cells);
    json.member("missing_cur", drift.missing).member("k", static_cast<uint64_t>(drift.usedCells));
    json.member("ks", drift.ks).member("kl", drift.kl).member("psi", drift.psi);
    json.member("ks_crit", drift.ksCritical).member("psi_noise", drift.psiNoise);
}

Verb modelDriftVerb()
{
    return {"model", "drift", "BASE.csv CURRENT.csv", "compare the columns of two tables", driftOptions, runDrift};
}

Verb modelCleanVerb()
{
    return {
        "model", "clean", "DATA.csv", "name the labels that contradict what the rows teach", cleanOptions, runClean};
}

} // namespace assay::ctl
