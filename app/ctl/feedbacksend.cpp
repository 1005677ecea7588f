// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl feedback review|submit|export|import|inbox
#include "app/ctl/feedbackcase.h"
#include "app/ctl/feedbackverbs.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"

#include "core/base/time.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec reviewOptions[] = {feedbackCaseOption, feedbackJsonOption};
constexpr OptionSpec submitOptions[] = {
    feedbackCaseOption,
    {"--withhold", "FEATURE", "leave this feature out of the messages", true},
    {"--part", "N", "records in a message, 1 to 5000", false},
    {"--dry-run", "", "print the messages instead of sending them", false},
    {"--author", "NAME", "who submits it, instead of the login name", false},
    feedbackJsonOption,
    {"--no-progress", "", "no progress line", false},
};
constexpr OptionSpec fileOptions[] = {feedbackCaseOption, feedbackJsonOption};

// "12 items: 3 7 9 ..."
std::string itemsLine(const std::vector<ItemId>& items)
{
    constexpr size_t shown = 10;
    std::string line = std::to_string(items.size());
    for (size_t i = 0; i < std::min(items.size(), shown); ++i)
        line += (i == 0 ? ": " : " ") + std::to_string(items[i].value);
    return items.size() > shown ? line + " ..." : line;
}

using NamedItems = std::pair<const char*, const std::vector<ItemId>*>;

std::vector<NamedItems> listsOf(const BatchReview& review)
{
    return {{"unlabelled", &review.unlabelled}, {"against_reason", &review.againstReason},
        {"outside_period", &review.outsidePeriod}, {"conflicts", &review.conflicts},
        {"same_address_both_ways", &review.sameAddressBothWays}, {"missing_features", &review.missingFeatures},
        {"spot_check", &review.spotCheck}};
}

void printJson(BatchId id, const BatchReview& review)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.batch-review/1").member("batch", id.value);
    json.member("items", static_cast<uint64_t>(review.items.size())).member("addresses", review.addresses);
    json.key("counts").beginObject();
    for (const auto& [label, counts] : review.counts) {
        json.key(labelText(label)).beginObject().member("not_hostile", counts[0]).member("hostile", counts[1]);
        json.member("unknown", counts[2]).endObject();
    }
    json.endObject();
    for (const auto& [name, items] : listsOf(review)) {
        json.key(name).beginArray();
        for (const ItemId item : *items)
            json.value(item.value);
        json.endArray();
    }
    json.key("problems").beginArray();
    for (const std::string& problem : review.problems)
        json.value(problem);
    json.endArray().endObject();
    writeLine(json.text());
}

void printText(const BatchReview& review)
{
    writeLine(
        std::to_string(review.items.size()) + " items, " + std::to_string(review.addresses) + " distinct addresses");
    writeLine("label\tnot hostile\thostile\tunknown");
    for (const auto& [label, counts] : review.counts)
        writeLine(labelText(label) + "\t" + std::to_string(counts[0]) + "\t" + std::to_string(counts[1]) + "\t"
            + std::to_string(counts[2]));
    for (const auto& [name, items] : listsOf(review)) {
        if (!items->empty())
            writeLine(std::string(name) + "\t" + itemsLine(*items));
    }
    for (const std::string& problem : review.problems)
        complain(problem);
}

ExitCode runReview(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "review", 1, 1, CaseMode::ReadOnly, "BATCH", code);
    if (!work)
        return code;
    const auto id = batchNumber(arguments.operands().front());
    if (!id)
        return fail(id.error());
    const auto snapshot = work->snapshot();
    const auto review = snapshot ? work->reviewBatch(*id, **snapshot) : Result<BatchReview>(snapshot.error());
    if (!review)
        return fail(review.error());
    if (arguments.has("--json"))
        printJson(*id, *review);
    else
        printText(*review);
    return review->problems.empty() ? exitDone : exitSomeFailed;
}

