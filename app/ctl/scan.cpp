// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl scan
#include "app/ctl/caseverbs.h"
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "app/ctl/scancase.h"
#include "app/ctl/scaninputs.h"
#include "app/ctl/scanprinter.h"
#include "app/ctl/trafficoptions.h"

#include "core/base/file.h"
#include "core/casefile/casedetectors.h"

namespace assay::ctl {
namespace {

constexpr size_t mostPlaces = 1000; // of evidence a hit

constexpr OptionSpec options[] = {
    {"--jsonl", "", "one JSON object a line", false},
    rulesOption,
    stockRulesOption,
    detectorsOption,
    fuzzyStorageOption,
    fuzzyServerKeyOption,
    {"--case", "FILE", "import into this case and store the scan in it; without PATH: scan all it holds", false},
    logFormatOption,
    logPatternOption,
    logSchemaOption,
    logHostOption,
    logZoneOption,
    bucketOption,
    jobsOption,
    {"--evidence", "", "add the places that matched", false},
    {"--all-hits", "", "add zero-scored symbols and sub-rules", false},
    {"--all-matches", "", "count all matches also where one is enough", false},
    {"--stats", "FILE", "write numbers of the run as JSON", false},
    noHyperscanOption,
    {"--no-progress", "", "no progress line", false},
};

// Scans operands without a case.
ScanReport scanFiles(const Scanner& scanner, ScanPrinter& printer, std::vector<std::string> operands,
    const TrafficOptions& traffic, const RunContext& context, uint64_t* failedSources)
{
    ScanInputs inputs(std::move(operands), traffic, context);
    const auto deliver = [&](std::span<ScannedItem> batch) {
        for (const ScannedItem& item : batch)
            inputs.visitThroughNextItem([&](const ScanEvent& event) { printer.print(event, &item); });
        printer.flush();
        return true;
    };
    ScanReport report = scanner.run([&](LoadedItem& item) { return inputs.next(item); }, deliver, context);
    inputs.visitRest([&](const ScanEvent& event) { printer.print(event, nullptr); });
    *failedSources = inputs.failedSources();
    return report;
}

void complainAboutStorages(const ScanReport& report)
{
    for (const DroppedRule& dropped : report.dropped) {
        if (dropped.detector == DetectorKind::Fuzzy)
            complain("fuzzy storage " + dropped.rule + ": " + dropped.reason
                + (dropped.items > 0 ? "; " + std::to_string(dropped.items) + " items were not checked" : ""));
    }
}

// With the storages of the case that the scan is for, when there is one already.
Result<std::shared_ptr<const DetectorSet>> makeDetectors(const Arguments& arguments, const DetectorOptions& detecting)
{
    const auto file = arguments.value("--case");
    std::error_code ignored;
    if (!file || !std::filesystem::exists(*file, ignored))
        return createDetectors(detecting);
    const auto work = Case::open(*file, CaseMode::ReadOnly);
    return work ? createDetectors(**work, detecting) : work.error();
}

// The exit code of a scan that ran, with a word about what went wrong on stderr.
ExitCode finishScan(const ScanReport& report, uint64_t failedSources, bool wasInterrupted, const Arguments& arguments)
{
    complainAboutStorages(report);
    if (const auto file = arguments.value("--stats")) {
        JsonWriter json;
        writeStats(json, report);
        const auto written = writeFileAtomically(*file, json.take() + "\n");
        if (!written)
            return fail(written.error());
    }
    if (wasInterrupted) {
        complain("interrupted: " + std::to_string(report.items) + " items were scanned");
        return exitInterrupted;
    }
    if (report.failed + failedSources > 0) {
        complain(std::to_string(report.failed) + " items and " + std::to_string(failedSources)
            + " inputs could not be read");
        return exitSomeFailed;
    }
    return exitDone;
}

// Rules that are not followed never stop a scan; who runs it should know.
void complainAboutRules(const DetectorSet& detectors)
{
    constexpr size_t mostShown = 20;
    if (!detectors.rulesEngine)
        return;
    size_t errors = 0;
    for (const rules::RuleProblem& problem : detectors.rulesEngine->ruleSet().problems()) {
        if (!problem.isError || ++errors > mostShown)
            continue;
        std::string place = problem.file + ":" + std::to_string(problem.line);
        if (problem.column > 0)
            place += ":" + std::to_string(problem.column);
        complain(place + ": " + (problem.rule.empty() ? "" : problem.rule + ": ") + problem.reason);
    }
    if (errors > mostShown)
        complain(std::to_string(errors - mostShown) + " more rules are not followed; see assayctl rules list");
}

ScanOptions scanOptions(const Arguments& arguments)
{
    ScanOptions scan;
    scan.hits.selection = arguments.has("--all-hits") ? HitSelection::All : HitSelection::Scored;
    scan.hits.evidencePerHit = arguments.has("--evidence") ? mostPlaces : 0;
    scan.hashes = true;
    return scan;
}

ExitCode runScan(const Arguments& arguments)
{
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    const auto detecting = detectorOptions(arguments);
    if (!detecting)
        return fail(detecting.error());
    const auto traffic = trafficOptions(arguments);
    if (!traffic)
        return fail(traffic.error());
    if (arguments.operands().empty() && !arguments.has("--case")) {
        complain("scan: name at least one PATH, or - for standard input");
        return exitUsage;
    }
    InterruptGuard interrupt;
    const auto detectors = makeDetectors(arguments, *detecting);
    if (!detectors)
        return fail(detectors.error());
    complainAboutRules(**detectors);
    ScanPrinter printer(
        arguments.has("--jsonl"), ScanJsonOptions{arguments.has("--evidence"), arguments.has("--all-hits")});
    ProgressLine line("scan", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    const RunContext context(interrupt.stopToken(), &line.progress(), *jobs);
    uint64_t failedSources = 0;
    ScanReport report;
    if (const auto file = arguments.value("--case")) {
        auto scanned =
            scanIntoCase(*file, arguments.operands(), *traffic, *detectors, scanOptions(arguments), printer, context);
        if (!scanned)
            return fail(scanned.error());
        if (scanned->stoppedBy && scanned->stoppedBy->code != ErrorCode::Cancelled)
            return fail(*scanned->stoppedBy);
        report = std::move(scanned->report);
        failedSources = scanned->failedSources;
    } else {
        const Scanner scanner(*detectors, scanOptions(arguments));
        printer.begin(scanner.symbols(), scanner.options().thresholds);
        report = scanFiles(scanner, printer, arguments.operands(), *traffic, context, &failedSources);
    }
    return finishScan(report, failedSources, interrupt.wasInterrupted(), arguments);
}

} // namespace

Verb scanVerb()
{
    return Verb{"scan", "", "PATH...", "scan mail, logs and captures and print the hits", options, &runScan};
}

} // namespace assay::ctl
