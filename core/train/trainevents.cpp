// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainevents.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/text/ucl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace assay::train {
namespace {

constexpr std::array<std::string_view, 6> kindNames = {"stage", "step", "log", "gate", "finished", "failed"};
constexpr size_t longestText = 8u << 10; // with every byte escaped two of them still fit
constexpr size_t mostEvents = 1'000'000;
constexpr uint64_t longestFile = uint64_t{256} << 20;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Cut between two characters.
std::string shortened(std::string_view text)
{
    std::string clean = toValidUtf8(text);
    size_t end = std::min(clean.size(), longestText / 2);
    while (end > 0 && end < clean.size() && (static_cast<unsigned char>(clean[end]) & 0xc0) == 0x80)
        --end;
    clean.resize(end);
    return clean;
}

double numberOf(const UclValue& object, std::string_view key)
{
    const UclValue* value = object.find(key);
    return value && value->kind == UclValue::Kind::Number ? value->number : unknown;
}

uint64_t countOf(const UclValue& object, std::string_view key)
{
    const UclValue* value = object.find(key);
    uint64_t count = 0;
    if (value && value->kind == UclValue::Kind::Number)
        std::from_chars(value->text.data(), value->text.data() + value->text.size(), count);
    return count;
}

std::string textOf(const UclValue& object, std::string_view key)
{
    const UclValue* value = object.find(key);
    return value && value->kind == UclValue::Kind::String ? shortened(value->text) : std::string();
}

double orZero(double number)
{
    return number == number ? number : 0;
}

} // namespace

std::string eventToJson(const TrainEvent& event)
{
    JsonWriter json;
    json.beginObject().member("kind", kindNames[static_cast<size_t>(event.kind)]).member("seconds", event.seconds);
    if (!event.text.empty())
        json.member("text", shortened(event.text));
    if (!event.detail.empty())
        json.member("detail", shortened(event.detail));
    if (event.kind == TrainEvent::Kind::Step) {
        json.member("step", event.step).member("steps", event.steps).member("train_loss", event.trainLoss);
        json.member("hold_out_loss", event.holdOutLoss).member("rate", event.rate);
        json.member("per_second", event.perSecond);
    }
    if (event.kind == TrainEvent::Kind::Gate)
        json.member("passed", event.passed).member("value", event.value).member("limit", event.limit);
    return json.endObject().take();
}

Result<TrainEvent> eventFromJson(std::string_view line)
{
    const auto top = line.size() <= longestEvent && line.starts_with('{')
        ? parseUcl(line)
        : Error{ErrorCode::BadData, "event", "no JSON object"};
    if (!top)
        return top.error();
    const std::string name = textOf(*top, "kind");
    const auto kind = std::find(kindNames.begin(), kindNames.end(), name);
    if (kind == kindNames.end())
        return Error{ErrorCode::BadData, "event", "of an unknown kind"};
    TrainEvent event;
    event.kind = static_cast<TrainEvent::Kind>(kind - kindNames.begin());
    event.seconds = orZero(numberOf(*top, "seconds"));
    event.text = textOf(*top, "text");
    event.detail = textOf(*top, "detail");
    event.step = countOf(*top, "step");
    event.steps = countOf(*top, "steps");
    event.trainLoss = numberOf(*top, "train_loss");
    event.holdOutLoss = numberOf(*top, "hold_out_loss");
    event.rate = numberOf(*top, "rate");
    event.perSecond = orZero(numberOf(*top, "per_second"));
    const UclValue* passed = top->find("passed");
    event.passed = passed && passed->asBool(false);
    event.value = orZero(numberOf(*top, "value"));
    event.limit = orZero(numberOf(*top, "limit"));
    return event;
}

Result<std::vector<TrainEvent>> readEvents(const std::filesystem::path& file)
{
    std::vector<TrainEvent> events;
    const auto text = readFile(file, longestFile);
    if (!text)
        return text.error().code == ErrorCode::NotFound ? Result<std::vector<TrainEvent>>(events) : text.error();
    std::string_view rest = *text;
    for (size_t end = rest.find('\n'); end != std::string_view::npos && events.size() < mostEvents;
         end = rest.find('\n')) {
        if (auto event = eventFromJson(rest.substr(0, end)))
            events.push_back(std::move(*event));
        rest.remove_prefix(end + 1);
    }
    return events;
}

std::string errorToJson(const Error& error)
{
    JsonWriter json;
    json.beginObject().member("code", errorCodeName(error.code)).member("subject", shortened(error.subject));
    return json.member("detail", shortened(error.detail)).endObject().take();
}

std::optional<Error> errorFromJson(std::string_view text)
{
    const auto top = parseUcl(text);
    if (!top)
        return std::nullopt;
    const std::string name = textOf(*top, "code");
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        if (errorCodeName(static_cast<ErrorCode>(code)) == name)
            return Error{static_cast<ErrorCode>(code), textOf(*top, "subject"), textOf(*top, "detail")};
    }
    return std::nullopt;
}

} // namespace assay::train
