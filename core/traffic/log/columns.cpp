// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/columns.h"

#include "core/base/ascii.h"
#include "core/traffic/log/timetext.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr std::string_view methodBytes = "!#$%&'*+.^_`|~-";

bool isMethod(std::string_view text)
{
    if (text.empty() || text.size() > 32)
        return false;
    for (const char c : text) {
        if (!isAsciiAlnum(c) && methodBytes.find(c) == std::string_view::npos)
            return false;
    }
    return true;
}

template <typename Number>
std::optional<Number> parsed(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc())
        return std::nullopt;
    // Counters that went through a float: "200.0".
    const std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
    const bool isWhole = rest.empty() || (rest[0] == '.' && rest.find_first_not_of('0', 1) == std::string_view::npos);
    return isWhole ? std::optional(number) : std::nullopt;
}

std::optional<double> parsedReal(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

std::optional<uint32_t> toMilliseconds(std::optional<double> number, double unit)
{
    if (!number || *number < 0 || *number * unit > 4e9)
        return std::nullopt;
    return static_cast<uint32_t>(std::lround(*number * unit));
}

std::optional<IpAddress> parseV4(std::string_view text)
{
    std::array<uint8_t, 16> bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    size_t at = 0;
    for (size_t part = 0; part < 4; ++part) {
        unsigned value = 0;
        const size_t begin = at;
        for (; at < text.size() && at < begin + 3 && isAsciiDigit(text[at]); ++at)
            value = value * 10 + static_cast<unsigned>(text[at] - '0');
        if (at == begin || value > 255)
            return std::nullopt;
        bytes[12 + part] = static_cast<uint8_t>(value);
        if (part < 3 && (at >= text.size() || text[at++] != '.'))
            return std::nullopt;
    }
    return at == text.size() ? std::optional(IpAddress(bytes)) : std::nullopt;
}

// Of "GET" in "GET /path ..."; 0: this is no request line.
size_t methodLength(std::string_view line)
{
    const size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !isMethod(line.substr(0, blank)))
        return 0;
    const bool hasTarget = line[blank + 1 < line.size() ? blank + 1 : blank] == '/';
    return hasTarget || line.find(" HTTP/", blank) != std::string_view::npos ? blank : 0;
}

// "/path" of "https://host/path"; the host counts when no other is known.
std::string_view withoutOrigin(std::string_view target, Request& request)
{
    const size_t scheme = target.find("://");
    if (scheme == std::string_view::npos || target.substr(0, scheme).find_first_of("/?") != std::string_view::npos)
        return target;
    const std::string_view rest = target.substr(scheme + 3);
    const size_t slash = rest.find_first_of("/?");
    if (request.host.empty())
        request.host = rest.substr(0, slash);
    return slash == std::string_view::npos ? "/" : rest.substr(slash);
}

} // namespace

ColumnTable::ColumnTable(std::span<const ColumnName> names)
{
    for (const ColumnName& name : names)
        add(name.name, name.column, name.rank);
}

size_t ColumnTable::bucketOf(std::string_view name)
{
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(name[at]); };
    return (name.size() * 37 + byte(0) + byte(name.size() - 1) * 5U + byte(name.size() / 2) * 11U) & 255;
}

void ColumnTable::add(std::string_view name, Column column, uint8_t rank)
{
    if (name.empty())
        return;
    m_buckets.resize(256);
    m_buckets[bucketOf(name)].push_back({std::string(name), {column, rank}});
}

ColumnTable::Found ColumnTable::find(std::string_view name) const
{
    if (name.empty() || m_buckets.empty())
        return {};
    for (const Entry& entry : m_buckets[bucketOf(name)]) {
        if (entry.name == name)
            return entry.found;
    }
    return {};
}

std::optional<IpAddress> parseClient(std::string_view text)
{
    if (const auto address = parseV4(text))
        return address;
    text = trimmed(text.substr(0, text.find(',')));
    if (const auto address = IpAddress::parse(text))
        return address;
    const size_t colon = text.rfind(':');
    return colon == std::string_view::npos ? std::nullopt : IpAddress::parse(text.substr(0, colon));
}

void splitTarget(std::string_view target, Request& request)
{
    const size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos)
        request.query = target.substr(mark);
}

