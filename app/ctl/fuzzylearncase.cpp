// SPDX-License-Identifier: GPL-3.0-or-later
// fuzzy check|add|del over the items of a case
#include "app/ctl/fuzzylearn.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "core/fuzzy/fuzzyhasher.h"

#include <algorithm>
#include <ctime>
#include <thread>

namespace assay::ctl {
namespace {

Result<fuzzy::FuzzyRule> ruleNamed(const Case& work, const std::string& name)
{
    const auto rules = work.fuzzyRules();
    if (!rules)
        return rules.error();
    for (const fuzzy::FuzzyRule& rule : *rules) {
        if (rule.name == name)
            return rule;
    }
    return Error{ErrorCode::NotFound, "fuzzy storage " + name, {}};
}

ExitCode checkItems(
    const Case& work, const std::string& name, std::span<const ItemId> items, bool isJson, const RunContext& context)
{
    const auto rule = ruleNamed(work, name);
    if (!rule)
        return fail(rule.error());
    const auto storage = work.fuzzyStorage(name, context);
    if (!storage)
        return fail(storage.error());
    const fuzzy::FuzzyHasher hasher(rule->hashes);
    bool anyFailed = false;
    for (const ItemId item : items) {
        if (context.stopRequested())
            return exitInterrupted;
        const auto bytes = work.itemBytes(item);
        if (!bytes) {
            complain(bytes.error().toString());
            anyFailed = true;
            continue;
        }
        std::vector<fuzzy::HashQuery> queries;
        const std::vector<fuzzy::PartHash> hashes = hasher.hash(*bytes);
        for (const fuzzy::PartHash& hash : hashes)
            queries.push_back({hash.digest, hash.shingles});
        const auto replies = (*storage)->check(queries, context);
        if (!replies)
            return fail(replies.error());
        for (size_t i = 0; i < hashes.size(); ++i)
            printHash({std::to_string(item.value), hashes[i], (*replies)[i], false, {}}, isJson);
    }
    return finishOutput(anyFailed ? exitSomeFailed : exitDone);
}

void writeTotals(JsonWriter& json, const LearnTotals& totals)
{
    json.member("items", totals.items).member("allowed", totals.allowed).member("denied", totals.denied);
    json.member("reflagged", totals.reflagged).member("without_content", totals.withoutContent);
    json.member("failed", totals.failed).member("hashes", totals.hashes).member("new", totals.newHashes);
    json.member("known", totals.knownHashes).member("moved", totals.movedHashes).member("gone", totals.goneHashes);
}

void writeItem(const PlannedItem& item, bool isDone)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.learn-item/1").member("item", item.item.value);
    json.member("outcome", learnOutcomeName(item.outcome)).member("flag", unsigned{item.flag});
    json.member("reflagged", item.isReflagged).key("denied");
    item.outcome == LearnOutcome::Denied || item.outcome == LearnOutcome::Failed ? json.value(item.reason)
                                                                                 : json.null();
    json.key("hashes").beginArray();
    for (const PlannedHash& hash : item.hashes) {
        const bool changes = hash.outcome != LearnOutcome::Absent;
        json.beginObject().member("part", hash.hash.path).member("kind", hashKindName(hash.hash.kind));
        json.member("digest", toHex(hash.hash.digest)).member("outcome", learnOutcomeName(hash.outcome));
        json.member("found", hash.flagBefore != 0).member("flag", unsigned{isDone ? hash.flagAfter : hash.flagBefore});
        json.member("value", isDone ? hash.weightAfter : hash.weightBefore);
        json.member("flag_before", unsigned{hash.flagBefore}).member("flag_after", unsigned{hash.flagAfter});
        json.member("value_before", hash.weightBefore).member("value_after", hash.weightAfter);
        json.member("changed", isDone && changes).endObject();
    }
    json.endArray().endObject();
    writeLine(json.text());
}

} // namespace

