// SPDX-License-Identifier: GPL-3.0-or-later
// How the statistics of a server read.
#include "core/base/json.h"
#include "core/fuzzy/wire/fuzzyserver.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

// Like the peer: two digits behind the point, cut off, unless the number is a whole one.
std::string shortNumber(uint64_t number)
{
    constexpr std::string_view units = "kMGTPE";
    uint64_t unit = 1;
    size_t power = 0;
    while (number / unit > 1000 || (number / unit == 1000 && number % unit != 0)) {
        unit *= 1000;
        ++power;
    }
    std::string text = std::to_string(number / unit);
    if (power == 0)
        return text;
    if (number % unit != 0) {
        const std::string digits = std::to_string(100 + number % unit / (unit / 100));
        text += "." + digits.substr(1);
    }
    return text + units[power - 1];
}

class StatisticsWriter
{
public:
    StatisticsWriter(const ServerStatistics& statistics, const StatisticsText& how)
        : m_statistics(statistics)
        , m_how(how)
    {
    }

    std::string run(std::string_view storage)
    {
        m_text = "Statistics for storage " + std::string(storage) + "\n";
        writeTotals();
        if (m_how.withKeys)
            writeKeys();
        if (m_how.withIps)
            writeAddresses();
        return std::move(m_text);
    }

private:
    std::string number(uint64_t value) const { return m_how.rawNumbers ? std::to_string(value) : shortNumber(value); }
    void line(std::string_view indent, std::string_view name, uint64_t value)
    {
        m_text.append(indent).append(name).append(": ").append(number(value)).append("\n");
    }
    // The labels are those of the peer; they stand for the versions 3 and 4 of the protocol.
    void pair(std::string_view name, const std::array<uint64_t, 2>& values)
    {
        m_text.append(name).append(": (v0.6: ").append(number(values[0])).append("), (v0.8: ");
        m_text.append(number(values[1])).append(")\n");
    }

    void writeTotals()
    {
        pair("fuzzy_found", m_statistics.found);
        line("", "fuzzy_stored", m_statistics.stored);
        pair("fuzzy_shingles", m_statistics.shingles);
        line("", "fuzzy_expired", 0); // the peer never counts them either
        line("", "invalid_requests", m_statistics.invalidRequests);
        line("", "delayed_hashes", m_statistics.delayedHashes);
        pair("fuzzy_checked", m_statistics.checked);
        m_text += "\n";
    }

    void writeCounts(const CommandCounts& counts, std::string_view indent)
    {
        line(indent, "Checked", counts.checked);
        line(indent, "Matched", counts.matched);
        line(indent, "Errors", counts.errors);
        line(indent, "Added", counts.added);
        line(indent, "Deleted", counts.deleted);
    }

    using Row = std::pair<std::string, CommandCounts>;
    uint64_t orderOf(const CommandCounts& counts) const
    {
        return m_how.order == StatisticsOrder::Matched ? counts.matched
            : m_how.order == StatisticsOrder::Errors   ? counts.errors
                                                       : counts.checked;
    }
    std::vector<Row> sorted(const std::map<std::string, CommandCounts>& addresses) const
    {
        std::vector<Row> rows(addresses.begin(), addresses.end());
        std::stable_sort(rows.begin(), rows.end(), [this](const Row& a, const Row& b) {
            return m_how.order == StatisticsOrder::Ip ? a.first > b.first : orderOf(a.second) > orderOf(b.second);
        });
        return rows;
    }
    void writeRows(const std::map<std::string, CommandCounts>& addresses, const std::string& indent)
    {
        for (const auto& [address, counts] : sorted(addresses)) {
            m_text += indent + address + "\n";
            writeCounts(counts, indent + "\t");
            m_text += "\n";
        }
    }

    void writeKeys()
    {
        m_text += "Keys statistics:\n";
        for (const auto& [name, key] : m_statistics.keys) {
            m_text += "Key id: " + name + "\n";
            writeCounts(key.counts, "\t");
            if (m_how.withIps) {
                m_text += "\n\tIPs stat:\n";
                writeRows(key.ips, "\t");
            }
            m_text += "\n";
        }
    }

    void writeAddresses()
    {
        m_text += "\nErrors IPs statistics:\n";
        std::vector<std::pair<std::string, uint64_t>> errors(
            m_statistics.errorIps.begin(), m_statistics.errorIps.end());
        std::stable_sort(
            errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
        for (const auto& [address, count] : errors)
            line("", address, count);
        m_text += "\n\nIPs statistics:\n";
        writeRows(m_statistics.ips, "");
    }

    const ServerStatistics& m_statistics;
    const StatisticsText& m_how;
    std::string m_text;
};

void writeMembers(JsonWriter& json, const CommandCounts& counts)
{
    json.member("checked", counts.checked).member("matched", counts.matched).member("added", counts.added);
    json.member("deleted", counts.deleted).member("errors", counts.errors);
}

void writeAddresses(JsonWriter& json, const std::map<std::string, CommandCounts>& addresses)
{
    json.key("ips").beginObject();
    for (const auto& [address, counts] : addresses) {
        json.key(address).beginObject();
        writeMembers(json, counts);
        json.endObject();
    }
    json.endObject();
}

void writePair(JsonWriter& json, std::string_view name, const std::array<uint64_t, 2>& values)
{
    json.key(name).beginArray().value(values[0]).value(values[1]).endArray();
}

} // namespace

std::string statisticsText(const ServerStatistics& statistics, std::string_view storage, const StatisticsText& how)
{
    return StatisticsWriter(statistics, how).run(storage);
}

std::string statisticsJson(const ServerStatistics& statistics)
{
    JsonWriter json;
    json.beginObject().key("keys").beginObject();
    for (const auto& [name, key] : statistics.keys) {
        json.key(name).beginObject();
        writeMembers(json, key.counts);
        writeAddresses(json, key.ips);
        json.endObject();
    }
    json.endObject();
    json.member("fuzzy_stored", statistics.stored).member("fuzzy_expired", 0);
    json.member("invalid_requests", statistics.invalidRequests).member("delayed_hashes", statistics.delayedHashes);
    json.key("errors_ips").beginObject();
    for (const auto& [address, count] : statistics.errorIps)
        json.member(address, count);
    json.endObject();
    writePair(json, "fuzzy_checked", statistics.checked);
    writePair(json, "fuzzy_shingles", statistics.shingles);
    writePair(json, "fuzzy_found", statistics.found);
    writeAddresses(json, statistics.ips);
    json.member("started_at", statistics.startedAt);
    if (!statistics.lastFault.empty())
        json.member("last_fault", statistics.lastFault);
    return json.endObject().take();
}

} // namespace assay::fuzzy