void splitRequestLine(std::string_view line, Request& request)
{
    if (line.empty() || line == "-")
        return;
    const size_t method = methodLength(line);
    if (method == 0) {
        request.path = line; // no HTTP at all: kept whole
        return;
    }
    request.method = line.substr(0, method);
    std::string_view target = line.substr(method + 1);
    const size_t version = target.rfind(" HTTP/");
    request.version = version == std::string_view::npos ? "0.9" : target.substr(version + 6);
    splitTarget(target.substr(0, version), request);
}

std::string_view Fields::timeTo(const LogOptions& options, TextArena& arena, Request& request, bool& hasZone) const
{
    std::string_view text = (*this)[Column::Time];
    if (has(Column::Date) && has(Column::TimeOfDay)) {
        const std::string_view date = (*this)[Column::Date], clock = (*this)[Column::TimeOfDay];
        char* room = arena.room(date.size() + clock.size() + 1);
        std::memcpy(room, date.data(), date.size());
        room[date.size()] = ' ';
        std::memcpy(room + date.size() + 1, clock.data(), clock.size());
        text = arena.keep(date.size() + clock.size() + 1);
    }
    if (text.empty())
        return "no time";
    const auto time = parseLoggedTime(text, options.zoneMinutes);
    if (!time)
        return "the time cannot be read";
    request.time = time->ns;
    hasZone = time->hasZone;
    return {};
}

void Fields::targetTo(TextArena& arena, Request& request) const
{
    if (has(Column::RequestLine))
        splitRequestLine((*this)[Column::RequestLine], request);
    if (has(Column::Target))
        splitTarget(withoutOrigin((*this)[Column::Target], request), request);
    if (has(Column::Path)) {
        // A path with a query and no field for it is a target.
        if (has(Column::Query) || has(Column::BareQuery))
            request.path = (*this)[Column::Path].substr(0, (*this)[Column::Path].find('?'));
        else
            splitTarget((*this)[Column::Path], request);
    }
    if (has(Column::BareQuery)) {
        std::string_view query = (*this)[Column::BareQuery];
        query.remove_prefix(!query.empty() && query[0] == '?');
        char* room = arena.room(query.size() + 1);
        room[0] = '?';
        std::memcpy(room + 1, query.data(), query.size());
        request.query = arena.keep(query.size() + 1);
    }
    if (has(Column::Query))
        request.query = (*this)[Column::Query];
    if (has(Column::Method))
        request.method = (*this)[Column::Method];
    if (has(Column::Version)) {
        const std::string_view version = (*this)[Column::Version];
        request.version = startsWithIgnoringCase(version, "HTTP/") ? version.substr(5) : version;
    }
}

void Fields::answerTo(Request& request) const
{
    request.status = parsed<uint16_t>((*this)[Column::Status]);
    request.replyBytes = parsed<uint64_t>((*this)[Column::Bytes]);
    request.contentType = (*this)[Column::ContentType];
    request.milliseconds = toMilliseconds(parsedReal((*this)[Column::Milliseconds]), 1);
    if (has(Column::Seconds))
        request.milliseconds = toMilliseconds(parsedReal((*this)[Column::Seconds]), 1000);
    if (const std::string_view taken = (*this)[Column::TimeTaken]; !taken.empty())
        request.milliseconds = toMilliseconds(parsedReal(taken), taken.find('.') == std::string_view::npos ? 1 : 1000);
}

void Fields::originTo(Request& request) const
{
    request.userAgent = optional(Column::UserAgent);
    request.referer = optional(Column::Referer);
    request.ja4 = (*this)[Column::Ja4];
    request.ja3 = (*this)[Column::Ja3];
    request.serverName = (*this)[Column::ServerName];
    request.user = (*this)[Column::User];
    const auto latitude = parsedReal((*this)[Column::Latitude]), longitude = parsedReal((*this)[Column::Longitude]);
    if ((latitude && longitude) || has(Column::Country))
        request.location = Location{latitude.value_or(0), longitude.value_or(0), (*this)[Column::Country]};
}

std::string_view Fields::toRequest(const LogOptions& options, TextArena& arena, Request& request, bool& hasZone) const
{
    const std::string_view why = timeTo(options, arena, request, hasZone);
    if (!why.empty())
        return why;
    if (!has(Column::Client))
        return "no client";
    const auto client = parseClient((*this)[Column::Client]);
    if (!client)
        return "the client is no address";
    request.client = *client;
    request.host = has(Column::Host) ? (*this)[Column::Host] : std::string_view(options.host);
    targetTo(arena, request);
    answerTo(request);
    originTo(request);
    return {};
}

} // namespace assay::traffic
