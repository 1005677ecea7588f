// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/trafficjson.h"

#include "core/base/json.h"
#include "core/base/jsonreader.h"

#include <cmath>

namespace assay {
namespace {

constexpr size_t mostEntries = 1'000'000; // of a white list

template <typename Number>
Number whole(JsonReader& in, double least, double most)
{
    const double value = in.number();
    if (!(value >= least && value <= most) || std::floor(value) != value) {
        in.fail("number out of range");
        return 0;
    }
    return static_cast<Number>(value);
}

void readWhiteList(JsonReader& in, std::vector<std::string>& list)
{
    for (in.enterArray(); in.nextElement();) {
        list.push_back(in.text());
        if (list.size() > mostEntries)
            in.fail("too many entries");
    }
}

} // namespace

std::string toJson(const TrafficOptions& options)
{
    JsonWriter json;
    json.beginObject().member("format", options.logFormat).member("pattern", options.logPattern);
    json.member("schema", options.logSchema).member("host", options.host).member("zone", options.zoneMinutes);
    json.member("bucket", options.bucketSeconds).member("cache_expire", options.cacheExpireSeconds);
    json.member("max_requests", options.maxRequests).member("conversion", options.conversion);
    json.key("white_list").beginArray();
    for (const std::string& entry : options.whiteList)
        json.value(entry);
    return json.endArray().endObject().take();
}

Result<TrafficOptions> trafficOptionsFromJson(std::string_view text)
{
    constexpr double mostSeconds = 1e9, mostRequests = 1e15;
    TrafficOptions options;
    if (text.empty())
        return options;
    JsonReader in(text);
    std::string key;
    for (in.enterObject(); in.nextMember(key);) {
        if (key == "format")
            options.logFormat = in.text();
        else if (key == "pattern")
            options.logPattern = in.text();
        else if (key == "schema")
            options.logSchema = in.text();
        else if (key == "host")
            options.host = in.text();
        else if (key == "zone")
            options.zoneMinutes = whole<int>(in, -1440, 1440);
        else if (key == "bucket")
            options.bucketSeconds = whole<uint32_t>(in, 1, mostSeconds);
        else if (key == "cache_expire")
            options.cacheExpireSeconds = whole<uint64_t>(in, 0, mostRequests);
        else if (key == "max_requests")
            options.maxRequests = whole<uint64_t>(in, 0, mostRequests);
        else if (key == "conversion")
            options.conversion = whole<int>(in, 0, 1e6);
        else if (key == "white_list")
            readWhiteList(in, options.whiteList);
        else
            in.skip();
    }
    if (!in.finish())
        return Error{ErrorCode::BadData, "traffic options", in.why()};
    return options;
}

} // namespace assay
