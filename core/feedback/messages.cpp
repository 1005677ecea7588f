// SPDX-License-Identifier: GPL-3.0-or-later
// Writing messages; reading is in messagereader.cpp.
#include "core/feedback/messages.h"

#include "core/base/json.h"
#include "core/base/time.h"

#include <charconv>
#include <cmath>

namespace assay::feedback {
namespace {

// "2021-02-27 00:00:00+00:00"
std::string timeText(int64_t seconds)
{
    std::string text = toIsoStringUtc(seconds);
    text.replace(text.find('T'), 1, " ");
    text.replace(text.size() - 1, 1, "+00:00");
    return text;
}

void writeTime(JsonWriter& json, std::string_view name, int64_t seconds)
{
    if (seconds != 0)
        json.member(name, timeText(seconds));
}

// As a number where it is one: ids are numbers inside of records and contexts.
void writeId(JsonWriter& json, std::string_view name, const std::string& id)
{
    const bool isNumber =
        !id.empty() && id.size() < 16 && id.find_first_not_of("0123456789") == std::string::npos && id[0] != '0';
    if (isNumber)
        json.member(name, static_cast<uint64_t>(std::stoull(id)));
    else
        json.member(name, id);
}

void writeContext(JsonWriter& json, const FeedbackMessage& message)
{
    json.key("feedback_context").beginObject();
    writeId(json, "id", message.idContext);
    json.member("uuid_organization", message.organization).member("reason", reasonName(message.reason));
    json.member("reason_descr", message.reasonText);
    writeTime(json, "start", message.start);
    writeTime(json, "stop", message.stop);
    if (message.addresses)
        json.member("ip_count", *message.addresses);
    json.member("notes", message.notes).member("pending", message.isPending).endObject();
}

// Features are kept as floats: 0.1 as a float is not written as 0.10000000149011612.
double shortest(double value)
{
    const auto narrow = static_cast<float>(value);
    if (static_cast<double>(narrow) != value || std::floor(value) == value)
        return value;
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, narrow);
    std::from_chars(text, end.ptr, value);
    return value;
}

void writeRecord(JsonWriter& json, const MessageRecord& record, const FeedbackMessage& message)
{
    json.beginObject().member("id", record.id);
    writeId(json, "id_context", message.idContext);
    json.member("uuid_organization", message.organization).member("uuid_request_set", record.uuid);
    json.member("prediction", record.prediction).member("score", record.score);
    json.member("attack_prediction", record.attackPrediction);
    if (record.isLowRate)
        json.member("low_rate", *record.isLowRate);
    json.key("features").beginObject();
    for (const auto& [name, value] : record.features)
        json.member(message.names[name], shortest(value));
    json.endObject().member("feedback", record.feedback);
    writeTime(json, "start", record.start);
    writeTime(json, "stop", record.stop);
    writeTime(json, "submitted_at", record.submittedAt);
    writeTime(json, "created_at", record.createdAt);
    writeTime(json, "updated_at", record.updatedAt);
    json.endObject();
}

} // namespace

std::string recordToJson(const MessageRecord& record, const FeedbackMessage& message)
{
    JsonWriter json;
    writeRecord(json, record, message);
    return json.take();
}

std::string toJson(const FeedbackMessage& message)
{
    JsonWriter json;
    json.beginObject();
    json.member("progress_count", std::to_string(message.part) + "/" + std::to_string(message.parts));
    json.member("id_context", message.idContext).member("uuid_organization", message.organization);
    writeContext(json, message);
    json.key("feedback").beginArray();
    for (const MessageRecord& record : message.records)
        writeRecord(json, record, message);
    json.endArray().endObject();
    return json.take();
}

std::string toJson(const ReplyMessage& message)
{
    JsonWriter json;
    json.beginObject().member("uuid_organization", message.organization).member("id_context", message.idContext);
    json.member("success", message.success).member("reason", message.reason).member("accepted", message.accepted);
    json.key("rejected").beginArray();
    for (const ReplyMessage::Rejected& rejected : message.rejected)
        json.beginObject().member("uuid", rejected.uuid).member("why", rejected.why).endObject();
    json.endArray();
    if (!message.modelVersion.empty())
        json.member("model_version", message.modelVersion);
    json.endObject();
    return json.take();
}

std::string toJson(const RetrainMessage& message)
{
    const int64_t fraction = (message.atMs % 1000 + 1000) % 1000;
    std::string at = toIsoStringUtc((message.atMs - fraction) / 1000);
    const std::string milliseconds = std::to_string(1000 + fraction);
    at.replace(at.size() - 1, 1, "." + milliseconds.substr(1) + "Z");
    JsonWriter json;
    json.beginObject().member("timestamp", at).member("uuid", message.uuid);
    json.member("uuid_organization", message.organization).member("training_config", message.trainingConfig);
    json.endObject();
    return json.take();
}

std::string_view feedbackOfLabel(LabelId label)
{
    const LabelKind* kind = findLabel(label);
    if (!kind || kind->target < 0)
        return "";
    return kind->target == 1 ? "bot" : "notbot";
}

bool isLowRateLabel(LabelId label)
{
    const LabelKind* kind = findLabel(label);
    return kind && kind->name == "lowrate";
}

Result<LabelId> labelOfRecord(const MessageRecord& record)
{
    const auto named = [](std::string_view name) { return findLabel(trafficScheme(), name)->id; };
    if (record.feedback.empty())
        return noLabel;
    if (record.feedback == "bot")
        return named(record.isLowRate.value_or(false) ? "lowrate" : "bot");
    if (record.feedback == "notbot")
        return named("notbot");
    const bool isCorrect = record.feedback == "correct";
    if (!isCorrect && record.feedback != "incorrect")
        return Error{ErrorCode::BadData, record.uuid, "unknown feedback \"" + record.feedback + "\""};
    if (record.prediction != 0 && record.prediction != 1)
        return Error{ErrorCode::BadData, record.uuid, "\"" + record.feedback + "\" of an unknown prediction"};
    return named((record.prediction == 1) == isCorrect ? "bot" : "notbot");
}

} // namespace assay::feedback
