// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/jsonline.h"

#include "core/base/jsonreader.h"
#include "core/traffic/log/jsonmembers.h"
#include "core/traffic/log/timetext.h"

#include <algorithm>

namespace assay::traffic {
namespace {

// Ranks: 0 the schema of content delivery networks, 1-4 ECS, from 5 on what servers write that are told to write JSON.
constexpr uint8_t firstEcsRank = 1, firstServerRank = 5;

constexpr ColumnName builtInNames[] = {
    {"@timestamp", Column::Time, 0},
    {"client_ip", Column::Client, 0},
    {"client_request_host", Column::Host, 0},
    {"client_request_method", Column::Method, 0},
    {"client_ua", Column::UserAgent, 0},
    {"client_url", Column::Path, 0},
    {"content_type", Column::ContentType, 0},
    {"http_response_code", Column::Status, 0},
    {"querystring", Column::Query, 0},
    {"reply_length_bytes", Column::Bytes, 0},
    {"geoip.location.lat", Column::Latitude, 0},
    {"geoip.location.lon", Column::Longitude, 0},
    {"geoip.country_name", Column::Country, 0},
    {"client_user", Column::User, 0},
    {"ts_process_time", Column::Milliseconds, 0},
    {"http_request_version", Column::Version, 0},
    {"referer", Column::Referer, 0},
    {"ja4", Column::Ja4, 0},
    {"ja3", Column::Ja3, 0},
    {"source.ip", Column::Client, 1},
    {"client.ip", Column::Client, 2},
    {"url.domain", Column::Host, 1},
    {"destination.domain", Column::Host, 2},
    {"http.request.headers.host", Column::Host, 3},
    {"host.hostname", Column::Host, 4},
    {"url.path", Column::Path, 1},
    {"url.query", Column::BareQuery, 1},
    {"url.original", Column::Target, 1},
    {"http.request.method", Column::Method, 1},
    {"http.version", Column::Version, 1},
    {"http.request.referrer", Column::Referer, 1},
    {"user_agent.original", Column::UserAgent, 1},
    {"http.response.status_code", Column::Status, 1},
    {"http.response.body.bytes", Column::Bytes, 1},
    {"http.response.bytes", Column::Bytes, 2},
    {"http.response.mime_type", Column::ContentType, 1},
    {"source.geo.location.lat", Column::Latitude, 1},
    {"source.geo.location.lon", Column::Longitude, 1},
    {"source.geo.country_name", Column::Country, 1},
    {"tls.client.ja3", Column::Ja3, 1},
    {"tls.client.ja4", Column::Ja4, 1},
    {"tls.client.server_name", Column::ServerName, 1},
    {"user.name", Column::User, 1},
    {"remote_addr", Column::Client, 5},
    {"time_iso8601", Column::Time, 5},
    {"time_local", Column::Time, 6},
    {"msec", Column::Time, 5},
    {"request", Column::RequestLine, 5},
    {"request_uri", Column::Target, 5},
    {"uri", Column::Path, 6},
    {"args", Column::BareQuery, 5},
    {"query_string", Column::BareQuery, 5},
    {"request_method", Column::Method, 5},
    {"server_protocol", Column::Version, 5},
    {"status", Column::Status, 5},
    {"body_bytes_sent", Column::Bytes, 5},
    {"bytes_sent", Column::Bytes, 6},
    {"http_referer", Column::Referer, 5},
    {"http_user_agent", Column::UserAgent, 5},
    {"http_host", Column::Host, 5},
    {"host", Column::Host, 6},
    {"server_name", Column::Host, 7},
    {"request_time", Column::Seconds, 5},
    {"remote_user", Column::User, 5},
    {"sent_http_content_type", Column::ContentType, 5},
    {"ssl_server_name", Column::ServerName, 5},
    {"ssl_ja4", Column::Ja4, 5},
    {"ssl_ja3", Column::Ja3, 5},
    {"ssl_ja3_hash", Column::Ja3, 5},
    {"request.remote_ip", Column::Client, 5},
    {"request.host", Column::Host, 5},
    {"request.method", Column::Method, 5},
    {"request.uri", Column::Target, 5},
    {"request.proto", Column::Version, 5},
    {"duration", Column::Seconds, 6},
    {"size", Column::Bytes, 7},
    {"ip", Column::Client, 8},
    {"clientip", Column::Client, 8},
    {"remote_ip", Column::Client, 8},
    {"timestamp", Column::Time, 8},
    {"datestamp", Column::Time, 9},
    {"time", Column::Time, 9},
    {"ts", Column::Time, 9},
    {"method", Column::Method, 8},
    {"path", Column::Path, 8},
    {"url", Column::Target, 8},
    {"user_agent", Column::UserAgent, 8},
    {"agent", Column::UserAgent, 9},
    {"referrer", Column::Referer, 8},
    {"bytes", Column::Bytes, 8},
    {"vhost", Column::Host, 8},
    {"name", Column::EventName, 0},
    {"value_ip", Column::EventClient, 0},
    {"value_site", Column::EventHost, 0},
};

constexpr std::pair<std::string_view, ChallengeEvent::Kind> challengeNames[] = {
    {"ip_challenged", ChallengeEvent::Kind::Challenged},
    {"ip_failed_challenge", ChallengeEvent::Kind::Failed},
    {"ip_passed_challenge", ChallengeEvent::Kind::Passed},
    {"ip_passed_challenge2", ChallengeEvent::Kind::Passed},
    {"ip_banned", ChallengeEvent::Kind::Banned},
};

bool isDash(ColumnTable::Found column, std::string_view value)
{
    return value == "-" && (column.rank >= firstServerRank || column.column == Column::User);
}

// True when the fields are a report about a client and not about a request.
bool readReport(const Fields& fields, const LogOptions& options, JsonResult& result, ChallengeEvent& event)
{
    const std::string_view name = fields[Column::EventName];
    if (name.empty() || fields.has(Column::Client))
        return false;
    if (name == "status") {
        result.kind = JsonResult::Kind::Passed;
        return true;
    }
    const auto* known = std::find_if(
        std::begin(challengeNames), std::end(challengeNames), [&](const auto& entry) { return entry.first == name; });
    if (known == std::end(challengeNames))
        return false;
    const auto client = parseClient(fields[Column::EventClient]);
    if (!client) {
        result.why = "the client is no address";
        return true;
    }
    result.kind = JsonResult::Kind::Challenge;
    const auto time = parseLoggedTime(fields[Column::Time], options.zoneMinutes);
    event = {known->second, time ? time->ns : 0, *client, std::string(fields[Column::EventHost])};
    return true;
}

// One property of a schema of the user.
struct Property
{
    std::string name, field;
    std::optional<std::string> defaultValue;
};

std::optional<std::string> readDefault(JsonReader& in)
{
    if (in.peek() == JsonReader::Kind::Text)
        return in.text();
    if (in.peek() == JsonReader::Kind::Number) {
        const double number = in.number();
        return number == static_cast<double>(static_cast<int64_t>(number))
            ? std::to_string(static_cast<int64_t>(number))
            : std::to_string(number);
    }
    in.skip();
    return std::nullopt;
}

Property readProperty(JsonReader& in, std::string name)
{
    Property property{std::move(name), {}, {}};
    if (in.peek() != JsonReader::Kind::Object) {
        in.skip();
        return property;
    }
    std::string key;
    for (in.enterObject(); in.nextMember(key);) {
        if (key == "field")
            property.field = in.text();
        else if (key == "default")
            property.defaultValue = readDefault(in);
        else
            in.skip();
    }
    return property;
}

} // namespace

JsonSchema::JsonSchema()
    : m_columns(builtInNames)
{
}

Result<JsonSchema> JsonSchema::parse(std::string_view text)
{
    constexpr size_t maxProperties = 10'000;
    const JsonSchema builtIn;
    JsonSchema schema;
    schema.m_columns = ColumnTable();
    schema.m_isOfUser = true;
    JsonReader in(text);
    std::string key, name;
    size_t known = 0;
    for (in.enterObject(); in.nextMember(key);) {
        if (key != "properties") {
            in.skip();
            continue;
        }
        size_t count = 0;
        for (in.enterObject(); in.nextMember(name);) {
            if (++count > maxProperties)
                in.fail("too many properties");
            const Property property = readProperty(in, name);
            ColumnTable::Found column = builtIn.columns().find(property.field.empty() ? name : property.field);
            if (column.column == Column::None)
                continue;
            ++known;
            column.rank = 0;
            schema.m_columns.add(name, column.column, 0);
            if (property.defaultValue)
                schema.m_defaults.push_back({column, *property.defaultValue});
        }
    }
    if (!in.finish())
        return Error{ErrorCode::BadData, "schema", in.why()};
    if (known == 0)
        return Error{ErrorCode::BadData, "schema", "no property has a known name or field"};
    return schema;
}

JsonResult parseJsonLine(std::string_view line, const JsonSchema& schema, const LogOptions& options, TextArena& arena,
    Request& request, ChallengeEvent& event)
{
    JsonResult result;
    result.format = LogFormat::Json;
    Fields fields;
    ColumnTable::Found column;
    const bool isObject = JsonMembers(line, arena)
                              .walk(
                                  [&](std::string_view path) {
                                      column = schema.columns().find(path);
                                      return column.column != Column::None;
                                  },
                                  [&](std::string_view value) {
                                      if (!isDash(column, value))
                                          fields.set(column, value);
                                  });
    if (!isObject) {
        result.why = "no JSON object";
        return result;
    }
    if (readReport(fields, options, result, event))
        return result;
    for (const JsonSchema::Default& entry : schema.defaults()) {
        if (!fields.has(entry.column.column))
            fields.set(entry.column, entry.value);
    }
    const uint8_t family = fields.has(Column::Client) ? fields.rank(Column::Client) : uint8_t{0};
    if (family >= firstEcsRank && family < firstServerRank)
        result.format = LogFormat::Ecs;
    // Such lines name the site; "host" is the machine that wrote them.
    const bool hasSite = fields.has(Column::Host) && fields.rank(Column::Host) < firstEcsRank;
    result.why = fields.toRequest(options, arena, request, result.hasZone);
    if (family == 0 && !hasSite) {
        request.host = options.host;
        if (result.why.empty() && request.host.empty())
            result.why = "no host";
    }
    if (family != 0 && !fields.has(Column::ContentType))
        request.contentType = contentTypeOfPath(request.path);
    return result;
}

} // namespace assay::traffic
