// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl case new|info|check
#include "app/ctl/caseverbs.h"
#include "app/ctl/interrupt.h"

#include "core/base/time.h"
#include "core/casefile/case.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec jsonOptions[] = {{"--json", "", "one JSON object", false}};

ExitCode needOneFile()
{
    complain("name one case file");
    return exitUsage;
}

ExitCode runNew(const Arguments& arguments)
{
    if (arguments.operands().size() != 1)
        return needOneFile();
    const auto created = Case::create(arguments.operands().front());
    if (created)
        return exitDone;
    const ExitCode code = fail(created.error());
    return code == exitNoInput || created.error().code == ErrorCode::BadArgument ? exitCannotCreate : code;
}

std::string_view stateName(SourceState state)
{
    switch (state) {
    case SourceState::Importing:
        return "importing";
    case SourceState::Complete:
        return "complete";
    case SourceState::Partial:
        return "partial";
    case SourceState::Failed:
        return "failed";
    }
    return "";
}

void writeInfo(const CaseInfo& info, const std::vector<SourceInfo>& sources, const std::vector<ScanInfo>& scans)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.case/1").member("case", info.path.string());
    json.member("version", info.version).member("created", toIsoStringUtc(info.createdAt));
    json.member("items", info.items).member("file_bytes", info.fileBytes);
    json.key("sources").beginArray();
    for (const SourceInfo& source : sources) {
        json.beginObject().member("source", source.path.string()).member("state", stateName(source.state));
        json.member("items", source.items).member("bytes", source.bytes);
        if (source.error)
            writeErrorMember(json, *source.error);
        json.endObject();
    }
    json.endArray().key("scans").beginArray();
    for (const ScanInfo& scan : scans) {
        json.beginObject().member("scan", uint64_t{scan.id.value}).member("started", toIsoStringUtc(scan.startedAt));
        json.member("complete", scan.complete).member("rule_set", scan.ruleSetTitle);
        json.member("items", scan.items).member("failed", scan.failed).member("seconds", scan.seconds).endObject();
    }
    json.endArray().endObject();
    writeLine(json.text());
}

void printInfo(const CaseInfo& info, const std::vector<SourceInfo>& sources, const std::vector<ScanInfo>& scans)
{
    writeLine(info.path.string() + ": " + std::to_string(info.items) + " items, version " + std::to_string(info.version)
        + ", made " + toIsoStringUtc(info.createdAt));
    for (const SourceInfo& source : sources)
        writeLine("  source " + source.path.string() + ": " + std::to_string(source.items) + " items, "
            + std::string(stateName(source.state)) + (source.error ? " (" + source.error->toString() + ")" : ""));
    for (const ScanInfo& scan : scans)
        writeLine("  scan " + std::to_string(scan.id.value) + " of " + toIsoStringUtc(scan.startedAt) + ": "
            + std::to_string(scan.items) + " items, " + scan.ruleSetTitle + (scan.complete ? "" : ", partial"));
}

ExitCode runInfo(const Arguments& arguments)
{
    if (arguments.operands().size() != 1)
        return needOneFile();
    const auto opened = Case::open(arguments.operands().front(), CaseMode::ReadOnly);
    if (!opened)
        return fail(opened.error());
    const auto info = (*opened)->info();
    if (!info)
        return fail(info.error());
    const auto sources = (*opened)->sources();
    if (!sources)
        return fail(sources.error());
    const auto scans = (*opened)->scans();
    if (!scans)
        return fail(scans.error());
    if (arguments.has("--json"))
        writeInfo(*info, *sources, *scans);
    else
        printInfo(*info, *sources, *scans);
    return exitDone;
}

ExitCode runCheck(const Arguments& arguments)
{
    if (arguments.operands().size() != 1)
        return needOneFile();
    const auto opened = Case::open(arguments.operands().front(), CaseMode::ReadOnly);
    if (!opened)
        return fail(opened.error());
    const InterruptGuard interrupt;
    const auto report = (*opened)->check(RunContext(interrupt.stopToken(), nullptr, 1));
    if (!report)
        return fail(report.error());
    JsonWriter json;
    json.beginObject().member("schema", "assay.check/1").member("case", (*opened)->path().string());
    json.key("problems").beginArray();
    for (const std::string& problem : report->problems)
        json.value(problem);
    json.endArray().key("sources").beginArray();
    for (const auto& [path, error] : report->sources) {
        json.beginObject().member("source", path.string());
        writeErrorMember(json, error);
        json.endObject();
    }
    json.endArray().endObject();
    if (arguments.has("--json")) {
        writeLine(json.text());
    } else {
        for (const std::string& problem : report->problems)
            writeLine("damaged: " + problem);
        for (const auto& [path, error] : report->sources)
            writeLine("source: " + error.toString());
        if (report->problems.empty() && report->sources.empty())
            writeLine("sound");
    }
    if (!report->problems.empty())
        return exitBadData;
    return report->sources.empty() ? exitDone : exitSomeFailed;
}

} // namespace

Verb caseNewVerb()
{
    return Verb{"case", "new", "FILE.assay", "make an empty case", {}, &runNew};
}

Verb caseInfoVerb()
{
    return Verb{"case", "info", "FILE.assay", "show what a case holds", jsonOptions, &runInfo};
}

Verb caseCheckVerb()
{
    return Verb{"case", "check", "FILE.assay", "look for damage and for sources that changed", jsonOptions, &runCheck};
}

} // namespace assay::ctl
