// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl feedback new|add|list|show|withdraw
#include "app/ctl/feedbackcase.h"
#include "app/ctl/feedbackverbs.h"
#include "app/ctl/question.h"

#include "core/base/time.h"
#include "core/feedback/messages.h"

#include <algorithm>
#include <ctime>

namespace assay::ctl {
namespace {

constexpr OptionSpec newOptions[] = {
    feedbackCaseOption,
    {"--reason", "REASON", "attack, false positive, false negative, true positive, true negative or other", false},
    {"--name", "TEXT", "what people call it", false},
    {"--start", "TIME", "begin of the period, as 2026-11-21T09:00:00; without it that of the items", false},
    {"--stop", "TIME", "its end", false},
    zoneOption,
    {"--notes", "TEXT", "sent with the batch: nothing that must stay here", false},
    {"--list", "NAME", "only items whose address is in this list", false},
    {"--frozen", "", "take the items that match now, instead of those that match when it is submitted", false},
    {"--confidence", "PERCENT", "how sure you are, 0 to 100", false},
    {"--author", "NAME", "who makes it, instead of the login name", false},
    nowOption,
    feedbackJsonOption,
};
constexpr OptionSpec addOptions[] = {
    feedbackCaseOption,
    {"--remove", "", "take the items out instead", false},
    nowOption,
    zoneOption,
    feedbackJsonOption,
};
constexpr OptionSpec listOptions[] = {feedbackCaseOption, feedbackJsonOption};
constexpr OptionSpec withdrawOptions[] = {feedbackCaseOption, feedbackJsonOption};

Result<feedback::BatchContext> askedContext(const Arguments& arguments)
{
    feedback::BatchContext context;
    const std::string given = arguments.value("--reason").value_or("");
    const auto reason = feedback::reasonFromName(given);
    if (!reason)
        return Error{ErrorCode::BadArgument, "--reason " + given,
            "one of attack, false positive, false negative, true positive, true negative, other"};
    const auto start = askedTime(arguments, "--start"), stop = askedTime(arguments, "--stop");
    const auto confidence = arguments.number("--confidence", 100, 0, 100);
    if (!start || !stop)
        return start ? stop.error() : start.error();
    if (!confidence)
        return confidence.error();
    context.reason = *reason;
    context.name = arguments.value("--name").value_or("");
    context.start = *start;
    context.stop = *stop;
    context.zone = arguments.value("--zone").value_or("");
    context.notes = arguments.value("--notes").value_or("");
    context.confidence = static_cast<uint8_t>(*confidence);
    return context;
}

Result<std::vector<ItemId>> matching(
    std::string_view verb, const std::string& text, const Arguments& arguments, const Case& work)
{
    Result<FindRequest> question = FindRequest();
    if (text != "*") {
        question = askedQuestion(verb, text, arguments, work);
        if (!question)
            return question.error();
    }
    const auto snapshot = work.snapshot();
    if (!snapshot)
        return snapshot.error();
    question->order.clear();
    const auto found = work.find(**snapshot, *question);
    if (!found)
        return found.error();
    std::vector<ItemId> items;
    for (const uint32_t row : found->rows)
        items.push_back((*snapshot)->items->row(row).id);
    return items;
}

// The period of the dates that the items have, as far as it has passed.
Result<void> takePeriod(Case& work, BatchId id, feedback::BatchContext context)
{
    const auto snapshot = work.snapshot();
    const auto review = snapshot ? work.reviewBatch(id, **snapshot) : Result<BatchReview>(snapshot.error());
    if (!review)
        return review.error();
    const int64_t now = std::time(nullptr);
    for (const ItemId item : review->items) {
        const int64_t date = (*snapshot)->items->row((*snapshot)->items->find(item)).date;
        if (date == ItemRow::noDate || date <= 0 || date > now)
            continue;
        context.start = context.start == 0 ? date : std::min(context.start, date);
        context.stop = std::max(context.stop, date);
    }
    return work.setBatchContext(id, context);
}

ExitCode printOne(const Case& work, BatchId id, bool isJson)
{
    const auto batch = work.batch(id);
    if (!batch)
        return fail(batch.error());
    printBatch(batch->info, isJson);
    return exitDone;
}

ExitCode runNew(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "new", 0, 1, CaseMode::ReadWriteOnly, "a query or nothing", code);
    if (!work)
        return code;
    if (const auto author = arguments.value("--author"))
        work->setUser(*author);
    const auto context = askedContext(arguments);
    if (!context)
        return fail(context.error());
    feedback::BatchScope scope;
    scope.query = arguments.operands().empty() ? "" : arguments.operands().front();
    scope.list = arguments.value("--list").value_or("");
    if (scope.list.starts_with('@'))
        scope.list.erase(0, 1);
    if (!scope.query.empty()) {
        auto items = matching("feedback new", scope.query, arguments, *work);
        if (!items)
            return fail(items.error());
        if (arguments.has("--frozen")) {
            scope.isFrozen = true;
            scope.items = std::move(*items);
        }
    }
    const auto id = work->createBatch(*context, scope);
    if (!id)
        return fail(id.error());
    if (context->start == 0 && context->stop == 0) {
        const auto set = takePeriod(*work, *id, *context);
        if (!set)
            return fail(set.error());
    }
    return printOne(*work, *id, arguments.has("--json"));
}

// Puts `items` into one list and takes them out of the other.
void move(std::vector<ItemId>& into, std::vector<ItemId>& from, const std::vector<ItemId>& items)
{
    std::vector<ItemId> joined, rest;
    std::set_union(into.begin(), into.end(), items.begin(), items.end(), std::back_inserter(joined));
    std::set_difference(from.begin(), from.end(), items.begin(), items.end(), std::back_inserter(rest));
    into = std::move(joined);
    from = std::move(rest);
}

ExitCode runAdd(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "add", 2, 2, CaseMode::ReadWriteOnly, "BATCH QUERY", code);
    if (!work)
        return code;
    const auto id = batchNumber(arguments.operands().at(0));
    auto batch = id ? work->batch(*id) : Result<Batch>(id.error());
    if (!batch)
        return fail(batch.error());
    const auto items = matching("feedback add", arguments.operands().at(1), arguments, *work);
    if (!items)
        return fail(items.error());
    feedback::BatchScope& scope = batch->scope;
    std::vector<ItemId> none;
    if (scope.isFrozen)
        arguments.has("--remove") ? move(none, scope.items, *items) : move(scope.items, none, *items);
    else
        arguments.has("--remove") ? move(scope.removed, scope.added, *items) : move(scope.added, scope.removed, *items);
    const auto set = work->setBatchScope(*id, scope);
    return set ? printOne(*work, *id, arguments.has("--json")) : fail(set.error());
}

