// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/trainingjson.h"

#include "core/models/manifestparts.h"
#include "core/train/trainevents.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

using models::GateCheck;
using models::ManifestReader;

constexpr size_t longestText = 1u << 20;
constexpr size_t mostSettings = 1000, mostBatches = 100'000, mostChecks = 1000;
constexpr std::array<std::string_view, 3> fromNames = {"new", "batches", "query"};
constexpr std::array<std::string_view, 2> itemNames = {"mail", "traffic"};
constexpr std::array<std::string_view, 3> holdOutNames = {"time", "group", "random"};
constexpr std::array<std::string_view, 3> cleaningNames = {"report", "exclude", "downweight"};
constexpr std::array<std::string_view, 5> endNames = {"published", "rejected", "cancelled", "stopped_early", "failed"};
constexpr std::array<std::string_view, 3> outcomeNames = {"passed", "failed", "skipped"};

template <typename Enum, size_t N>
std::string_view nameOf(Enum value, const std::array<std::string_view, N>& names)
{
    return names[std::min(static_cast<size_t>(value), N - 1)];
}

template <typename Enum, size_t N>
Enum choice(
    ManifestReader& in, const UclValue& from, std::string_view member, const std::array<std::string_view, N>& names)
{
    const auto found = std::find(names.begin(), names.end(), in.text(from, member));
    if (found == names.end())
        in.fail("'" + std::string(member) + "' is no known word");
    return static_cast<Enum>(found == names.end() ? 0 : found - names.begin());
}

bool boolMember(ManifestReader& in, const UclValue& from, std::string_view member)
{
    return in.member(from, member, UclValue::Kind::Bool)->asBool(false);
}

// Numbers that are not finite are written as null.
double numberOrZero(const UclValue& from, std::string_view member)
{
    const UclValue* value = from.find(member);
    return value && value->kind == UclValue::Kind::Number ? value->number : 0;
}

Error badJson(const ManifestReader& in, const char* what)
{
    return Error{ErrorCode::BadData, what, in.why()};
}

} // namespace

std::string toJson(const TrainRequest& request)
{
    JsonWriter json;
    json.beginObject().member("model", request.model).member("kind", request.kind);
    json.key("settings").beginObject();
    for (const auto& [key, value] : request.settings)
        json.member(key, value);
    json.endObject().key("seed").decimalString(request.seed);
    json.key("data").beginObject().member("from", nameOf(request.data.from, fromNames)).key("batches").beginArray();
    for (const BatchId batch : request.data.batches)
        json.value(uint64_t{batch.value});
    json.endArray().member("query", request.data.query).member("with_unsure", request.data.withBulkAndUnsure);
    if (request.data.items)
        json.member("items", nameOf(*request.data.items, itemNames));
    json.endObject().member("hold_out", nameOf(request.holdOut, holdOutNames));
    json.member("hold_out_share", request.holdOutShare);
    json.member("cleaning", nameOf(request.cleaning, cleaningNames));
    return json.member("refit", request.refitOnAll).member("notes", request.notes).endObject().take();
}

Result<TrainRequest> trainRequestFromJson(std::string_view text)
{
    const auto top = parseUcl(text);
    if (!top)
        return top.error();
    ManifestReader in;
    TrainRequest request;
    request.model = in.text(*top, "model");
    request.kind = in.text(*top, "kind");
    const UclValue* settings = in.member(*top, "settings", UclValue::Kind::Object);
    for (size_t i = 0; i < settings->values.size() && i < mostSettings; ++i)
        request.settings.emplace_back(settings->keys[i], settings->values[i].text);
    request.seed = in.wholeMember(*top, "seed");
    const UclValue* data = in.member(*top, "data", UclValue::Kind::Object);
    request.data.from = choice<TrainingSelection::From>(in, *data, "from", fromNames);
    for (const UclValue& batch : in.array(*data, "batches", mostBatches))
        request.data.batches.push_back(BatchId{static_cast<uint32_t>(in.whole(batch, "batches"))});
    request.data.query = in.text(*data, "query", longestText);
    request.data.withBulkAndUnsure = boolMember(in, *data, "with_unsure");
    if (data->find("items"))
        request.data.items = choice<ItemKind>(in, *data, "items", itemNames);
    request.holdOut = choice<HoldOut>(in, *top, "hold_out", holdOutNames);
    request.holdOutShare = in.numberMember(*top, "hold_out_share");
    request.cleaning = choice<Cleaning>(in, *top, "cleaning", cleaningNames);
    request.refitOnAll = boolMember(in, *top, "refit");
    request.notes = in.text(*top, "notes", longestText);
    if (in.failed())
        return badJson(in, "training request");
    return request;
}

std::string toJson(const train::TrainOutcome& outcome)
{
    JsonWriter json;
    json.beginObject().member("end", nameOf(outcome.end, endNames)).member("model", outcome.model);
    json.member("version", outcome.version).member("number", outcome.number).key("gate").beginArray();
    for (const GateCheck& check : outcome.gate) {
        json.beginObject().member("id", check.id).member("outcome", nameOf(check.outcome, outcomeNames));
        json.member("value", check.value).member("bound", check.bound).member("reason", check.reason).endObject();
    }
    json.endArray();
    if (outcome.error)
        json.member("error", train::errorToJson(*outcome.error));
    return json.endObject().take();
}

Result<train::TrainOutcome> trainOutcomeFromJson(std::string_view text)
{
    const auto top = parseUcl(text);
    if (!top)
        return top.error();
    ManifestReader in;
    train::TrainOutcome outcome;
    outcome.end = choice<train::TrainEnd>(in, *top, "end", endNames);
    outcome.model = in.text(*top, "model");
    outcome.version = in.text(*top, "version");
    outcome.number = in.wholeMember(*top, "number");
    for (const UclValue& check : in.array(*top, "gate", mostChecks)) {
        GateCheck& one = outcome.gate.emplace_back();
        one.id = in.text(check, "id");
        one.outcome = choice<GateCheck::Outcome>(in, check, "outcome", outcomeNames);
        one.value = numberOrZero(check, "value");
        one.bound = numberOrZero(check, "bound");
        one.reason = in.text(check, "reason", longestText);
    }
    if (top->find("error"))
        outcome.error = train::errorFromJson(in.text(*top, "error", longestText));
    if (in.failed())
        return badJson(in, "training outcome");
    return outcome;
}

} // namespace assay
