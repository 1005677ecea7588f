// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl features
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/modelverbs.h"
#include "app/ctl/scaninputs.h"
#include "core/casefile/case.h"
#include "core/casefile/modelling.h"
#include "core/features/messagefeatures.h"
#include "core/scan/itemfeatures.h"
#include "core/train/trainingset.h"

#include <cmath>
#include <cstdio>

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--case", "FILE", "rows of the items of a case, with the symbols of its newest scan and labels", false},
    {"--query", "QUERY", "only items of the case that match", false},
    {"--csv", "", "a table (the default)", false},
    {"--list", "", "name, unit and meaning of each feature", false},
    jobsOption,
};

void printCatalogue()
{
    for (const features::FeatureInfo& info : features::messageFeatures())
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

ExitCode printItems(const std::vector<std::string>& operands, const RunContext& context)
{
    std::string line;
    for (const features::FeatureInfo& info : features::messageFeatures())
        line += (line.empty() ? "" : ",") + std::string(info.name);
    writeLine(line);
    ScanInputs inputs(operands, context);
    ItemFeatures computed{MailOptions()};
    LoadedItem item;
    bool anyFailed = false;
    for (; !context.stopRequested() && inputs.next(item); item = LoadedItem()) {
        if (item.error) {
            complain(item.error->toString());
            anyFailed = true;
            continue;
        }
        computed.begin(item.bytes);
        line.clear();
        for (const double value : computed.values())
            line += cellOf(value) + ",";
        line.pop_back();
        writeLine(line);
    }
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
    const auto set = (*work)->trainingSet(selection, {}, context);
    if (!set)
        return fail(set.error());
    writeOut(train::trainingSetToCsv(**set));
    return exitDone;
}

ExitCode runFeatures(const Arguments& arguments)
{
    if (arguments.has("--list")) {
        printCatalogue();
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
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *jobs);
    return finishOutput(isCase ? printCase(arguments, context) : printItems(arguments.operands(), context));
}

} // namespace

Verb featuresVerb()
{
    return {"features", "", "PATH...", "print what messages look like as a table for models", options, &runFeatures};
}

} // namespace assay::ctl