ExitCode runList(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "list", 0, 0, CaseMode::ReadOnly, "", code);
    if (!work)
        return code;
    const auto batches = work->batches();
    if (!batches)
        return fail(batches.error());
    for (const feedback::BatchInfo& info : *batches)
        printBatch(info, arguments.has("--json"));
    return exitDone;
}

ExitCode runShow(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "show", 1, 1, CaseMode::ReadOnly, "BATCH", code);
    if (!work)
        return code;
    const auto id = batchNumber(arguments.operands().front());
    if (!id)
        return fail(id.error());
    code = printOne(*work, *id, arguments.has("--json"));
    const auto messages = work->messages();
    if (code != exitDone || arguments.has("--json") || !messages)
        return code;
    for (const CaseMessage& message : *messages) {
        if (message.object == "batch " + std::to_string(id->value))
            writeLine(toIsoStringUtc(message.at) + "\t" + message.text);
    }
    return code;
}

ExitCode runWithdraw(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "withdraw", 2, 2, CaseMode::ReadWriteOnly, "BATCH REASON", code);
    if (!work)
        return code;
    const auto id = batchNumber(arguments.operands().at(0));
    const auto done = id ? work->withdrawBatch(*id, arguments.operands().at(1)) : Result<void>(id.error());
    return done ? printOne(*work, *id, arguments.has("--json")) : fail(done.error());
}

} // namespace

Verb feedbackNewVerb()
{
    return Verb{"feedback", "new", "[QUERY]", "begin a batch of the items that match", newOptions, &runNew};
}

Verb feedbackAddVerb()
{
    return Verb{"feedback", "add", "BATCH QUERY", "add items to a batch, or take them out", addOptions, &runAdd};
}

Verb feedbackListVerb()
{
    return Verb{"feedback", "list", "", "the batches of a case, newest first", listOptions, &runList};
}

Verb feedbackShowVerb()
{
    return Verb{"feedback", "show", "BATCH", "one batch and what was said about it", listOptions, &runShow};
}

Verb feedbackWithdrawVerb()
{
    return Verb{"feedback", "withdraw", "BATCH REASON", "keep a submitted batch out of later trainings",
        withdrawOptions, &runWithdraw};
}

} // namespace assay::ctl
