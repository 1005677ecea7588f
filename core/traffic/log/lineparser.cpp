// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/lineparser.h"

namespace assay::traffic {
namespace {

bool isAccess(LogFormat format)
{
    return format == LogFormat::Common || format == LogFormat::Combined || format == LogFormat::VhostCombined;
}

bool isJson(LogFormat format)
{
    return format == LogFormat::Json || format == LogFormat::Ecs;
}

ParsedLine toParsed(const LineResult& result)
{
    const auto kind = result.why.empty() ? ParsedLine::Kind::Request : ParsedLine::Kind::Reject;
    return {kind, result.format, result.why, result.hasZone};
}

} // namespace

Result<LogDialect> LogDialect::make(const LogOptions& options)
{
    LogDialect dialect;
    dialect.m_options = options;
    if (!options.schema.empty()) {
        auto schema = JsonSchema::parse(options.schema);
        if (!schema)
            return schema.error();
        dialect.m_schema = std::move(*schema);
    }
    if (options.format == LogFormat::Custom || !options.pattern.empty()) {
        auto pattern = LogPattern::parse(options.pattern);
        if (!pattern)
            return pattern.error();
        dialect.m_pattern = std::move(*pattern);
    }
    return dialect;
}

bool LogDialect::allows(LogFormat format) const
{
    const LogFormat wanted = m_options.format;
    return wanted == LogFormat::Unknown || wanted == format || (isAccess(wanted) && isAccess(format))
        || (isJson(wanted) && isJson(format));
}

ParsedLine LineParser::parseJson(std::string_view line, TextArena& arena, Request& request, ChallengeEvent& event)
{
    const JsonResult result = parseJsonLine(line, m_dialect.schema(), m_dialect.options(), arena, request, event);
    ParsedLine parsed = toParsed(result);
    if (result.why.empty() && result.kind == JsonResult::Kind::Challenge)
        parsed.kind = ParsedLine::Kind::Challenge;
    else if (result.why.empty() && result.kind == JsonResult::Kind::Passed)
        parsed.kind = ParsedLine::Kind::Nothing;
    return parsed;
}

LineResult LineParser::parseOther(std::string_view line, TextArena& arena, Request& request)
{
    LineResult result;
    result.why = "no line of this format";
    if (m_dialect.pattern() && m_dialect.allows(LogFormat::Custom)) {
        result = m_dialect.pattern()->parseLine(line, m_dialect.options(), arena, request);
        if (result.why.empty() || m_dialect.options().format == LogFormat::Custom)
            return result;
        request = Request();
    }
    if (m_dialect.allows(LogFormat::W3c)
        && (!m_layout.columns.empty() || m_dialect.options().format == LogFormat::W3c)) {
        result = parseW3cLine(line, m_layout, m_dialect.options(), arena, request);
        if (result.why.empty() || m_dialect.options().format == LogFormat::W3c)
            return result;
        request = Request();
    }
    if (m_dialect.allows(LogFormat::Combined))
        result = parseAccessLine(line, m_dialect.options(), arena, request);
    return result;
}

ParsedLine LineParser::parse(std::string_view line, TextArena& arena, Request& request, ChallengeEvent& event)
{
    if (line.size() > m_dialect.options().maxLine)
        return {ParsedLine::Kind::Reject, LogFormat::Unknown, "the line is too long", true};
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    if (line[first] == '#') {
        readW3cDirective(line.substr(first), m_layout);
        return {};
    }
    if (line[first] == '{' && m_dialect.allows(LogFormat::Json))
        return parseJson(line, arena, request, event);
    return toParsed(parseOther(line, arena, request));
}

} // namespace assay::traffic
