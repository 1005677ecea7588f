// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl model fit, model score
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/modelverbs.h"
#include "app/ctl/progressline.h"
#include "core/models/csvtable.h"
#include "core/models/modeldir.h"
#include "core/train/kinds.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace assay::ctl {
namespace {

using models::Matrix;
using models::ModelKind;
using models::Params;

constexpr OptionSpec jsonOption{"--json", "", "one JSON object", false};
constexpr uint64_t usualSeed = 42;

constexpr OptionSpec fitOptions[] = {
    {"--kind", "KIND", "isoforest, isoforest-plain, autoencoder, xgboost or neural", false},
    {"--train", "FILE", "CSV: a header line, then numbers; an empty cell is missing", false},
    {"--label", "COLUMN", "the column with labels of 0 and 1", false},
    {"--set", "KEY=VALUE", "a setting of the kind, or threads=N", true},
    {"--seed", "N", "start of the random numbers (42)", false},
    {"--out", "DIR", "where the model is put", false},
    jobsOption,
    jsonOption,
    {"--no-progress", "", "no progress line", false},
};
constexpr OptionSpec scoreOptions[] = {
    {"--model", "DIR", "the model", false},
    {"--csv", "", "row, score and, of kinds that give one, the probability (the default)", false},
    {"--explain", "", "add what each feature contributes: contrib.NAME and contrib.bias add up", false},
    jobsOption,
};

Error badArgument(std::string subject, std::string detail)
{
    return Error{ErrorCode::BadArgument, std::move(subject), std::move(detail)};
}

std::string kindNames()
{
    std::string names;
    for (const ModelKind* kind : train::modelKinds())
        names += (names.empty() ? "" : ", ") + std::string(kind->id());
    return names;
}

// What the words of `model fit` say.
struct FitRequest
{
    const ModelKind* kind = nullptr;
    Params params;
    uint64_t seed = usualSeed;
    unsigned threads = 1;
    std::string train, label, out;
};

Result<FitRequest> fitRequest(const Arguments& arguments)
{
    FitRequest request;
    const std::string name = arguments.value("--kind").value_or("");
    request.kind = train::findKind(name);
    if (!request.kind)
        return badArgument("--kind " + name, "give one of " + kindNames());
    request.train = arguments.value("--train").value_or("");
    request.out = arguments.value("--out").value_or("");
    request.label = arguments.value("--label").value_or("");
    if (request.train.empty() || request.out.empty() || !arguments.operands().empty())
        return badArgument("model fit", "give --train FILE and --out DIR");
    if (request.kind->needsLabels() && request.label.empty())
        return badArgument("--label", "this kind of model learns from labels");
    const auto threads = jobCount(arguments);
    const auto seed = arguments.number("--seed", usualSeed, 0, UINT64_MAX);
    if (!threads || !seed)
        return threads ? seed.error() : threads.error();
    request.threads = *threads;
    request.seed = *seed;
    Params::Settings settings;
    for (const std::string& setting : arguments.values("--set")) {
        const size_t equals = std::min(setting.find('='), setting.size());
        std::pair<std::string, std::string> pair(
            setting.substr(0, equals), setting.substr(std::min(equals + 1, setting.size())));
        if (pair.first != "threads") {
            settings.push_back(std::move(pair));
            continue;
        }
        const char* end = pair.second.data() + pair.second.size();
        const auto [stopped, failure] = std::from_chars(pair.second.data(), end, request.threads);
        if (failure != std::errc() || stopped != end || request.threads < 1 || request.threads > 1024)
            return badArgument("threads=" + pair.second, "give a number from 1 to 1024");
    }
    auto params = Params::make(request.kind->options(), settings);
    if (!params)
        return params.error();
    request.params = std::move(*params);
    return request;
}

Result<models::TrainingData> trainingData(const FitRequest& request)
{
    models::TrainingData data;
    auto table = models::readCsvTable(request.train);
    if (!table)
        return table.error();
    data.rows = std::move(*table);
    if (!request.label.empty()) {
        auto labels = takeLabels(data.rows, request.label);
        if (!labels)
            return labels.error();
        data.labels = std::move(*labels);
    }
    return data;
}

models::Manifest describe(const FitRequest& request, const models::TrainingData& data)
{
    models::Manifest manifest;
    manifest.parameters = request.params.settings();
    manifest.seed = request.seed;
    manifest.createdAt = static_cast<int64_t>(std::time(nullptr));
    manifest.rows = data.rows.rows;
    manifest.positives = static_cast<uint64_t>(std::count(data.labels.begin(), data.labels.end(), 1));
    manifest.medians = models::columnMedians(data.rows);
    for (size_t c = 0; c < data.rows.columns(); ++c)
        manifest.digests.push_back(models::digestOf(data.rows.column(c)));
    return manifest;
}

// The signed score (0.5 - score) below which the share `contamination` of the training rows lies.
Result<void> addThresholds(const FitRequest& request, const models::TrainingData& data, const models::Model& model,
    const RunContext& context, models::Manifest& manifest)
{
    if (request.kind->scoreMeaning() != models::ScoreMeaning::Anomaly)
        return {};
    auto scores = model.score(data.rows, context);
    if (!scores)
        return scores.error();
    for (double& score : *scores)
        score = 0.5 - score;
    std::sort(scores->begin(), scores->end());
    if (request.params.has("anomaly_threshold"))
        manifest.thresholds.push_back({"anomaly_threshold", request.params.number("anomaly_threshold")});
    manifest.thresholds.push_back(
        {"training_offset", models::quantileOf(*scores, request.params.number("contamination"))});
    return {};
}

Result<models::Manifest> fit(const FitRequest& request, const RunContext& context)
{
    const auto data = trainingData(request);
    if (!data)
        return data.error();
    const auto model = request.kind->fit(*data, request.params, request.seed, context);
    if (!model)
        return model.error();
    models::Manifest manifest = describe(request, *data);
    const RunContext quiet(context.stopToken(), nullptr, context.workers());
    if (const auto added = addThresholds(request, *data, **model, quiet, manifest); !added)
        return added.error();
    return models::saveModelDir(request.out, **model, std::move(manifest));
}

ExitCode runFit(const Arguments& arguments)
{
    const auto request = fitRequest(arguments);
    if (!request)
        return fail(request.error());
    InterruptGuard interrupt;
    ProgressLine line("Training", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    const auto manifest = fit(*request, RunContext(interrupt.stopToken(), &line.progress(), request->threads));
    if (!manifest)
        return fail(manifest.error());
    if (arguments.has("--json"))
        writeLine(models::manifestToJson(*manifest));
    else
        writeLine(request->out + ": " + manifest->kind + ", " + std::to_string(manifest->rows) + " rows, "
            + std::to_string(manifest->features.size()) + " features");
    return exitDone;
}

std::string textOf(double number)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, end.ptr};
}

