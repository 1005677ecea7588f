// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/feedbackcase.h"

#include "app/ctl/question.h"
#include "core/base/time.h"
#include "core/feedback/messages.h"

#include <charconv>

namespace assay::ctl {

Result<int64_t> askedTime(const Arguments& arguments, std::string_view option)
{
    const auto text = arguments.value(option);
    if (!text)
        return 0;
    const auto zone = askedZone(arguments);
    if (!zone)
        return zone.error();
    const auto time = feedback::messageTime(*text);
    if (!time)
        return Error{ErrorCode::BadArgument, std::string(option) + " " + *text, "not a time"};
    const bool hasZone =
        text->back() == 'Z' || text->find_first_of("+-", std::min<size_t>(text->size(), 10)) != std::string::npos;
    const int64_t seconds = *time / 1000;
    return hasZone ? seconds : seconds - int64_t{zone->offsetAtLocal(seconds)} * 60;
}

std::unique_ptr<Case> openFeedbackCase(const Arguments& arguments, std::string_view verb, size_t fewest, size_t most,
    CaseMode mode, std::string_view operands, ExitCode& code)
{
    const auto file = arguments.value("--case");
    if (!file || arguments.operands().size() < fewest || arguments.operands().size() > most) {
        std::string text = "feedback " + std::string(verb) + ": ";
        if (!operands.empty())
            text += "give " + std::string(operands) + ", and ";
        complain(text + "name the case with --case FILE");
        code = exitUsage;
        return nullptr;
    }
    auto opened = Case::open(*file, mode);
    if (!opened) {
        code = fail(opened.error());
        return nullptr;
    }
    code = exitDone;
    return std::move(*opened);
}

Result<BatchId> batchNumber(const std::string& text)
{
    BatchId id;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), id.value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || id.isNone() || id.value == 0)
        return Error{ErrorCode::BadArgument, text, "a batch is named by its number"};
    return id;
}

std::string labelText(feedback::LabelId label)
{
    const feedback::LabelKind* kind = feedback::findLabel(label);
    return kind ? std::string(kind->name) : "none";
}

void writeBatch(JsonWriter& json, const feedback::BatchInfo& info)
{
    const auto time = [&](std::string_view name, int64_t seconds) {
        if (seconds != 0)
            json.member(name, toIsoStringUtc(seconds));
    };
    json.beginObject().member("schema", "assay.batch-info/1").member("batch", info.id.value);
    json.member("name", info.context.name).member("reason", feedback::reasonName(info.context.reason));
    json.member("state", feedback::batchStateName(info.state)).member("author", info.author);
    time("start", info.context.start);
    time("stop", info.context.stop);
    time("created", info.createdAt);
    time("changed", info.changedAt);
    time("submitted", info.submittedAt);
    time("processed", info.processedAt);
    json.member("notes", info.context.notes).member("confidence", unsigned{info.context.confidence});
    json.member("records", info.records).member("sha256", info.sha256).member("reply", info.reply);
    json.member("origin", info.origin).key("used_in_runs").beginArray();
    for (const uint64_t run : info.usedInRuns)
        json.value(run);
    json.endArray().member("withdrawn", info.isWithdrawn).member("withdrawn_because", info.withdrawnBecause);
    json.endObject();
}

void printBatch(const feedback::BatchInfo& info, bool isJson)
{
    if (isJson) {
        JsonWriter json;
        writeBatch(json, info);
        writeLine(json.text());
        return;
    }
    std::string line = std::to_string(info.id.value) + "\t" + std::string(feedback::batchStateName(info.state)) + "\t"
        + std::string(feedback::reasonName(info.context.reason)) + "\t" + std::to_string(info.records) + " records\t"
        + info.context.name;
    for (const uint64_t run : info.usedInRuns)
        line += "\tused in run " + std::to_string(run);
    if (info.isWithdrawn)
        line += "\twithdrawn: " + info.withdrawnBecause;
    if (!info.reply.empty())
        line += "\t" + info.reply;
    writeLine(line);
}

} // namespace assay::ctl