void printPlan(const LearnPlan& plan, bool isJson, bool isDone, uint64_t operation)
{
    for (const PlannedItem& item : plan.items) {
        if (isJson) {
            writeItem(item, isDone);
        } else {
            writeLine("item " + std::to_string(item.item.value) + ": " + std::string(learnOutcomeName(item.outcome))
                + (item.isReflagged ? ", flag " + std::to_string(item.flag) : std::string())
                + (item.reason.empty() ? std::string() : " (" + item.reason + ")"));
        }
    }
    const LearnTotals& totals = plan.totals;
    if (isJson) {
        JsonWriter json;
        json.beginObject().member("schema", "assay.learn/1").member("storage", plan.request.storage);
        json.member("dry_run", !isDone).member("operation", operation);
        writeTotals(json, totals);
        writeLine(json.endObject().take());
        return;
    }
    writeLine(std::to_string(totals.allowed) + " allowed, " + std::to_string(totals.denied) + " denied, "
        + std::to_string(totals.reflagged) + " to another flag, " + std::to_string(totals.withoutContent)
        + " without content; " + std::to_string(totals.newHashes) + " hashes new, " + std::to_string(totals.knownHashes)
        + " known, " + std::to_string(totals.movedHashes) + " moved, " + std::to_string(totals.goneHashes) + " gone");
}

Result<std::vector<ItemId>> askedItems(const Arguments& arguments, const Case& work, const RunContext& context)
{
    const std::string text = arguments.value("--query").value_or("");
    auto parsed = work.parse(text, std::time(nullptr));
    if (!parsed.ok())
        return Error{ErrorCode::BadArgument, "--query", query::faultText(parsed.error())};
    const RunContext quiet(context.stopToken(), nullptr, context.workers());
    const auto snapshot = work.snapshot(nullptr, quiet);
    if (!snapshot)
        return snapshot.error();
    FindRequest request;
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    const auto found = work.find(**snapshot, request, quiet);
    if (!found)
        return found.error();
    std::vector<ItemId> items;
    for (const uint32_t row : found->rows)
        items.push_back((*snapshot)->items->row(row).id);
    return items;
}

ExitCode runFuzzyCase(const Arguments& arguments, FuzzyAct act)
{
    const bool isDry = arguments.has("--dry-run"), isJson = arguments.has("--jsonl");
    const bool changes = act != FuzzyAct::Check && !isDry;
    const auto work = Case::open(*arguments.value("--case"), changes ? CaseMode::ReadWriteOnly : CaseMode::ReadOnly);
    if (!work)
        return fail(work.error());
    const auto how = askedFlag(arguments);
    if (!how)
        return fail(how.error());
    const InterruptGuard interrupt;
    ProgressLine line("learn", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    const RunContext context(
        interrupt.stopToken(), &line.progress(), std::max(1U, std::thread::hardware_concurrency()));
    const auto items = askedItems(arguments, **work, context);
    if (!items)
        return fail(items.error());
    if (items->empty())
        return exitNoMatch;
    if (act == FuzzyAct::Check)
        return checkItems(**work, *arguments.value("--storage"), *items, isJson, context);
    LearnRequest request;
    request.storage = *arguments.value("--storage");
    request.forget = act == FuzzyAct::Delete;
    request.flag = how->flag != 0 ? how->flag : uint8_t{1}; // forgetting asks for none
    request.weight = how->weight;
    request.conditions = arguments.has("--conditions");
    const auto plan = (*work)->planLearning(*items, request, context);
    if (!plan)
        return fail(plan.error());
    uint64_t operation = 0;
    if (!isDry) {
        const auto report = (*work)->learn(**plan, arguments.value("--query").value_or(""), context);
        if (!report)
            return fail(report.error());
        operation = report->operation.id;
        if (report->isReplanned)
            complain("the storage changed meanwhile: the counts are those of the plan");
    }
    printPlan(**plan, isJson, !isDry, operation);
    return finishOutput((*plan)->totals.failed > 0 ? exitSomeFailed : exitDone);
}

} // namespace assay::ctl
