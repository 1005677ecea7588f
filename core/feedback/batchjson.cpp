// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/batchjson.h"

#include <charconv>

namespace assay::feedback {
namespace {

const Error damagedItems{ErrorCode::BadData, "items", "no list of ranges"};

// Fails the reading for what is no list of items.
std::vector<ItemId> readItems(JsonReader& in)
{
    auto items = itemsFromText(in.text());
    if (items)
        return std::move(*items);
    in.fail("list of items expected");
    return {};
}

} // namespace

std::string itemsText(std::span<const ItemId> items)
{
    std::string text;
    for (size_t first = 0; first < items.size();) {
        size_t end = first + 1;
        while (end < items.size() && items[end].value == items[end - 1].value + 1)
            ++end;
        if (!text.empty())
            text += ',';
        text += std::to_string(items[first].value);
        if (end - first > 1)
            text += "-" + std::to_string(items[end - 1].value);
        first = end;
    }
    return text;
}

Result<std::vector<ItemId>> itemsFromText(std::string_view text)
{
    constexpr size_t most = size_t{1} << 28;
    std::vector<ItemId> items;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        uint32_t first = 0;
        auto read = std::from_chars(at, end, first);
        if (read.ec != std::errc())
            return damagedItems;
        uint32_t last = first;
        if (read.ptr != end && *read.ptr == '-')
            read = std::from_chars(read.ptr + 1, end, last);
        const bool isAscending = items.empty() || first > items.back().value;
        if (read.ec != std::errc() || last < first || !isAscending || last == ItemId::noneValue
            || items.size() + (last - first) >= most)
            return damagedItems;
        for (uint32_t item = first; item <= last; ++item)
            items.push_back(ItemId{item});
        at = read.ptr;
        if (at != end && (*at++ != ',' || at == end))
            return damagedItems;
    }
    return items;
}

void writeContext(JsonWriter& json, const BatchContext& context)
{
    json.beginObject().member("name", context.name).member("reason", reasonName(context.reason));
    json.member("reason_text", context.reasonText).member("start", context.start).member("stop", context.stop);
    json.member("zone", context.zone).member("notes", context.notes);
    json.member("confidence", unsigned{context.confidence}).endObject();
}

std::string toJson(const BatchContext& context)
{
    JsonWriter json;
    writeContext(json, context);
    return json.take();
}

std::string toJson(const BatchScope& scope)
{
    JsonWriter json;
    json.beginObject().member("query", scope.query).member("list", scope.list).member("frozen", scope.isFrozen);
    json.member("items", itemsText(scope.items)).member("added", itemsText(scope.added));
    json.member("removed", itemsText(scope.removed)).endObject();
    return json.take();
}

BatchContext readContext(JsonReader& in)
{
    const auto seconds = [&] {
        const double value = in.number();
        if (!(value >= -1e12 && value <= 1e12))
            in.fail("time expected");
        return in.failed() ? int64_t{0} : static_cast<int64_t>(value);
    };
    BatchContext context;
    std::string key;
    for (in.enterObject(); in.nextMember(key);) {
        if (key == "name")
            context.name = in.text();
        else if (key == "reason")
            context.reason = reasonFromName(in.text()).value_or(Reason::Other);
        else if (key == "reason_text")
            context.reasonText = in.text();
        else if (key == "start")
            context.start = seconds();
        else if (key == "stop")
            context.stop = seconds();
        else if (key == "zone")
            context.zone = in.text();
        else if (key == "notes")
            context.notes = in.text();
        else if (key == "confidence")
            context.confidence = static_cast<uint8_t>(std::min(std::max(in.number(), 0.0), 100.0));
        else
            in.skip();
    }
    return context;
}

Result<BatchContext> contextFromJson(std::string_view text)
{
    JsonReader in(text);
    BatchContext context = readContext(in);
    if (!in.finish())
        return Error{ErrorCode::BadData, "context", in.why()};
    return context;
}

Result<BatchScope> scopeFromJson(std::string_view text)
{
    JsonReader in(text);
    BatchScope scope;
    std::string key;
    for (in.enterObject(); in.nextMember(key);) {
        if (key == "query")
            scope.query = in.text();
        else if (key == "list")
            scope.list = in.text();
        else if (key == "frozen")
            scope.isFrozen = in.truth();
        else if (key == "items")
            scope.items = readItems(in);
        else if (key == "added")
            scope.added = readItems(in);
        else if (key == "removed")
            scope.removed = readItems(in);
        else
            in.skip();
    }
    if (!in.finish())
        return Error{ErrorCode::BadData, "scope", in.why()};
    return scope;
}

} // namespace assay::feedback
