// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl features
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/modelverbs.h"
#include "app/ctl/scaninputs.h"
#include "app/ctl/trafficoptions.h"
#include "core/casefile/case.h"
#include "core/casefile/modelling.h"
#include "core/scan/itemfeatures.h"
#include "core/train/trainingset.h"

#include <cmath>
#include <cstdio>

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--case", "FILE", "rows of the items of a case, with the symbols of its newest scan and labels", false},
    {"--query", "QUERY", "only items of the case that match; all of them of one kind", false},
    {"--csv", "", "a table (the default)", false},
    {"--list", "", "name, unit and meaning of each feature, of mail unless --items says traffic", false},
    itemsOption,
    logFormatOption,
    logPatternOption,
    logSchemaOption,
    logHostOption,
    logZoneOption,
    bucketOption,
    cacheExpireOption,
    maxRequestsOption,
    whiteListOption,
    jobsOption,
};

void printCatalogue(const features::FeatureSet& set)
{
    for (const features::FeatureInfo& info : set.features())
        writeLine(std::string(info.name) + "\t" + std::string(info.unit) + "\t" + std::string(info.meaning));
}

// Features are floats: nine digits are all that there are.
std::string cellOf(double value)
{
    if (std::isnan(value))
        return {};
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

std::string headerOf(const features::FeatureSet& set)
{
    std::string line;
    for (const features::FeatureInfo& info : set.features())
        line += (line.empty() ? "" : ",") + std::string(info.name);
    return line;
}

// A table has the columns of one kind of items: that of the first one, or of mail when there is none.
ExitCode printItems(const std::vector<std::string>& operands, const TrafficOptions& traffic, const RunContext& context)
{
    ScanInputs inputs(operands, traffic, context);
    ItemFeatures computed{MailOptions()};
    LoadedItem item;
    std::optional<ItemKind> kind;
    bool anyFailed = false;
    for (; !context.stopRequested() && inputs.next(item); item = LoadedItem()) {
        if (item.error || item.kind != kind.value_or(item.kind)) {
            complain(
                item.error ? item.error->toString() : "features: messages and request sets do not fit into one table");
            anyFailed = true;
            continue;
        }
        if (!kind)
            writeLine(headerOf(featureSetOf(item.kind)));
        kind = item.kind;
        computed.begin(item.kind, item.bytes);
        std::string line;
        for (const double value : computed.values())
            line += cellOf(value) + ",";
        line.pop_back();
        writeLine(line);
    }
    if (!kind)
        writeLine(headerOf(features::mailFeatureSet()));
    if (context.stopRequested())
        return exitInterrupted;
    return anyFailed || inputs.failedSources() > 0 ? exitSomeFailed : exitDone;
}

ExitCode printCase(const Arguments& arguments, const RunContext& context)
{
    const auto work = Case::open(*arguments.value("--case"));
    if (!work)
        return fail(work.error());
    if (!(*work)->isReadOnly()) {
        const auto updated = (*work)->updateFeatures(context);
        if (!updated)
            return fail(updated.error());
    }
    TrainingSelection selection;
    selection.from = TrainingSelection::From::Query;
    selection.query = arguments.value("--query").value_or("");
    selection.items = *askedItems(arguments); // checked before
    const auto set = (*work)->trainingSet(selection, {}, context);
    if (!set)
        return fail(set.error());
    writeOut(train::trainingSetToCsv(**set));
    return exitDone;
}

ExitCode runFeatures(const Arguments& arguments)
{
    const auto items = askedItems(arguments);
    if (!items)
        return fail(items.error());
    if (arguments.has("--list")) {
        printCatalogue(featureSetOf(items->value_or(ItemKind::Message)));
        return finishOutput(exitDone);
    }
    const bool isCase = arguments.has("--case");
    if (isCase == !arguments.operands().empty()) {
        complain("features: name PATHs, or a case with --case FILE");
        return exitUsage;
    }
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    const auto traffic = trafficOptions(arguments);
    if (!traffic)
        return fail(traffic.error());
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *jobs);
    return finishOutput(isCase ? printCase(arguments, context) : printItems(arguments.operands(), *traffic, context));
}

} // namespace

Verb featuresVerb()
{
    return {"features", "", "PATH...", "print what messages or request sets look like as a table for models", options,
        &runFeatures};
}

} // namespace assay::ctl
