// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl neural train, score, import, export
#include "app/ctl/interrupt.h"
#include "app/ctl/neuralverbs.h"
#include "app/ctl/progressline.h"

#include "core/base/ascii.h"
#include "core/base/file.h"
#include "core/base/zstdframe.h"
#include "core/features/messagefeatures.h"
#include "core/models/modeldir.h"
#include "core/neural/data/symbolvalue.h"
#include "core/neural/kann/forwardpass.h"
#include "core/neural/neuralkind.h"
#include "core/neural/train/trainer.h"
#include "core/train/kinds.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace assay::ctl {
namespace {

using neural::Graph;

constexpr OptionSpec jsonOption{"--json", "", "one JSON object", false};
constexpr OptionSpec trainOptions[] = {
    {"--spam", "FILE", "vectors of spam: lines of neural vectors", false},
    {"--ham", "FILE", "vectors of ham", false},
    {"--graph", "NAME", "rspamd34 (default) or seed", false},
    {"--iterations", "N", "passes over the vectors (25)", false},
    {"--learning-rate", "X", "how far a step moves the weights (0.01)", false},
    {"--hidden-layer-mult", "X", "hidden units for each input (1.5)", false},
    {"--mse", "X", "end when the cost falls to this (0: never)", false},
    {"--out", "FILE", "where the network is put", false},
    jsonOption,
    {"--no-progress", "", "no progress line", false},
};
constexpr OptionSpec scoreOptions[] = {
    {"--ann", "FILE", "the network", false},
    {"--vectors", "FILE", "lines of neural vectors", false},
    {"--csv", "", "row, score, symbol and option (the default)", false},
};
constexpr OptionSpec importOptions[] = {
    {"--profile", "FILE", "JSON of the profile that the network was made for", false},
    {"--out", "DIR", "put it into a directory as a model", false},
    jsonOption,
};
constexpr OptionSpec exportOptions[] = {
    {"--model", "DIR", "the model", false},
    {"--profile", "FILE", "where its profile is put", false},
    jsonOption,
};

Error badArgument(std::string subject, std::string detail)
{
    return Error{ErrorCode::BadArgument, std::move(subject), std::move(detail)};
}

std::string textOf(double number)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, end.ptr};
}

Result<double> realOption(const Arguments& arguments, std::string_view name, double fallback, double low, double high)
{
    const auto text = arguments.value(name);
    if (!text)
        return fallback;
    double value = 0;
    const char* const end = text->data() + text->size();
    const auto [stopped, failure] = std::from_chars(text->data(), end, value);
    if (failure != std::errc() || stopped != end || !(value >= low) || !(value <= high))
        return badArgument(
            std::string(name) + " " + *text, "give a number from " + textOf(low) + " to " + textOf(high));
    return value;
}

// ---- train

Result<neural::TrainingSettings> trainingSettings(const Arguments& arguments)
{
    neural::TrainingSettings settings;
    const std::string graph = arguments.value("--graph").value_or("rspamd34");
    const auto topology = neural::topologyFromName(graph);
    if (!topology)
        return badArgument("--graph " + graph, "give rspamd34 or seed");
    settings.topology = *topology;
    const auto iterations = arguments.number("--iterations", settings.iterations, 1, 1'000'000);
    const auto rate = realOption(arguments, "--learning-rate", settings.learningRate, 1e-9, 1000);
    const auto multiplier = realOption(arguments, "--hidden-layer-mult", settings.hiddenMultiplier, 0.01, 100);
    const auto stopCost = realOption(arguments, "--mse", 0, 0, 1000);
    if (!iterations)
        return iterations.error();
    for (const auto* number : {&rate, &multiplier, &stopCost}) {
        if (!*number)
            return number->error();
    }
    settings.iterations = *iterations;
    settings.learningRate = *rate;
    settings.hiddenMultiplier = *multiplier;
    settings.stopCost = *stopCost;
    return settings;
}

// Spam first, as rspamd hands them to its trainer.
Result<neural::TrainingVectors> trainingVectors(const Arguments& arguments)
{
    neural::TrainingVectors vectors;
    for (const auto& [option, target] : {std::pair("--spam", 1.0f), std::pair("--ham", -1.0f)}) {
        const auto lines = readVectors(arguments.value(option).value_or(""));
        if (!lines)
            return lines.error();
        for (const VectorLine& line : *lines) {
            if (vectors.length == 0)
                vectors.length = line.numbers.size();
            if (line.numbers.size() != vectors.length)
                return Error{
                    ErrorCode::BadData, option, "its vectors have another length than those of the other class"};
            for (const double number : line.numbers)
                vectors.numbers.push_back(static_cast<float>(number));
            vectors.targets.push_back(target);
        }
    }
    return vectors;
}

