// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl audit show|verify
#include "app/ctl/labelverbs.h"

#include "core/base/time.h"
#include "core/casefile/case.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec caseOption{"--case", "FILE", "the case", false};
constexpr OptionSpec showOptions[] = {
    caseOption,
    {"--from", "NUMBER", "begin with this entry", false},
    {"--jsonl", "", "one JSON object a line", false},
};
constexpr OptionSpec verifyOptions[] = {caseOption, {"--json", "", "one JSON object", false}};

Result<std::unique_ptr<Case>> openCase(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || !arguments.operands().empty())
        return Error{ErrorCode::BadArgument, "audit", "name the case with --case FILE"};
    return Case::open(*file, CaseMode::ReadOnly);
}

void print(const store::AuditEntry& entry, bool isJson)
{
    if (!isJson) {
        std::string line = std::to_string(entry.number) + "\t" + toIsoStringUtc(entry.at) + "\t" + entry.user + "\t"
            + entry.action + "\t" + entry.object + "\t" + std::to_string(entry.count) + "\t" + entry.before + " -> "
            + entry.after;
        if (!entry.query.empty())
            line += "\t" + entry.query;
        writeLine(toValidUtf8(line));
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.audit/1").member("number", entry.number);
    json.member("at", toIsoStringUtc(entry.at)).member("user", entry.user).member("action", entry.action);
    json.member("object", entry.object).member("count", entry.count).member("before", entry.before);
    json.member("after", entry.after).member("query", entry.query).member("program", entry.program);
    json.member("hash", toHex(entry.hash)).endObject();
    writeLine(json.text());
}

ExitCode runShow(const Arguments& arguments)
{
    const auto from = arguments.number("--from", 1, 1, UINT32_MAX);
    if (!from)
        return fail(from.error());
    const auto opened = openCase(arguments);
    if (!opened)
        return fail(opened.error());
    const auto shown = (*opened)->visitAudit(*from, [&](const store::AuditEntry& entry) {
        print(entry, arguments.has("--jsonl"));
        return true;
    });
    return shown ? exitDone : fail(shown.error());
}

ExitCode runVerify(const Arguments& arguments)
{
    const auto opened = openCase(arguments);
    if (!opened)
        return fail(opened.error());
    const auto report = (*opened)->verifyAudit();
    if (!report)
        return fail(report.error());
    const bool isSound = !report->firstBroken;
    if (arguments.has("--json")) {
        JsonWriter json;
        json.beginObject().member("schema", "assay.audit-report/1").member("entries", report->entries);
        json.member("intact", isSound);
        if (!isSound)
            json.member("first_broken", *report->firstBroken).member("reason", report->reason);
        json.endObject();
        writeLine(json.text());
    } else if (isSound) {
        writeLine("intact: " + std::to_string(report->entries) + " entries");
    } else {
        writeLine("broken at entry " + std::to_string(*report->firstBroken) + ": " + report->reason);
    }
    return isSound ? exitDone : exitBadData;
}

} // namespace

Verb auditShowVerb()
{
    return Verb{"audit", "show", "", "what was done in a case", showOptions, &runShow};
}

Verb auditVerifyVerb()
{
    return Verb{"audit", "verify", "", "whether the log of a case is as it was written", verifyOptions, &runVerify};
}

} // namespace assay::ctl
