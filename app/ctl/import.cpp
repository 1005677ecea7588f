// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl import
#include "app/ctl/caseverbs.h"
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "app/ctl/trafficoptions.h"

#include "core/casefile/case.h"

#include <algorithm>

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--case", "FILE", "the case; made when it is missing", false},
    {"--mbox-variant", "NAME", "mboxo, mboxrd, mboxcl, mboxcl2 or raw instead of the one detected", false},
    {"--strict-mbox", "", "a message begins only after an empty line", false},
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
    {"--json", "", "one JSON object for each PATH", false},
    {"--no-index", "", "leave the index for later; questions read the items then", false},
    {"--no-progress", "", "no progress line", false},
};

// What was odd in the containers of a source in words, the first of them.
std::vector<std::string> messagesOf(const Case& work, uint32_t source)
{
    constexpr size_t most = 100;
    std::vector<std::string> messages;
    const auto visited = work.visitContainers(source, [&](const std::filesystem::path&, const Container& container) {
        if (!container.message.empty()) {
            std::string text =
                toValidUtf8(container.path.empty() ? container.message : container.path + ": " + container.message);
            // Names in archives are anybody's, terminals obey control characters.
            std::replace_if(
                text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, '?');
            messages.push_back(std::move(text));
        }
        return messages.size() < most;
    });
    if (!visited)
        messages.push_back(visited.error().toString());
    return messages;
}

void report(const Case& work, const std::string& operand, const AddReport& added, bool isJson)
{
    if (isJson) {
        JsonWriter json;
        json.beginObject().member("schema", "assay.import/1").member("source", operand);
        json.member("items", added.items).member("bytes", added.bytes).member("containers", added.containers);
        json.member("failed", added.failed).member("rejected_borders", added.rejectedBorders);
        json.member("seconds", added.seconds);
        json.key("defects").beginArray();
        for (const Defect defect : added.defects.list())
            json.value(defectCode(defect));
        json.endArray().key("messages").beginArray();
        for (const std::string& message : messagesOf(work, added.sourceId))
            json.value(message);
        json.endArray();
        if (added.stoppedBy)
            writeErrorMember(json, *added.stoppedBy);
        json.endObject();
        writeLine(json.text());
        return;
    }
    std::string line = operand + ": " + std::to_string(added.items) + " items";
    if (added.rejectedBorders > 0)
        line += ", " + std::to_string(added.rejectedBorders) + " lines that begin with From are no borders";
    if (added.failed > 0)
        line += ", " + std::to_string(added.failed) + " could not be read back";
    complain(line);
    for (const Defect defect : added.defects.list())
        complain("  " + std::string(defectText(defect)));
    for (const std::string& message : messagesOf(work, added.sourceId))
        complain("  " + message);
}

// Whether the run may go on with the next operand after this error.
bool concernsOneSource(ErrorCode code)
{
    return code != ErrorCode::DiskFull && code != ErrorCode::WriteFailed && code != ErrorCode::ReadOnly
        && code != ErrorCode::Locked && code != ErrorCode::Cancelled;
}

ExitCode importAll(Case& work, const Arguments& arguments, const AddOptions& adding, const RunContext& context)
{
    ExitCode code = exitDone;
    for (const std::string& operand : arguments.operands()) {
        if (operand == "-") {
            complain("standard input cannot be imported: a case keeps where its items lie; save it to a file");
            return exitUsage;
        }
        const auto added = work.add(operand, adding, context);
        if (added)
            report(work, operand, *added, arguments.has("--json"));
        const auto error = !added ? std::optional(added.error()) : added->stoppedBy;
        if (error && error->code == ErrorCode::Cancelled)
            break;
        if (error) {
            const ExitCode worst = fail(*error);
            if (!concernsOneSource(error->code))
                return worst;
            code = arguments.operands().size() == 1 && !added ? worst : exitSomeFailed;
        } else if (added->failed > 0) {
            code = exitSomeFailed;
        }
    }
    return code;
}

ExitCode runImport(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || arguments.operands().empty()) {
        complain("import: name the sources, and the case with --case FILE");
        return exitUsage;
    }
    AddOptions adding;
    adding.read.mboxNeedsEmptyLine = arguments.has("--strict-mbox");
    adding.read.forcedMboxVariant = arguments.value("--mbox-variant").value_or("");
    static constexpr std::string_view variants[] = {"", "mboxo", "mboxrd", "mboxcl", "mboxcl2", "raw"};
    if (std::find(std::begin(variants), std::end(variants), adding.read.forcedMboxVariant) == std::end(variants)) {
        complain("--mbox-variant: no variant " + adding.read.forcedMboxVariant);
        return exitUsage;
    }
    auto traffic = trafficOptions(arguments);
    if (!traffic)
        return fail(traffic.error());
    adding.read.traffic = std::move(*traffic);
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    InterruptGuard interrupt;
    const auto opened = Case::openOrCreate(*file);
    if (!opened)
        return fail(opened.error());
    ExitCode code = exitDone;
    {
        ProgressLine line("import", ProgressLine::Unit::Bytes, !arguments.has("--no-progress"));
        code = importAll(**opened, arguments, adding, RunContext(interrupt.stopToken(), &line.progress(), *jobs));
    }
    if (code != exitUsage && !arguments.has("--no-index") && !interrupt.wasInterrupted()) {
        ProgressLine line("index", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
        const auto indexed = (*opened)->updateIndex(RunContext(interrupt.stopToken(), &line.progress(), *jobs));
        if (!indexed && indexed.error().code != ErrorCode::Cancelled)
            complain("the index could not be brought up to date: " + indexed.error().toString());
    }
    if (interrupt.wasInterrupted()) {
        const auto info = (*opened)->info();
        complain("interrupted" + (info ? ": the case holds " + std::to_string(info->items) + " items" : std::string()));
        return exitInterrupted;
    }
    return code;
}

} // namespace

Verb importVerb()
{
    return Verb{"import", "", "PATH...", "take mail, logs and captures into a case", options, &runImport};
}

} // namespace assay::ctl
