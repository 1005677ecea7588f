// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/audit/auditrows.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSaveFile>

namespace assay::gui {
namespace {

using store::AuditEntry;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const AuditEntry& entryOf(const TableRows& rows, uint32_t row)
{
    return static_cast<const AuditRows&>(rows).entry(row);
}

TableColumn column(const char* key, const QString& title, int width, std::string AuditEntry::*field)
{
    TableColumn made{
        QString::fromLatin1(key), title, {}, Qt::AlignLeft | Qt::AlignVCenter, width, true, {}, {}, {}, {}};
    made.text = [field](const TableRows& rows, uint32_t row) { return displayLine(entryOf(rows, row).*field, 200); };
    return made;
}

TableColumn numberColumn()
{
    TableColumn made{QStringLiteral("number"), tr("No."), tr("Number of the entry, without gaps"),
        Qt::AlignRight | Qt::AlignVCenter, 6, true, {}, {}, {}, {}};
    made.text = [](const TableRows& rows, uint32_t row) { return formatCount(entryOf(rows, row).number); };
    return made;
}

TableColumn timeColumn()
{
    TableColumn made{
        QStringLiteral("time"), tr("Time"), {}, Qt::AlignLeft | Qt::AlignVCenter, 24, true, {}, {}, {}, {}};
    made.text = [](const TableRows& rows, uint32_t row) {
        return formatTimeExact(entryOf(rows, row).at, static_cast<const AuditRows&>(rows).zone());
    };
    return made;
}

TableColumn countColumn()
{
    TableColumn made{QStringLiteral("count"), tr("Count"), tr("Items or things affected"),
        Qt::AlignRight | Qt::AlignVCenter, 6, true, {}, {}, {}, {}};
    made.text = [](const TableRows& rows, uint32_t row) { return formatCount(entryOf(rows, row).count); };
    return made;
}

std::string csvCell(const std::string& text)
{
    std::string cell = "\"";
    if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos)
        cell += '\''; // a spreadsheet must not take it for a formula
    for (const char c : text) {
        cell += c;
        if (c == '"')
            cell += c;
    }
    return cell + '"';
}

std::string isoTime(int64_t at)
{
    return QDateTime::fromSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODate).toStdString();
}

std::string csvLine(const AuditEntry& entry)
{
    std::string line = std::to_string(entry.number) + ',' + isoTime(entry.at);
    for (const std::string* text : {&entry.user, &entry.action, &entry.object})
        line += ',' + csvCell(*text);
    line += ',' + std::to_string(entry.count);
    for (const std::string* text : {&entry.before, &entry.after, &entry.query, &entry.program})
        line += ',' + csvCell(*text);
    return line + ',' + toHex(entry.hash) + "\r\n";
}

std::string jsonLine(const AuditEntry& entry)
{
    JsonWriter json;
    json.beginObject().member("number", entry.number).member("at", isoTime(entry.at)).member("user", entry.user);
    json.member("action", entry.action).member("object", entry.object).member("count", entry.count);
    json.member("before", entry.before).member("after", entry.after).member("query", entry.query);
    json.member("program", entry.program).member("sha256", toHex(entry.hash)).endObject();
    return json.take() + '\n';
}

} // namespace

AuditRows::AuditRows(std::shared_ptr<const std::vector<AuditEntry>> entries, QTimeZone zone)
    : m_entries(std::move(entries))
    , m_zone(std::move(zone))
{
}

std::vector<uint32_t> AuditRows::newestFirst(const QString& search) const
{
    std::vector<uint32_t> order;
    for (uint32_t row = count(); row-- > 0;) {
        const AuditEntry& found = entry(row);
        const std::string all = found.user + ' ' + found.action + ' ' + found.object + ' ' + found.before + ' '
            + found.after + ' ' + found.query;
        if (search.isEmpty() || QString::fromStdString(all).contains(search, Qt::CaseInsensitive))
            order.push_back(row);
    }
    return order;
}

TableColumns auditColumns()
{
    return {numberColumn(), timeColumn(), column("user", tr("User"), 8, &AuditEntry::user),
        column("action", tr("Done", "audit action"), 9, &AuditEntry::action),
        column("object", tr("Object"), 14, &AuditEntry::object), countColumn(),
        column("before", tr("Before"), 14, &AuditEntry::before), column("after", tr("After"), 9, &AuditEntry::after),
        column("query", tr("Query"), 30, &AuditEntry::query)};
}

QString affectedQuery(const AuditEntry& entry)
{
    const QString object = QString::fromStdString(entry.object);
    if (object.startsWith(QStringLiteral("item ")))
        return QStringLiteral("id:") + object.mid(5);
    return QString::fromStdString(entry.query);
}

std::optional<uint64_t> operationOf(const AuditEntry& entry)
{
    const QString object = QString::fromStdString(entry.object);
    bool ok = false;
    const qulonglong id = object.startsWith(QStringLiteral("operation ")) ? object.mid(10).toULongLong(&ok) : 0;
    return ok ? std::optional<uint64_t>(id) : std::nullopt;
}

QString itemsQuery(std::span<const ItemId> items)
{
    constexpr size_t most = 700; // with their commas within the 8 KiB of a query
    if (items.empty() || items.size() > most)
        return {};
    QStringList ids;
    for (const ItemId item : items)
        ids << QString::number(item.value);
    return QStringLiteral("id:[%1]").arg(ids.join(QChar(',')));
}

Result<uint64_t> writeAudit(const std::vector<AuditEntry>& entries, const QString& file, const RunContext& context)
{
    QSaveFile out(file);
    const auto failed = [&out, &file] {
        const bool full = out.error() == QFileDevice::ResourceError;
        return Error{
            full ? ErrorCode::DiskFull : ErrorCode::WriteFailed, file.toStdString(), out.errorString().toStdString()};
    };
    if (!out.open(QIODevice::WriteOnly))
        return failed();
    const bool csv = file.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive);
    if (csv)
        out.write("number,at,user,action,object,count,before,after,query,program,sha256\r\n");
    for (const AuditEntry& entry : entries) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, file.toStdString(), {}};
        const std::string line = csv ? csvLine(entry) : jsonLine(entry);
        if (out.write(line.data(), static_cast<qint64>(line.size())) < 0)
            return failed();
    }
    if (!out.commit())
        return failed();
    return entries.size();
}

} // namespace assay::gui
