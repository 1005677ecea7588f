// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/w3cline.h"

#include "core/base/ascii.h"

#include <cstring>

namespace assay::traffic {
namespace {

constexpr size_t maxColumns = 256;

// In lower case.
constexpr ColumnName names[] = {
    {"date", Column::Date, 0},
    {"time", Column::TimeOfDay, 0},
    {"date-time", Column::Time, 0},
    {"c-ip", Column::Client, 0},
    {"cs-host", Column::Host, 0},
    {"cs(host)", Column::Host, 0},
    {"s-computername", Column::Host, 3},
    {"s-sitename", Column::Host, 2},
    {"x-host-header", Column::Host, 0},
    {"cs-method", Column::Method, 0},
    {"cs-uri", Column::Target, 0},
    {"cs-uri-stem", Column::Path, 0},
    {"cs-uri-query", Column::BareQuery, 0},
    {"cs-version", Column::Version, 0},
    {"cs-protocol-version", Column::Version, 0},
    {"cs-protocol", Column::Version, 1},
    {"sc-status", Column::Status, 0},
    {"sc-bytes", Column::Bytes, 0},
    {"bytes", Column::Bytes, 1},
    {"sc-content-type", Column::ContentType, 0},
    {"rs(content-type)", Column::ContentType, 0},
    {"sc(content-type)", Column::ContentType, 0},
    {"cs(user-agent)", Column::UserAgent, 0},
    {"cs(referer)", Column::Referer, 0},
    {"cs-username", Column::User, 0},
    {"time-taken", Column::TimeTaken, 0},
};

// The next field: up to a blank or tab, or in quotes.
std::string_view takeField(std::string_view& rest)
{
    while (!rest.empty() && isBlank(rest.front()))
        rest.remove_prefix(1);
    if (!rest.empty() && rest.front() == '"') {
        const size_t end = rest.find('"', 1);
        if (end != std::string_view::npos) {
            const std::string_view text = rest.substr(1, end - 1);
            rest.remove_prefix(end + 1);
            return text;
        }
    }
    const size_t end = rest.find_first_of(" \t");
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(text.size());
    return text;
}

// IIS writes '+' for the blanks of a header field.
std::string_view withBlanks(std::string_view text, TextArena& arena)
{
    if (text.find('+') == std::string_view::npos || text.find(' ') != std::string_view::npos)
        return text;
    char* room = arena.room(text.size());
    for (size_t i = 0; i < text.size(); ++i)
        room[i] = text[i] == '+' ? ' ' : text[i];
    return arena.keep(text.size());
}

} // namespace

void readW3cDirective(std::string_view line, W3cLayout& layout)
{
    if (startsWithIgnoringCase(line, "#date:")) {
        std::string_view rest = line.substr(6);
        layout.date = takeField(rest).substr(0, 10);
        return;
    }
    if (!startsWithIgnoringCase(line, "#fields:"))
        return;
    static const ColumnTable table(names);
    layout.columns.clear();
    std::string_view rest = line.substr(8);
    while (layout.columns.size() < maxColumns) {
        const std::string_view name = takeField(rest);
        if (name.empty())
            return;
        layout.columns.push_back(table.find(toAsciiLower(name)));
    }
}

LineResult parseW3cLine(
    std::string_view line, const W3cLayout& layout, const LogOptions& options, TextArena& arena, Request& request)
{
    LineResult result;
    result.format = LogFormat::W3c;
    if (layout.columns.empty()) {
        result.why = "no #Fields line before it";
        return result;
    }
    Fields fields;
    size_t count = 0;
    for (std::string_view rest = line; count < layout.columns.size(); ++count) {
        const std::string_view text = takeField(rest);
        if (text.empty() && rest.empty())
            break;
        if (text != "-")
            fields.set(layout.columns[count], text);
    }
    if (count < layout.columns.size()) {
        result.why = "fields are missing";
        return result;
    }
    if (!fields.has(Column::Date) && !layout.date.empty())
        fields.set({Column::Date, 0}, layout.date);
    if (fields.has(Column::UserAgent))
        fields.set({Column::UserAgent, 0}, withBlanks(fields[Column::UserAgent], arena));
    result.why = fields.toRequest(options, arena, request, result.hasZone);
    result.hasZone = true; // the format says UTC
    if (!fields.has(Column::ContentType))
        request.contentType = contentTypeOfPath(request.path);
    return result;
}

} // namespace assay::traffic
