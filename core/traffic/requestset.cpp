// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/requestset.h"

#include "core/traffic/documenttext.h"

#include <algorithm>
#include <cmath>

namespace assay::traffic {
namespace {

constexpr std::string_view magic = "assay-request-set 1\n";
constexpr size_t maxBytes = size_t{1} << 30;
constexpr size_t maxRequests = 4'000'000;
constexpr size_t maxHeadLines = 4096, maxNameBytes = 256;

Error badLine(uint64_t line)
{
    return {ErrorCode::BadData, "request set", "line " + std::to_string(line)};
}

bool unescape(std::string_view raw, std::string& text)
{
    text.clear();
    return appendUnescaped(text, raw);
}

void appendText(std::string& document, std::string_view name, std::string_view text)
{
    document.append(name).append(1, '\t');
    appendEscaped(document, text);
    document += '\n';
}

template <typename Number>
void appendHeadNumber(std::string& document, std::string_view name, Number number)
{
    document.append(name).append(1, '\t');
    appendNumber(document, number);
    document += '\n';
}

using NamedValues = std::vector<std::pair<std::string, double>>;

void appendValues(std::string& document, std::string_view kind, const NamedValues& values)
{
    for (const auto& [name, value] : values) {
        if (!std::isfinite(value) || name.empty() || name.size() > maxNameBytes)
            continue;
        document.append(kind).append(1, '\t');
        appendEscaped(document, name);
        document += '\t';
        appendNumber(document, value);
        document += '\n';
    }
}

bool parseValue(std::string_view text, NamedValues& values)
{
    const size_t tab = text.find('\t');
    std::string name;
    double value = 0;
    if (tab == std::string_view::npos || !unescape(text.substr(0, tab), name) || name.empty()
        || name.size() > maxNameBytes || !parseNumber(text.substr(tab + 1), value) || !std::isfinite(value))
        return false;
    values.emplace_back(std::move(name), value);
    return true;
}

bool parseClient(std::string_view text, IpAddress& client)
{
    const std::optional<IpAddress> address = IpAddress::parse(text);
    client = address.value_or(IpAddress());
    return address.has_value();
}

// One head line. Those that are not known are of a later version.
bool parseHeadLine(std::string_view line, RequestSetHead& head)
{
    const size_t tab = line.find('\t');
    if (tab == std::string_view::npos)
        return false;
    const std::string_view name = line.substr(0, tab), text = line.substr(tab + 1);
    if (name == "target")
        return unescape(text, head.target);
    if (name == "host")
        return unescape(text, head.host);
    if (name == "client")
        return parseClient(text, head.client);
    if (name == "start")
        return parseNumber(text, head.start);
    if (name == "stop")
        return parseNumber(text, head.stop);
    if (name == "bucket-start")
        return parseNumber(text, head.bucketStart);
    if (name == "bucket-seconds")
        return parseNumber(text, head.bucketSeconds);
    if (name == "subset")
        return parseNumber(text, head.subset);
    if (name == "requests-before")
        return parseNumber(text, head.requestsBefore);
    if (name == "country")
        return unescape(text, head.country);
    if (name == "feature")
        return parseValue(text, head.features);
    return name != "context" || parseValue(text, head.context);
}

// The head and where its first request line begins.
struct HeadEnd
{
    size_t at = 0;
    uint64_t line = 0; // lines of the head, its empty one included
};

Result<HeadEnd> readHead(std::string_view bytes, RequestSetHead& head)
{
    if (!RequestSet::isRequestSet(bytes))
        return Error{ErrorCode::NotRecognised, "request set", {}};
    HeadEnd end{magic.size(), 1};
    for (size_t lines = 0; lines <= maxHeadLines; ++lines) {
        const size_t newline = bytes.find('\n', end.at);
        ++end.line;
        if (newline == std::string_view::npos)
            return badLine(end.line);
        const std::string_view line = bytes.substr(end.at, newline - end.at);
        end.at = newline + 1;
        if (line.empty())
            return end;
        if (!parseHeadLine(line, head))
            return badLine(end.line);
    }
    return Error{ErrorCode::LimitExceeded, "request set", "lines of the head"};
}

} // namespace

bool RequestSet::isRequestSet(std::string_view bytes)
{
    return bytes.substr(0, magic.size()) == magic;
}

Result<RequestSetHead> parseHead(std::string_view bytes)
{
    RequestSetHead head;
    const auto end = readHead(bytes, head);
    if (!end)
        return end.error();
    return head;
}

Result<RequestSet> RequestSet::parse(std::string bytes)
{
    if (bytes.size() > maxBytes)
        return Error{ErrorCode::LimitExceeded, "request set", std::to_string(bytes.size()) + " bytes"};
    RequestSet set;
    set.m_bytes = std::make_shared<const std::string>(std::move(bytes));
    const std::string_view all = *set.m_bytes;
    const auto end = readHead(all, set.m_head);
    if (!end)
        return end.error();
    const std::string_view body = all.substr(end->at);
    const size_t count = static_cast<size_t>(std::count(body.begin(), body.end(), '\n'));
    if (count > maxRequests)
        return Error{ErrorCode::LimitExceeded, "request set", std::to_string(count) + " requests"};
    set.m_requests.reserve(std::min(count, body.size() / 32)); // a line of many empty lines holds no requests
    const auto texts = std::make_shared<std::string>();
    const size_t escape = body.find('\\');
    if (escape != std::string_view::npos) // unescaped texts are no longer than the lines that they are in
        texts->reserve(body.size() - (body.rfind('\n', escape) + 1));
    int64_t latest = INT64_MIN;
    for (size_t at = 0; at < body.size();) {
        const size_t newline = body.find('\n', at);
        auto request =
            newline == std::string_view::npos ? std::nullopt : parseRequestLine(body.substr(at, newline - at), *texts);
        if (!request || request->time < latest)
            return badLine(end->line + set.m_requests.size() + 1);
        latest = request->time;
        request->client = set.m_head.client;
        set.m_requests.push_back(*request);
        at = newline + 1;
    }
    set.m_texts = texts;
    return set;
}

void appendHead(std::string& document, const RequestSetHead& head)
{
    document += magic;
    appendText(document, "target", head.target);
    appendText(document, "host", head.host);
    appendText(document, "client", head.client.toString());
    appendHeadNumber(document, "start", head.start);
    appendHeadNumber(document, "stop", head.stop);
    appendHeadNumber(document, "bucket-start", head.bucketStart);
    appendHeadNumber(document, "bucket-seconds", head.bucketSeconds);
    appendHeadNumber(document, "subset", head.subset);
    appendHeadNumber(document, "requests-before", head.requestsBefore);
    if (!head.country.empty())
        appendText(document, "country", head.country);
    appendValues(document, "feature", head.features);
    appendValues(document, "context", head.context);
    document += '\n';
}

} // namespace assay::traffic
