// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/logwriter.h"

#include "core/base/time.h"

#include <array>
#include <cstdio>

namespace assay::traffic {
namespace {

constexpr std::array<std::string_view, 12> months = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void appendPadded(std::string& text, int number, size_t width)
{
    const std::string digits = std::to_string(number);
    text.append(width - std::min(width, digits.size()), '0');
    text += digits;
}

// As Apache writes what clients sent.
void appendQuoted(std::string& log, std::string_view text)
{
    log += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            log += '\\';
        log += c;
    }
    log += '"';
}

} // namespace

std::string synthTime(int64_t time)
{
    const int64_t seconds = time / 1'000'000'000;
    std::string text = toIsoStringUtc(seconds);
    text.pop_back();
    text += '.';
    appendPadded(text, static_cast<int>(time / 1'000'000 % 1000), 3);
    text += 'Z';
    return text;
}

void SynthLogWriter::append(std::string& log, const SynthRequest& made)
{
    if (m_format == Format::VhostCombined) {
        log += made.request.host;
        log += ' ';
    }
    if (m_format == Format::Combined || m_format == Format::VhostCombined) {
        appendCombined(log, made.request);
        return;
    }
    m_json.clear();
    if (m_format == Format::Json)
        appendJson(made.request);
    else
        appendEcs(made);
    log += m_json.text();
    log += '\n';
}

std::string_view SynthLogWriter::accessTime(int64_t time)
{
    const int64_t second = time / 1'000'000'000;
    if (second == m_second)
        return m_time;
    m_second = second;
    const CivilTime civil = civilFromSeconds(second);
    m_time = " - - [";
    appendPadded(m_time, civil.day, 2);
    m_time += '/';
    m_time += months[static_cast<size_t>(civil.month - 1)];
    m_time += '/';
    appendPadded(m_time, civil.year, 4);
    for (const int part : {civil.hour, civil.minute, civil.second}) {
        m_time += ':';
        appendPadded(m_time, part, 2);
    }
    m_time += " +0000] \"";
    return m_time;
}

void SynthLogWriter::appendCombined(std::string& log, const Request& request)
{
    log += request.client.toString();
    log += accessTime(request.time);
    log += request.method;
    log += ' ';
    log += request.path;
    log += request.query.value_or("");
    log += " HTTP/";
    log += request.version;
    log += "\" ";
    log += std::to_string(request.status.value_or(0));
    log += ' ';
    log += std::to_string(request.replyBytes.value_or(0));
    log += ' ';
    appendQuoted(log, request.referer.value_or("-"));
    log += ' ';
    appendQuoted(log, request.userAgent.value_or("-"));
    log += '\n';
}

void SynthLogWriter::appendJson(const Request& request)
{
    const auto text = [&](std::string_view name, const std::optional<std::string_view>& value) {
        m_json.key(name);
        if (value)
            m_json.value(*value);
        else
            m_json.null();
    };
    m_json.beginObject();
    m_json.member("@timestamp", synthTime(request.time)).member("client_ip", request.client.toString());
    m_json.member("client_request_host", request.host).member("client_request_method", request.method);
    m_json.member("client_url", request.path);
    text("querystring", request.query);
    text("client_ua", request.userAgent);
    text("referer", request.referer);
    m_json.member("http_response_code", unsigned{request.status.value_or(0)});
    m_json.member("reply_length_bytes", request.replyBytes.value_or(0)).member("content_type", request.contentType);
    m_json.member("http_request_version", "HTTP/1.1");
    m_json.key("geoip").beginObject().member("country_name", request.location->country);
    m_json.key("location").beginObject();
    m_json.member("lat", request.location->latitude).member("lon", request.location->longitude);
    m_json.endObject().endObject().endObject();
}

void SynthLogWriter::appendEcs(const SynthRequest& made)
{
    const Request& request = made.request;
    m_json.beginObject().member("@timestamp", synthTime(request.time));
    m_json.key("source").beginObject().member("ip", request.client.toString());
    m_json.key("geo").beginObject().member("country_name", request.location->country);
    m_json.key("location").beginObject();
    m_json.member("lat", request.location->latitude).member("lon", request.location->longitude);
    m_json.endObject().endObject().endObject();
    m_json.key("url").beginObject().member("domain", request.host).member("path", request.path);
    if (request.query)
        m_json.member("query", request.query->substr(1));
    m_json.endObject().key("http").beginObject().member("version", request.version);
    m_json.key("request").beginObject().member("method", request.method);
    if (request.referer)
        m_json.member("referrer", *request.referer);
    m_json.endObject().key("response").beginObject().member("status_code", unsigned{request.status.value_or(0)});
    m_json.key("body").beginObject().member("bytes", request.replyBytes.value_or(0)).endObject();
    m_json.member("mime_type", request.contentType).endObject().endObject();
    if (request.userAgent)
        m_json.key("user_agent").beginObject().member("original", *request.userAgent).endObject();
    m_json.key("tls").beginObject().key("client").beginObject().member("server_name", request.host);
    if (!request.ja4.empty())
        m_json.member("ja4", request.ja4);
    m_json.endObject().endObject().endObject();
}

} // namespace assay::traffic
