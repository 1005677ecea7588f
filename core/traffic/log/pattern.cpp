// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/pattern.h"

#include "core/base/ascii.h"
#include "core/traffic/log/quoted.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr size_t maxPieces = 256;

constexpr ColumnName names[] = {
    {"remote_addr", Column::Client, 0},
    {"realip_remote_addr", Column::Client, 1},
    {"http_x_forwarded_for", Column::Client, 2},
    {"http_x_real_ip", Column::Client, 2},
    {"time_local", Column::Time, 2},
    {"time_iso8601", Column::Time, 1},
    {"msec", Column::Time, 0},
    {"request", Column::RequestLine, 0},
    {"request_uri", Column::Target, 0},
    {"uri", Column::Path, 0},
    {"document_uri", Column::Path, 0},
    {"args", Column::BareQuery, 0},
    {"query_string", Column::BareQuery, 0},
    {"request_method", Column::Method, 0},
    {"server_protocol", Column::Version, 0},
    {"status", Column::Status, 0},
    {"body_bytes_sent", Column::Bytes, 0},
    {"bytes_sent", Column::Bytes, 1},
    {"http_referer", Column::Referer, 0},
    {"http_user_agent", Column::UserAgent, 0},
    {"host", Column::Host, 0},
    {"http_host", Column::Host, 1},
    {"server_name", Column::Host, 2},
    {"request_time", Column::Seconds, 0},
    {"remote_user", Column::User, 0},
    {"sent_http_content_type", Column::ContentType, 0},
    {"upstream_http_content_type", Column::ContentType, 1},
    {"ssl_server_name", Column::ServerName, 0},
    {"geoip_country_name", Column::Country, 0},
    {"geoip2_country_name", Column::Country, 0},
    {"geoip_latitude", Column::Latitude, 0},
    {"geoip_longitude", Column::Longitude, 0},
};

ColumnTable::Found columnOf(std::string_view variable)
{
    static const ColumnTable table(names);
    const ColumnTable::Found found = table.find(variable);
    if (found.column != Column::None)
        return found;
    // Whatever a site calls them.
    if (findIgnoringCase(variable, "ja4") != std::string_view::npos)
        return {Column::Ja4, 0};
    return {findIgnoringCase(variable, "ja3") != std::string_view::npos ? Column::Ja3 : Column::None, 0};
}

// What is between the quotes of a directive; other texts as they are.
std::string joined(std::string_view text)
{
    text = trimmed(text);
    if (!startsWithIgnoringCase(text, "log_format") && (text.empty() || text.front() != '\''))
        return std::string(text);
    std::string pattern;
    bool isInside = false;
    for (const char c : text) {
        if (c == '\'')
            isInside = !isInside;
        else if (isInside)
            pattern += c;
    }
    return pattern;
}

size_t nameLength(std::string_view text)
{
    size_t length = 0;
    while (length < text.size() && (isAsciiAlnum(text[length]) || text[length] == '_'))
        ++length;
    return length;
}

} // namespace

Result<LogPattern> LogPattern::parse(std::string_view text)
{
    const auto bad = [](std::string_view why) { return Error{ErrorCode::BadArgument, "log format", std::string(why)}; };
    const std::string whole = joined(text);
    LogPattern pattern;
    std::string* literal = &pattern.m_front;
    for (size_t at = 0; at < whole.size();) {
        if (whole[at] != '$') {
            *literal += whole[at++];
            continue;
        }
        if (!pattern.m_pieces.empty() && literal->empty())
            return bad("two variables with nothing between");
        const bool isBraced = at + 1 < whole.size() && whole[at + 1] == '{';
        const std::string_view rest = std::string_view(whole).substr(at + 1 + isBraced);
        const size_t length = nameLength(rest);
        if (length == 0 || pattern.m_pieces.size() >= maxPieces)
            return bad(length == 0 ? "a $ without a name" : "too many variables");
        pattern.m_pieces.push_back({columnOf(rest.substr(0, length)), {}});
        literal = &pattern.m_pieces.back().behind;
        at += 1 + isBraced + length;
        if (isBraced && at < whole.size() && whole[at] == '}')
            ++at;
    }
    const auto tells = [&](Column column) {
        return std::any_of(pattern.m_pieces.begin(), pattern.m_pieces.end(),
            [&](const Piece& piece) { return piece.column.column == column; });
    };
    if (!tells(Column::Client) || !tells(Column::Time))
        return bad("it tells no client or no time");
    return pattern;
}

LineResult LogPattern::parseLine(
    std::string_view line, const LogOptions& options, TextArena& arena, Request& request) const
{
    LineResult result;
    result.format = LogFormat::Custom;
    result.why = "not as the log format says";
    if (line.substr(0, m_front.size()) != m_front)
        return result;
    Fields fields;
    std::string_view rest = line.substr(m_front.size());
    for (const Piece& piece : m_pieces) {
        const bool isLast = &piece == &m_pieces.back();
        size_t end = rest.find(piece.behind);
        if (piece.behind.empty() || (isLast && end == std::string_view::npos && trimmed(piece.behind).empty()))
            end = rest.size();
        if (end == std::string_view::npos)
            return result;
        const std::string_view text = rest.substr(0, end);
        if (text != "-")
            fields.set(piece.column, withoutEscapes(text, arena));
        rest.remove_prefix(std::min(rest.size(), end + piece.behind.size()));
    }
    result.why = fields.toRequest(options, arena, request, result.hasZone);
    if (!fields.has(Column::ContentType))
        request.contentType = contentTypeOfPath(request.path);
    return result;
}

} // namespace assay::traffic