void writeTraining(
    const neural::TrainedNetwork& trained, const neural::TrainingVectors& vectors, const std::string& out)
{
    const auto spam = static_cast<uint64_t>(std::count(vectors.targets.begin(), vectors.targets.end(), 1.0f));
    JsonWriter json;
    json.beginObject().member("schema", "assay.neural/1").member("graph", topologyName(trained.layout.topology));
    json.member("inputs", static_cast<uint64_t>(trained.layout.inputs));
    json.member("hidden", static_cast<uint64_t>(trained.layout.hidden));
    json.member("spam", spam).member("ham", vectors.count() - spam).member("out", out);
    json.member("best_epoch", static_cast<uint64_t>(trained.best + 1)).key("epochs").beginArray();
    for (size_t e = 0; e < trained.epochs.size(); ++e) {
        json.beginObject().member("epoch", static_cast<uint64_t>(e + 1));
        json.member("train_cost", trained.epochs[e].training).member("val_cost", trained.epochs[e].validation);
        json.endObject();
    }
    writeLine(json.endArray().endObject().take());
}

ExitCode runTrain(const Arguments& arguments)
{
    const auto out = arguments.value("--out");
    if (!arguments.has("--spam") || !arguments.has("--ham") || !out || !arguments.operands().empty()) {
        complain("neural train: give --spam FILE, --ham FILE and --out FILE");
        return exitUsage;
    }
    const auto settings = trainingSettings(arguments);
    if (!settings)
        return fail(settings.error());
    const auto vectors = trainingVectors(arguments);
    if (!vectors)
        return fail(vectors.error());
    InterruptGuard interrupt;
    ProgressLine line("Training", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    neural::Generator generator;
    const auto trained =
        trainNetwork(*vectors, *settings, generator, RunContext(interrupt.stopToken(), &line.progress(), 1));
    if (!trained)
        return fail(trained.error());
    if (const auto written = writeFileAtomically(*out, writeKann(trained->graph)); !written)
        return fail(written.error());
    if (arguments.has("--json"))
        writeTraining(*trained, *vectors, *out);
    else
        writeLine(*out + ": " + std::to_string(trained->layout.inputs) + " inputs, "
            + std::to_string(trained->layout.hidden) + " hidden units, " + std::to_string(trained->epochs.size())
            + " passes, cost " + textOf(trained->epochs[trained->best].training));
    return finishOutput(exitDone);
}

// ---- score

Result<Graph> readNetwork(const std::string& operand)
{
    const auto bytes = readOperand(operand, neural::largestKannFile);
    if (!bytes)
        return bytes.error();
    auto graph = neural::readPlainOrPackedKann(*bytes);
    return graph ? std::move(graph) : Error{graph.error().code, operand, graph.error().detail};
}

ExitCode runScore(const Arguments& arguments)
{
    const auto file = arguments.value("--ann"), vectorFile = arguments.value("--vectors");
    if (!file || !vectorFile || !arguments.operands().empty()) {
        complain("neural score: give --ann FILE and --vectors FILE");
        return exitUsage;
    }
    auto graph = readNetwork(*file);
    if (!graph)
        return fail(graph.error());
    const auto pass = neural::ForwardPass::make(std::make_shared<const Graph>(std::move(*graph)));
    const auto lines = readVectors(*vectorFile);
    if (!pass || !lines)
        return fail(pass ? lines.error() : pass.error());
    if (!lines->empty() && lines->front().numbers.size() != pass->inputs())
        return fail(Error{ErrorCode::BadData, *vectorFile,
            "its vectors have " + std::to_string(lines->front().numbers.size()) + " numbers, the network has "
                + std::to_string(pass->inputs()) + " inputs"});
    auto workspace = pass->makeWorkspace();
    writeLine("row,score,symbol,option");
    for (size_t r = 0; r < lines->size(); ++r) {
        const std::vector<double>& numbers = (*lines)[r].numbers;
        const std::vector<float> input(numbers.begin(), numbers.end());
        const auto output = static_cast<double>(pass->run(input, workspace));
        const auto symbol = neural::symbolOf(output);
        writeLine(std::to_string(r) + "," + textOf(output) + ","
            + (symbol ? std::string(symbol->name) + "," + symbol->option : std::string(",")));
    }
    return finishOutput(exitDone);
}

// ---- import, export

std::vector<std::string> featuresOf(const neural::Profile& profile)
{
    std::vector<std::string> names;
    for (const std::string_view name : features::metatokenNames())
        names.push_back("meta." + std::string(name));
    for (const std::string& symbol : profile.symbols)
        names.push_back(std::string(features::symbolPrefix) + symbol);
    return names;
}

// The profile of a model whose features are the metatokens and then symbols in byte order.
Result<neural::Profile> profileOf(const models::Model& model)
{
    std::vector<std::string> symbols;
    for (const std::string& name : model.features()) {
        if (startsWithIgnoringCase(name, features::symbolPrefix))
            symbols.push_back(name.substr(features::symbolPrefix.size()));
    }
    neural::Profile profile = neural::makeProfile(std::move(symbols));
    profile.version = 1;
    profile.key = "rn_default_default_" + profile.digest.substr(0, 8) + "_1";
    if (featuresOf(profile) != model.features())
        return Error{ErrorCode::Unsupported, "model", "its features are not the metatokens and then symbols by name"};
    return profile;
}

void describe(const Arguments& arguments, const std::string& file, const Graph& graph, const neural::Profile& profile)
{
    const auto layout = neural::recogniseLayout(graph);
    const std::string name = layout ? std::string(topologyName(layout->topology)) : "other";
    if (!arguments.has("--json")) {
        writeLine(file + ": " + name + ", " + std::to_string(vectorLength(profile)) + " inputs, "
            + std::to_string(profile.symbols.size()) + " symbols");
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.neural/1").member("file", file).member("graph", name);
    json.member("inputs", static_cast<uint64_t>(vectorLength(profile)));
    if (layout)
        json.member("hidden", static_cast<uint64_t>(layout->hidden));
    json.member("symbols", static_cast<uint64_t>(profile.symbols.size())).member("digest", profile.digest);
    writeLine(json.member("version", profile.version).endObject().take());
}

ExitCode runImport(const Arguments& arguments)
{
    const auto profileFile = arguments.value("--profile");
    if (!profileFile || arguments.operands().size() != 1) {
        complain("neural import: give one FILE.kann or FILE.zst and --profile FILE");
        return exitUsage;
    }
    const std::string& file = arguments.operands()[0];
    const auto graph = readNetwork(file);
    const auto profile = readProfile(*profileFile);
    if (!graph || !profile)
        return fail(graph ? profile.error() : graph.error());
    const auto model = neural::makeNeuralModel(*graph, featuresOf(*profile));
    if (!model)
        return fail(model.error());
    if (const auto out = arguments.value("--out")) {
        models::Manifest manifest;
        manifest.createdAt = static_cast<int64_t>(std::time(nullptr));
        manifest.medians.assign((*model)->features().size(), 0.0); // what a missing number counts as
        manifest.notes = "imported from a network of rspamd";
        if (const auto saved = models::saveModelDir(*out, **model, std::move(manifest)); !saved)
            return fail(saved.error());
    }
    describe(arguments, file, *graph, *profile);
    return finishOutput(exitDone);
}

ExitCode runExport(const Arguments& arguments)
{
    const auto dir = arguments.value("--model"), profileFile = arguments.value("--profile");
    if (!dir || !profileFile || arguments.operands().size() != 1) {
        complain("neural export: give one FILE.kann or FILE.zst, --model DIR and --profile FILE");
        return exitUsage;
    }
    const auto stored = models::loadModelDir(*dir, train::modelKinds());
    if (!stored)
        return fail(stored.error());
    const Graph* graph = neural::networkOf(*stored->model);
    if (!graph)
        return fail(badArgument(*dir, "it holds no mail neural net"));
    const auto profile = profileOf(*stored->model);
    if (!profile)
        return fail(profile.error());
    const std::string& file = arguments.operands()[0];
    const std::string bytes = writeKann(*graph);
    const auto written = writeFileAtomically(file, endsWithIgnoringCase(file, ".zst") ? zstdCompress(bytes) : bytes);
    const auto described = writeFileAtomically(*profileFile, profileToJson(*profile) + "\n");
    if (!written || !described)
        return fail(written ? described.error() : written.error());
    describe(arguments, file, *graph, *profile);
    return finishOutput(exitDone);
}

} // namespace

Verb neuralTrainVerb()
{
    return {"neural", "train", "", "train a mail neural net from vectors, as rspamd does", trainOptions, runTrain};
}

Verb neuralScoreVerb()
{
    return {"neural", "score", "", "compute what a mail neural net says of vectors", scoreOptions, runScore};
}

Verb neuralImportVerb()
{
    return {"neural", "import", "FILE", "check a network of rspamd and make a model of it", importOptions, runImport};
}

Verb neuralExportVerb()
{
    return {"neural", "export", "FILE", "write the network of a model for rspamd", exportOptions, runExport};
}

} // namespace assay::ctl
