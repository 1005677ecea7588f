// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/auditlog.h"

#include <ctime>

namespace assay::store {
namespace {

constexpr const char* selectEntries = "SELECT number,at,user,action,object,count,before,after,query,program,hash "
                                      "FROM audit WHERE number>=?1 ORDER BY number";

// Numbers as 8 bytes, texts behind their length: no two entries give the same bytes.
void addNumber(std::string& bytes, uint64_t number)
{
    for (int shift = 0; shift < 64; shift += 8)
        bytes += static_cast<char>(number >> shift & 0xFF);
}

Sha256 chainedHash(const Sha256& before, const AuditEntry& entry)
{
    std::string bytes(reinterpret_cast<const char*>(before.data()), before.size());
    addNumber(bytes, entry.number);
    addNumber(bytes, static_cast<uint64_t>(entry.at));
    addNumber(bytes, entry.count);
    for (const std::string* text :
        {&entry.user, &entry.action, &entry.object, &entry.before, &entry.after, &entry.query, &entry.program}) {
        addNumber(bytes, text->size());
        bytes += *text;
    }
    return sha256(bytes);
}

std::string_view bytesOf(const Sha256& hash)
{
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Sha256 hashFrom(std::string_view bytes)
{
    Sha256 hash = {};
    if (bytes.size() == hash.size())
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(hash.data()));
    return hash;
}

AuditEntry entryFrom(const Statement& row)
{
    AuditEntry entry;
    entry.number = static_cast<uint64_t>(row.number(0));
    entry.at = row.number(1);
    entry.user = row.text(2);
    entry.action = row.text(3);
    entry.object = row.text(4);
    entry.count = static_cast<uint64_t>(row.number(5));
    entry.before = row.text(6);
    entry.after = row.text(7);
    entry.query = row.text(8);
    entry.program = row.text(9);
    entry.hash = hashFrom(row.blob(10));
    return entry;
}

// How far the log goes, kept apart from it so that a cut end shows.
struct Head
{
    uint64_t number = 0;
    Sha256 hash = {};
};

Result<Head> readHead(const Database& database)
{
    auto row = database.prepare("SELECT number,hash FROM audit_head");
    if (!row)
        return row.error();
    const auto there = row->step();
    if (!there)
        return there.error();
    if (!*there)
        return Head{};
    return Head{static_cast<uint64_t>(row->number(0)), hashFrom(row->blob(1))};
}

Result<void> writeHead(Database& database, const AuditEntry& entry)
{
    auto update = database.prepare("INSERT OR REPLACE INTO audit_head(id,number,hash) VALUES(1,?1,?2)");
    if (!update)
        return update.error();
    return update->bind(1, static_cast<int64_t>(entry.number)).bindBlob(2, bytesOf(entry.hash)).run();
}

Result<void> insertEntry(Database& database, const AuditEntry& entry)
{
    auto insert = database.prepare("INSERT INTO audit(number,at,user,action,object,count,before,after,query,program,"
                                   "hash) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)");
    if (!insert)
        return insert.error();
    insert->bind(1, static_cast<int64_t>(entry.number)).bind(2, entry.at).bindText(3, entry.user);
    insert->bindText(4, entry.action).bindText(5, entry.object).bind(6, static_cast<int64_t>(entry.count));
    insert->bindText(7, entry.before).bindText(8, entry.after).bindText(9, entry.query);
    return insert->bindText(10, entry.program).bindBlob(11, bytesOf(entry.hash)).run();
}

} // namespace

Result<void> AuditLog::append(AuditEntry entry)
{
    const auto head = readHead(m_database);
    if (!head)
        return head.error();
    entry.number = head->number + 1;
    if (entry.at == 0)
        entry.at = std::time(nullptr);
    if (entry.program.empty())
        entry.program = "assay " ASSAY_VERSION;
    entry.hash = chainedHash(head->hash, entry);
    const auto inserted = insertEntry(m_database, entry);
    if (!inserted)
        return inserted;
    return writeHead(m_database, entry);
}

Result<void> AuditLog::visit(uint64_t from, const std::function<bool(const AuditEntry&)>& visitor) const
{
    auto rows = m_database.prepare(selectEntries);
    if (!rows)
        return rows.error();
    rows->bind(1, static_cast<int64_t>(std::min(from, uint64_t{INT64_MAX})));
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        if (!visitor(entryFrom(*rows)))
            return {};
    }
    return {};
}

Result<AuditReport> AuditLog::verify() const
{
    const auto head = readHead(m_database);
    if (!head)
        return head.error();
    AuditReport report;
    Sha256 last = {};
    const auto broken = [&](uint64_t number, const char* why) {
        report.firstBroken = number;
        report.reason = why;
        return false;
    };
    // Numbers of tampered rows may be negative; from the very first row on.
    const auto visited = visit(0, [&](const AuditEntry& entry) {
        const uint64_t expected = report.entries + 1;
        if (entry.number != expected)
            return broken(expected, "the entry is missing");
        if (entry.hash != chainedHash(last, entry))
            return broken(expected, "the entry does not follow from the one before it: one of them was changed");
        last = entry.hash;
        ++report.entries;
        return true;
    });
    if (!visited)
        return visited.error();
    if (!report.firstBroken && report.entries < head->number)
        broken(report.entries + 1, "the entry is missing: the end of the log was cut off");
    else if (!report.firstBroken && (report.entries > head->number || last != head->hash))
        broken(std::max<uint64_t>(report.entries, 1), "the entry is not the last one that was written");
    return report;
}

} // namespace assay::store
