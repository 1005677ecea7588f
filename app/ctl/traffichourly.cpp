// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/traffichourly.h"

#include "app/ctl/output.h"
#include "core/base/time.h"

#include <charconv>
#include <cmath>

namespace assay::ctl {
namespace {

std::string cellOf(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string cell = "\"";
    for (const char c : text) {
        cell += c;
        if (c == '"')
            cell += '"';
    }
    cell += '"';
    return cell;
}

void appendCell(std::string& line, double value)
{
    line += ',';
    if (std::isnan(value))
        return; // missing
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    line.append(digits, end.ptr);
}

} // namespace

HourlyPrinter::HourlyPrinter(std::string source, bool asJson)
    : m_source(std::move(source))
    , m_asJson(asJson)
{
}

void HourlyPrinter::printHeader()
{
    std::string line = "window_start,ip,ja4,host";
    for (const traffic::HourlyColumn& column : traffic::hourlyColumns())
        line.append(1, ',').append(column.name);
    writeLine(line);
}

void HourlyPrinter::print(const traffic::HourlyRow& row)
{
    const std::string start = toIsoStringUtc(row.windowStart / 1'000'000'000);
    if (!m_asJson) {
        m_line = start;
        m_line += ',';
        m_line += row.client.toString();
        m_line += ',';
        m_line += cellOf(row.ja4);
        m_line += ',';
        m_line += cellOf(row.host);
        for (const double value : row.values)
            appendCell(m_line, value);
        writeLine(m_line);
        return;
    }
    m_json.clear();
    m_json.beginObject()
        .member("schema", "assay.hourly/1")
        .member("source", m_source)
        .member("window_start", start)
        .member("ip", row.client.toString())
        .member("ja4", row.ja4)
        .member("host", row.host);
    m_json.key("features").beginObject();
    for (size_t i = 0; i < row.values.size(); ++i)
        m_json.member(traffic::hourlyColumns()[i].name, row.values[i]);
    m_json.endObject().endObject();
    writeLine(m_json.text());
}

} // namespace assay::ctl
