// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/requestsetjson.h"

#include "app/ctl/output.h"
#include "core/base/time.h"
#include "core/report/hitjson.h"
#include "core/text/utf8.h"

#include <cstdio>
#include <set>

namespace assay::ctl {
namespace {

// "2026-11-21T09:14:22.125Z"
std::string timeText(int64_t ns)
{
    constexpr int64_t nsPerSecond = 1'000'000'000, nsPerMs = 1'000'000;
    const int64_t seconds = ns / nsPerSecond - (ns % nsPerSecond < 0 ? 1 : 0);
    char fraction[8];
    std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>((ns - seconds * nsPerSecond) / nsPerMs));
    std::string text = toIsoStringUtc(seconds);
    text.pop_back();
    return text + fraction;
}

template <typename T>
void writeOptional(JsonWriter& json, std::string_view name, const std::optional<T>& value)
{
    json.key(name);
    if (value)
        json.value(*value);
    else
        json.null();
}

template <typename Number>
std::optional<uint64_t> widened(const std::optional<Number>& number)
{
    return number ? std::optional<uint64_t>(*number) : std::nullopt;
}

void writeRequest(JsonWriter& json, const traffic::Request& request)
{
    json.beginObject().member("ts", timeText(request.time)).member("method", request.method);
    json.member("host", request.host).member("path", request.path);
    writeOptional(json, "query", request.query);
    json.member("version", request.version);
    writeOptional(json, "status", widened(request.status));
    writeOptional(json, "response_bytes", request.replyBytes);
    json.member("content_type", request.contentType);
    writeOptional(json, "user_agent", request.userAgent);
    writeOptional(json, "referer", request.referer);
    json.member("ja4", request.ja4).member("sni", request.serverName).member("user", request.user);
    json.member("place", request.place).member("stream", uint64_t{request.stream});
    json.key("offset").decimalString(request.offset).endObject();
}

// Control characters of a request must not reach the terminal.
std::string printable(std::string_view text)
{
    return toSingleLine(toValidUtf8(text));
}

} // namespace

void writeRequestSet(JsonWriter& json, const traffic::RequestSet& set, const std::string& source, DefectSet defects)
{
    const traffic::RequestSetHead& head = set.head();
    json.beginObject().member("schema", "assay.request_set/1").member("source", source);
    json.member("host", head.target).member("target_original", head.host).member("ip", head.client.toString());
    json.member("start", timeText(head.start)).member("stop", timeText(head.stop));
    json.member("requests", set.totalRequests()).member("subset_count", uint64_t{head.subset});
    json.member("bucket_start", timeText(head.bucketStart)).member("time_bucket", uint64_t{head.bucketSeconds});
    json.key("features").beginObject();
    for (const auto& [name, value] : head.features)
        json.member(name, value);
    json.endObject().key("context").beginObject();
    for (const auto& [name, value] : head.context)
        json.member(name, value);
    json.endObject().key("ja4").beginArray();
    std::set<std::string_view> fingerprints;
    for (const traffic::Request& request : set.requests()) {
        if (!request.ja4.empty() && fingerprints.insert(request.ja4).second)
            json.value(request.ja4);
    }
    json.endArray().key("items").beginArray();
    for (const traffic::Request& request : set.requests())
        writeRequest(json, request);
    json.endArray();
    report::writeDefectsJson(json, defects);
    json.endObject();
}

void printRequestSet(const traffic::RequestSet& set, DefectSet defects)
{
    const traffic::RequestSetHead& head = set.head();
    writeLine("Client:   " + head.client.toString());
    writeLine("Host:     " + printable(head.host));
    writeLine("Start:    " + timeText(head.start));
    writeLine("Stop:     " + timeText(head.stop));
    writeLine("Requests: " + std::to_string(set.totalRequests()));
    for (const auto& [name, value] : head.features) {
        char line[96];
        std::snprintf(line, sizeof line, "  %-40.60s %.6g", name.c_str(), value);
        writeLine(line);
    }
    for (const Defect defect : defects.list())
        writeLine(std::string(defectCode(defect)) + ": " + std::string(defectText(defect)));
    writeLine("");
    for (const traffic::Request& request : set.requests()) {
        std::string line = timeText(request.time) + " ";
        line += request.status ? std::to_string(*request.status) : std::string("-");
        line += " " + printable(request.method) + " " + printable(request.path)
            + printable(request.query.value_or(std::string_view()));
        if (request.userAgent)
            line += "  " + printable(*request.userAgent);
        writeLine(line);
    }
}

} // namespace assay::ctl
