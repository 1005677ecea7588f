// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl registry list|promote|rollback|gc, promote, rollback
#include "app/ctl/registryverbs.h"

#include "core/base/time.h"
#include "core/casefile/case.h"
#include "core/train/registry.h"

namespace assay::ctl {
namespace {

using train::Registry;
using train::VersionInfo;

constexpr uint64_t usualKept = 10;

constexpr OptionSpec dirOption{"--dir", "DIR", "the folder of the models", false};
constexpr OptionSpec caseOption{"--case", "FILE", "the case", false};
constexpr OptionSpec jsonOption{"--json", "", "JSON, one object a version", false};
constexpr OptionSpec noteOption{"--note", "TEXT", "why, for the log", false};
constexpr OptionSpec aliasOption{"--alias", "NAME", "the alias that is moved (current)", false};
constexpr OptionSpec overrideOption{"--override", "REASON", "use a version that was rejected, and why", false};

constexpr OptionSpec listOptions[] = {dirOption, jsonOption};
constexpr OptionSpec promoteOptions[] = {dirOption, aliasOption, noteOption, overrideOption, jsonOption};
constexpr OptionSpec rollbackOptions[] = {dirOption, noteOption, jsonOption};
constexpr OptionSpec gcOptions[] = {
    dirOption, {"--keep", "N", "newest versions of each model that stay (10)", false}, jsonOption};
constexpr OptionSpec casePromoteOptions[] = {caseOption, aliasOption, noteOption, overrideOption, jsonOption};
constexpr OptionSpec caseRollbackOptions[] = {caseOption, noteOption, jsonOption};

ExitCode usage(const char* text)
{
    complain(text);
    return exitUsage;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

void printVersion(const VersionInfo& info, bool isJson)
{
    if (!isJson) {
        writeLine(info.model + "\t" + std::to_string(info.number) + "\t" + info.id + "\t"
            + std::string(versionStatusName(info.status)) + (info.isPinned ? ", pinned" : "") + "\t"
            + info.manifest.kind + "\t" + joined(info.aliases));
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.version/1").member("model", info.model).member("version", info.id);
    json.member("number", info.number).member("status", versionStatusName(info.status));
    json.member("pinned", info.isPinned).key("aliases").beginArray();
    for (const std::string& alias : info.aliases)
        json.value(alias);
    json.endArray().member("kind", info.manifest.kind).member("bytes", info.bytes);
    json.member("created", toIsoStringUtc(info.manifest.createdAt)).member("parent", info.manifest.parent);
    json.member("rows", info.manifest.rows).member("features", uint64_t{info.manifest.features.size()});
    json.key("metrics").beginObject();
    for (const models::Manifest::Number& metric : info.manifest.metrics)
        json.member(metric.name, metric.value);
    json.endObject().key("gate").beginArray();
    for (const models::GateCheck& check : info.manifest.gate) {
        constexpr std::string_view outcomes[] = {"passed", "failed", "skipped"};
        json.beginObject().member("id", check.id).member("outcome", outcomes[static_cast<size_t>(check.outcome)]);
        json.member("value", check.value).member("bound", check.bound).member("reason", check.reason).endObject();
    }
    writeLine(json.endArray().endObject().text());
}

ExitCode printed(const Result<VersionInfo>& info, const Arguments& arguments)
{
    if (!info)
        return fail(info.error());
    printVersion(*info, arguments.has("--json"));
    return exitDone;
}

train::PromoteRequest promoteRequest(const Arguments& arguments)
{
    train::PromoteRequest request;
    request.model = arguments.operands().at(0);
    request.version = arguments.operands().size() > 1 ? arguments.operands()[1] : std::string(train::aliasCandidate);
    request.alias = arguments.value("--alias").value_or(std::string(train::aliasCurrent));
    request.note = arguments.value("--note").value_or("");
    request.overrideReason = arguments.value("--override").value_or("");
    return request;
}

ExitCode runList(const Arguments& arguments)
{
    const auto dir = arguments.value("--dir");
    if (!dir || arguments.operands().size() > 1)
        return usage("registry list: name the folder with --dir DIR, and a model to see only that");
    const auto all = Registry(*dir).list();
    if (!all)
        return fail(all.error());
    for (const VersionInfo& info : *all) {
        if (arguments.operands().empty() || info.model == arguments.operands().front())
            printVersion(info, arguments.has("--json"));
    }
    return exitDone;
}

ExitCode runPromote(const Arguments& arguments)
{
    const auto dir = arguments.value("--dir");
    if (!dir || arguments.operands().empty() || arguments.operands().size() > 2)
        return usage("registry promote: give MODEL and a version, and the folder with --dir DIR");
    return printed(Registry(*dir).promote(promoteRequest(arguments)), arguments);
}

ExitCode runRollback(const Arguments& arguments)
{
    const auto dir = arguments.value("--dir");
    if (!dir || arguments.operands().size() != 1)
        return usage("registry rollback: give MODEL, and the folder with --dir DIR");
    return printed(
        Registry(*dir).rollBack(arguments.operands().front(), arguments.value("--note").value_or(""), ""), arguments);
}

ExitCode runGc(const Arguments& arguments)
{
    const auto dir = arguments.value("--dir");
    const auto count = arguments.number("--keep", usualKept, 0, 1'000'000);
    if (!dir || !arguments.operands().empty())
        return usage("registry gc: name the folder with --dir DIR");
    if (!count)
        return fail(count.error());
    const auto report = Registry(*dir).purge(*count, {}, "");
    if (!report)
        return fail(report.error());
    if (!arguments.has("--json")) {
        for (const std::string& name : report->removed)
            writeLine(name);
        return exitDone;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.purge/1").key("removed").beginArray();
    for (const std::string& name : report->removed)
        json.value(name);
    writeLine(json.endArray().member("bytes", report->bytes).endObject().text());
    return exitDone;
}

Result<std::unique_ptr<Case>> openCase(const Arguments& arguments)
{
    return Case::open(*arguments.value("--case"), CaseMode::ReadWriteOnly);
}

ExitCode runCasePromote(const Arguments& arguments)
{
    if (!arguments.has("--case") || arguments.operands().empty() || arguments.operands().size() > 2)
        return usage("promote: give MODEL and a version, and the case with --case FILE");
    const auto opened = openCase(arguments);
    return opened ? printed((*opened)->promote(promoteRequest(arguments)), arguments) : fail(opened.error());
}

ExitCode runCaseRollback(const Arguments& arguments)
{
    if (!arguments.has("--case") || arguments.operands().size() != 1)
        return usage("rollback: give MODEL, and the case with --case FILE");
    const auto opened = openCase(arguments);
    if (!opened)
        return fail(opened.error());
    return printed(
        (*opened)->rollBack(arguments.operands().front(), arguments.value("--note").value_or("")), arguments);
}

} // namespace

Verb registryListVerb()
{
    return {"registry", "list", "[MODEL]", "versions of the models in a folder", listOptions, &runList};
}

Verb registryPromoteVerb()
{
    return {"registry", "promote", "MODEL [VERSION]", "make a version current: its id, number or alias (candidate)",
        promoteOptions, &runPromote};
}

Verb registryRollbackVerb()
{
    return {"registry", "rollback", "MODEL", "make the previous version current", rollbackOptions, &runRollback};
}

Verb registryGcVerb()
{
    return {"registry", "gc", "", "remove versions that nothing points at", gcOptions, &runGc};
}

Verb promoteVerb()
{
    return {"promote", "", "MODEL [VERSION]", "make a version of a case's model current: its id, number or alias",
        casePromoteOptions, &runCasePromote};
}

Verb rollbackVerb()
{
    return {"rollback", "", "MODEL", "make the previous version of a case's model current", caseRollbackOptions,
        &runCaseRollback};
}

} // namespace assay::ctl