void printReceipt(const SubmitReceipt& receipt, bool isJson)
{
    if (!isJson) {
        std::string line = "batch " + std::to_string(receipt.batch.value) + ": " + std::to_string(receipt.records)
            + " records submitted at " + toIsoStringUtc(receipt.at) + ", SHA-256 " + receipt.sha256;
        for (const auto& [label, count] : receipt.byLabel)
            line += "\n" + labelText(label) + "\t" + std::to_string(count);
        for (const auto& file : receipt.files)
            line += "\n" + file.string();
        writeLine(line);
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.receipt/1").member("batch", receipt.batch.value);
    json.member("at", toIsoStringUtc(receipt.at)).member("records", receipt.records);
    json.key("labels").beginObject();
    for (const auto& [label, count] : receipt.byLabel)
        json.member(labelText(label), count);
    json.endObject().member("sha256", receipt.sha256).key("files").beginArray();
    for (const auto& file : receipt.files)
        json.value(file.string());
    json.endArray().endObject();
    writeLine(json.text());
}

ExitCode submit(Case& work, BatchId id, const SubmitOptions& options, const Arguments& arguments)
{
    const InterruptGuard interrupt;
    ProgressLine line("submit", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    const RunContext context(interrupt.stopToken(), &line.progress(), 2);
    const auto snapshot = work.snapshot(nullptr, RunContext(interrupt.stopToken(), nullptr, 2));
    if (!snapshot)
        return fail(snapshot.error());
    if (arguments.has("--dry-run")) {
        const auto messages = work.previewSubmission(id, **snapshot, options, SIZE_MAX, context);
        if (!messages)
            return fail(messages.error());
        for (const std::string& message : *messages)
            writeLine(message);
        return exitDone;
    }
    const auto receipt = work.submitBatch(id, **snapshot, options, context);
    if (!receipt)
        return fail(receipt.error());
    printReceipt(*receipt, arguments.has("--json"));
    return exitDone;
}

ExitCode runSubmit(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto mode = arguments.has("--dry-run") ? CaseMode::ReadWrite : CaseMode::ReadWriteOnly;
    const auto work = openFeedbackCase(arguments, "submit", 1, 1, mode, "BATCH", code);
    if (!work)
        return code;
    if (const auto author = arguments.value("--author"))
        work->setUser(*author);
    const auto id = batchNumber(arguments.operands().front());
    const auto part = arguments.number("--part", 5000, 1, 5000);
    if (!id || !part)
        return fail(id ? part.error() : id.error());
    SubmitOptions options;
    options.recordsPerPart = static_cast<uint32_t>(*part);
    options.withheld = arguments.values("--withhold");
    return submit(*work, *id, options, arguments);
}

ExitCode runExport(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "export", 2, 2, CaseMode::ReadOnly, "BATCH FILE", code);
    if (!work)
        return code;
    const auto id = batchNumber(arguments.operands().at(0));
    const auto written = id ? work->exportBatch(*id, arguments.operands().at(1)) : Result<void>(id.error());
    return written ? exitDone : fail(written.error());
}

ExitCode runImport(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "import", 1, 1, CaseMode::ReadWriteOnly, "FILE", code);
    if (!work)
        return code;
    const auto id = work->importBatch(arguments.operands().front());
    const auto batch = id ? work->batch(*id) : Result<Batch>(id.error());
    if (!batch)
        return fail(batch.error());
    printBatch(batch->info, arguments.has("--json"));
    return exitDone;
}

ExitCode runInbox(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "inbox", 0, 0, CaseMode::ReadWriteOnly, "", code);
    if (!work)
        return code;
    const auto report = work->readInbox();
    if (!report)
        return fail(report.error());
    if (arguments.has("--json")) {
        JsonWriter json;
        json.beginObject().member("schema", "assay.inbox/1").member("replies", report->replies);
        json.member("batches", report->batches).member("waiting", report->waiting).key("refused").beginArray();
        for (const auto& refused : report->refused)
            json.beginObject().member("file", refused.file.string()).member("why", refused.why).endObject();
        json.endArray().endObject();
        writeLine(json.text());
    } else {
        writeLine(std::to_string(report->replies) + " replies, " + std::to_string(report->batches) + " batches, "
            + std::to_string(report->waiting) + " files wait for other parts");
        for (const auto& refused : report->refused)
            complain(refused.file.string() + ": " + refused.why);
    }
    return report->refused.empty() ? exitDone : exitSomeFailed;
}

} // namespace

Verb feedbackReviewVerb()
{
    return Verb{
        "feedback", "review", "BATCH", "what to look at before a batch is submitted", reviewOptions, &runReview};
}

Verb feedbackSubmitVerb()
{
    return Verb{"feedback", "submit", "BATCH", "freeze a batch and put its messages into the outbox", submitOptions,
        &runSubmit};
}

Verb feedbackExportVerb()
{
    return Verb{"feedback", "export", "BATCH FILE", "write a submitted batch to one file for another case", fileOptions,
        &runExport};
}

Verb feedbackImportVerb()
{
    return Verb{
        "feedback", "import", "FILE", "take in a batch of another case, or a published one", fileOptions, &runImport};
}

Verb feedbackInboxVerb()
{
    return Verb{
        "feedback", "inbox", "", "read replies and batches of others in the inbox of a case", fileOptions, &runInbox};
}

} // namespace assay::ctl
