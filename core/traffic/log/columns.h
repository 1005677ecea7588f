// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/logreader.h"
#include "core/traffic/log/textarena.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::traffic {

// What a field of a line is about.
enum class Column : uint8_t {
    None,
    Time,
    Date, // with TimeOfDay
    TimeOfDay,
    Client,
    Host,
    Method,
    RequestLine,
    Target, // path and query
    Path,
    Query,
    BareQuery, // without its '?'
    Version,
    Status,
    Bytes,
    ContentType,
    UserAgent,
    Referer,
    Latitude,
    Longitude,
    Country,
    Ja4,
    Ja3,
    ServerName,
    User,
    Milliseconds,
    Seconds,
    TimeTaken, // seconds with a point, else ms
    EventName,
    EventClient,
    EventHost,
    Count
};

// One name of a field. Where several of the same column have a value, the one with the smallest rank counts.
struct ColumnName
{
    std::string_view name;
    Column column = Column::None;
    uint8_t rank = 0;
};

// Columns by their names.
class ColumnTable
{
public:
    ColumnTable() = default;
    explicit ColumnTable(std::span<const ColumnName> names);
    void add(std::string_view name, Column column, uint8_t rank);
    struct Found
    {
        Column column = Column::None;
        uint8_t rank = 0;
    };
    Found find(std::string_view name) const;

private:
    struct Entry
    {
        std::string name;
        Found found;
    };
    std::vector<std::vector<Entry>> m_buckets;
    static size_t bucketOf(std::string_view name);
};

// The fields of one line on their way to a request.
class Fields
{
public:
    void clear() { m_has = 0; }
    void set(ColumnTable::Found column, std::string_view value)
    {
        const auto at = static_cast<size_t>(column.column);
        if (column.column == Column::None || (has(column.column) && m_ranks[at] < column.rank))
            return;
        m_has |= uint64_t{1} << at;
        m_ranks[at] = column.rank;
        m_values[at] = value;
    }
    bool has(Column column) const { return (m_has >> static_cast<size_t>(column)) & 1; }
    std::string_view operator[](Column column) const
    {
        return has(column) ? m_values[static_cast<size_t>(column)] : std::string_view();
    }
    std::optional<std::string_view> optional(Column column) const
    {
        return has(column) ? std::optional(m_values[static_cast<size_t>(column)]) : std::nullopt;
    }
    uint8_t rank(Column column) const { return m_ranks[static_cast<size_t>(column)]; } // of one that it has
    // Why they are no request; empty: they are. Texts of `request` are the fields or in `arena`.
    std::string_view toRequest(const LogOptions& options, TextArena& arena, Request& request, bool& hasZone) const;

private:
    std::string_view timeTo(const LogOptions& options, TextArena& arena, Request& request, bool& hasZone) const;
    void targetTo(TextArena& arena, Request& request) const;
    void answerTo(Request& request) const;
    void originTo(Request& request) const;

    uint64_t m_has = 0;
    std::array<uint8_t, static_cast<size_t>(Column::Count)> m_ranks = {};
    std::array<std::string_view, static_cast<size_t>(Column::Count)> m_values = {};
};

// "1.2.3.4", an IPv6 address, either with a port behind it, or the first of a list of them.
std::optional<IpAddress> parseClient(std::string_view text);
// Splits "GET /path?query HTTP/1.1". What does not look like a request line is a path without method and version.
void splitRequestLine(std::string_view line, Request& request);
void splitTarget(std::string_view target, Request& request);

} // namespace assay::traffic