std::string quoted(const std::string& cell)
{
    if (cell.find_first_of(",\"\r\n") == std::string::npos)
        return cell;
    std::string out = "\"";
    for (const char c : cell)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

void writeHeader(const models::Model& model, bool isExplained)
{
    std::string line = "row,score";
    if (model.kind().scoreMeaning() == models::ScoreMeaning::Probability)
        line += ",probability";
    if (isExplained) {
        for (const std::string& name : model.features())
            line += "," + quoted("contrib." + name);
        line += ",contrib.bias";
    }
    writeLine(line);
}

// Scores the rows from `begin` on, numbered from there.
Result<void> writeScores(
    const models::Model& model, const Matrix& rows, size_t begin, bool isExplained, const RunContext& context)
{
    const auto scores = model.score(rows, context);
    if (!scores)
        return scores.error();
    std::vector<models::Explanation> why;
    if (isExplained) {
        auto explained = model.explain(rows, context);
        if (!explained)
            return explained.error();
        why = std::move(*explained);
    }
    const bool isProbability = model.kind().scoreMeaning() == models::ScoreMeaning::Probability;
    for (size_t r = 0; r < rows.rows; ++r) {
        std::string line = std::to_string(begin + r) + "," + textOf((*scores)[r]);
        if (isProbability)
            line += "," + textOf((*scores)[r]);
        if (isExplained) {
            for (const double contribution : why[r].contributions)
                line += "," + textOf(contribution);
            line += "," + textOf(why[r].base + why[r].remainder);
        }
        writeLine(line);
    }
    return {};
}

// A table with too few of the features of a model is no table for it.
Result<Matrix> rowsFor(const models::Model& model, const Matrix& table)
{
    std::vector<std::string> absent;
    Matrix rows = models::selectColumns(table, model.features(), &absent);
    if (absent.empty())
        return rows;
    std::string names;
    for (const std::string& name : absent)
        names += (names.empty() ? "" : ", ") + name;
    if (5 * absent.size() > model.features().size())
        return Error{ErrorCode::BadData, "table", "more than 20 % of the features are absent: " + names.substr(0, 300)};
    complain("features without a column, taken as missing: " + names);
    return rows;
}

ExitCode runScore(const Arguments& arguments)
{
    const auto dir = arguments.value("--model");
    if (!dir || arguments.operands().size() != 1) {
        complain("model score: give --model DIR and one table");
        return exitUsage;
    }
    const auto threads = jobCount(arguments);
    if (!threads)
        return fail(threads.error());
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *threads);
    const auto stored = models::loadModelDir(*dir, train::modelKinds());
    if (!stored)
        return fail(stored.error());
    const auto table = models::readCsvTable(arguments.operands()[0]);
    if (!table)
        return fail(table.error());
    const auto rows = rowsFor(*stored->model, *table);
    if (!rows)
        return fail(rows.error());
    const bool isExplained = arguments.has("--explain");
    writeHeader(*stored->model, isExplained);
    const size_t together = isExplained ? 1024 : 65536;
    for (size_t begin = 0; begin < rows->rows; begin += together) {
        Matrix block;
        block.names = rows->names;
        block.rows = std::min(together, rows->rows - begin);
        const auto first = rows->values.begin() + static_cast<std::ptrdiff_t>(begin * rows->columns());
        block.values.assign(first, first + static_cast<std::ptrdiff_t>(block.rows * rows->columns()));
        if (const auto done = writeScores(*stored->model, block, begin, isExplained, context); !done)
            return fail(done.error());
    }
    return exitDone;
}

} // namespace

models::Matrix withoutColumn(const models::Matrix& table, size_t column)
{
    std::vector<std::string> names = table.names;
    names.erase(names.begin() + static_cast<std::ptrdiff_t>(column));
    return models::selectColumns(table, names);
}

Result<std::vector<uint8_t>> takeLabels(models::Matrix& table, const std::string& name)
{
    const size_t column = models::findColumn(table, name);
    if (column == std::string::npos)
        return badArgument("--label " + name, "the table has no such column");
    std::vector<uint8_t> labels;
    for (size_t r = 0; r < table.rows; ++r) {
        const double value = table.at(r, column);
        if (value != 0 && value != 1)
            return Error{ErrorCode::BadData, "label of row " + std::to_string(r), "labels are 0 or 1"};
        labels.push_back(value == 1 ? 1 : 0);
    }
    table = withoutColumn(table, column);
    return labels;
}

Verb modelFitVerb()
{
    return {"model", "fit", "", "train a model from a table", fitOptions, runFit};
}

Verb modelScoreVerb()
{
    return {"model", "score", "DATA.csv", "score the rows of a table with a model", scoreOptions, runScore};
}

} // namespace assay::ctl
