// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/requestrows.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/themecolors.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QGuiApplication>

#include <algorithm>
#include <limits>

namespace assay::gui {
namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr Qt::Alignment toTheRight = Qt::AlignRight | Qt::AlignVCenter;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const traffic::Request& of(const TableRows& rows, uint32_t row)
{
    return static_cast<const RequestRows&>(rows).request(row);
}

QDateTime at(const traffic::Request& request, const QTimeZone& zone)
{
    const int64_t ms = request.time / 1'000'000 - (request.time % 1'000'000 < 0 ? 1 : 0);
    return QDateTime::fromMSecsSinceEpoch(ms, zone);
}

QStringList symbolsAt(const TableRows& rows, uint32_t row)
{
    QStringList symbols;
    const RequestMarks& marks = static_cast<const RequestRows&>(rows).marks();
    const auto range = marks.equal_range(row);
    for (auto mark = range.first; mark != range.second && symbols.size() < 20; ++mark) {
        const QString line = mark->second.field.empty()
            ? mark->second.symbol
            : tr("%1 in %2", "symbol, field of a request")
                  .arg(mark->second.symbol, displayLine(mark->second.field, 60));
        if (!symbols.contains(line))
            symbols << line;
    }
    return symbols;
}

// A request that hits are about: a sign in its first cell, the symbols as tool tip, colour over the row where it stands
// out.
QVariant markExtra(const TableRows& rows, uint32_t row, int role)
{
    const auto& requests = static_cast<const RequestRows&>(rows);
    if (role == Qt::BackgroundRole && requests.standsOut(row))
        return accent(Accent::Match, QGuiApplication::palette());
    if (role != Qt::ToolTipRole || !requests.marks().contains(row))
        return {};
    return symbolsAt(rows, row).join(QChar('\n'));
}

QVariant numberExtra(const TableRows& rows, uint32_t row, int role)
{
    if (role == Qt::DecorationRole && static_cast<const RequestRows&>(rows).marks().contains(row))
        return themedIcon(QStringLiteral("hits"));
    return markExtra(rows, row, role);
}

TableColumn column(const char* key, const QString& title, const QString& description, int width,
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter)
{
    TableColumn made{QString::fromLatin1(key), title, description, alignment, width, true, {}, {}, {}, {}};
    made.extra = markExtra;
    return made;
}

TableColumn textColumn(const char* key, const QString& title, const QString& description, int width, const char* field,
    std::string (*value)(const traffic::Request&))
{
    TableColumn made = column(key, title, description, width);
    made.text = [value](const TableRows& rows, uint32_t row) { return displayLine(value(of(rows, row))); };
    made.word = [value](const TableRows& rows, uint32_t row) { return value(of(rows, row)); };
    made.field = QString::fromLatin1(field);
    made.value = made.word;
    made.extra = [value](const TableRows& rows, uint32_t row, int role) -> QVariant {
        if (role != Qt::ToolTipRole || static_cast<const RequestRows&>(rows).marks().contains(row))
            return markExtra(rows, row, role);
        const std::string whole = value(of(rows, row));
        return whole.size() > 60 ? QVariant(displayLine(whole, 2000)) : QVariant();
    };
    return made;
}

TableColumn numberColumn()
{
    TableColumn made =
        column("number", tr("#", "number of a request"), tr("Number of the request in the set"), 6, toTheRight);
    made.text = [](const TableRows&, uint32_t row) { return QString::number(row + 1); };
    made.number = [](const TableRows&, uint32_t row) { return static_cast<double>(row); };
    made.extra = numberExtra;
    return made;
}

TableColumn timeColumn()
{
    TableColumn made = column("time", tr("Time"), tr("When the request was made"), 13);
    made.text = [](const TableRows& rows, uint32_t row) { return static_cast<const RequestRows&>(rows).time(row); };
    made.number = [](const TableRows& rows, uint32_t row) { return static_cast<double>(of(rows, row).time); };
    made.extra = [](const TableRows& rows, uint32_t row, int role) -> QVariant {
        const auto& requests = static_cast<const RequestRows&>(rows);
        return role == Qt::ToolTipRole ? QVariant(requests.time(row, true)) : markExtra(rows, row, role);
    };
    return made;
}

TableColumn statusColumn()
{
    TableColumn made = column("status", tr("Status"), tr("Status of the answer"), 7, toTheRight);
    made.text = [](const TableRows& rows, uint32_t row) {
        const auto& status = of(rows, row).status;
        return status ? QString::number(*status) : QString();
    };
    made.number = [](const TableRows& rows, uint32_t row) {
        const auto& status = of(rows, row).status;
        return status ? static_cast<double>(*status) : notANumber;
    };
    made.field = QStringLiteral("status");
    made.value = [](const TableRows& rows, uint32_t row) {
        const auto& status = of(rows, row).status;
        return status ? std::to_string(*status) : std::string();
    };
    return made;
}

TableColumn bytesColumn()
{
    TableColumn made = column("bytes", tr("Bytes"), tr("Size of the answer without its head"), 10, toTheRight);
    made.text = [](const TableRows& rows, uint32_t row) {
        const auto& bytes = of(rows, row).replyBytes;
        return bytes ? formatCount(*bytes) : QString();
    };
    made.number = [](const TableRows& rows, uint32_t row) {
        const auto& bytes = of(rows, row).replyBytes;
        return bytes ? static_cast<double>(*bytes) : notANumber;
    };
    return made;
}

// Queries ask for paths without what follows '?'.
TableColumn pathColumn()
{
    TableColumn made =
        textColumn("path", tr("Path"), tr("Path and query, as sent"), 40, "path", [](const traffic::Request& request) {
            std::string text(request.path);
            if (request.query && !request.query->empty()) {
                if (request.query->front() != '?')
                    text += '?';
                text.append(*request.query);
            }
            return text;
        });
    made.value = [](const TableRows& rows, uint32_t row) { return std::string(of(rows, row).path); };
    return made;
}

} // namespace

RequestRows::RequestRows(
    std::shared_ptr<const traffic::RequestSet> set, RequestMarks marks, QTimeZone zone, bool withFractions, int hit)
    : m_set(std::move(set))
    , m_marks(std::move(marks))
    , m_zone(std::move(zone))
    , m_withFractions(withFractions)
    , m_hit(hit)
{
    const auto requests = m_set->requests();
    m_oneDay = !requests.empty() && at(requests.front(), m_zone).date() == at(requests.back(), m_zone).date();
    std::map<int, size_t> counts;
    std::set<std::pair<uint32_t, int>> seen;
    for (const auto& [row, mark] : m_marks) {
        if (seen.emplace(row, mark.hit).second && 2 * ++counts[mark.hit] > requests.size())
            m_everywhere.insert(mark.hit);
    }
}

bool RequestRows::standsOut(uint32_t row) const
{
    const auto range = m_marks.equal_range(row);
    return std::any_of(range.first, range.second, [this](const auto& entry) {
        return m_hit >= 0 ? entry.second.hit == m_hit : !m_everywhere.contains(entry.second.hit);
    });
}

QString RequestRows::time(uint32_t row, bool exact) const
{
    const QString day = m_oneDay && !exact ? QString() : QStringLiteral("yyyy-MM-dd ");
    const QString clock = m_withFractions ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss");
    return at(request(row), m_zone).toString(day + clock);
}

TableColumns requestColumns()
{
    return {numberColumn(), timeColumn(),
        textColumn("method", tr("Method"), {}, 8, "method",
            [](const traffic::Request& request) { return std::string(request.method); }),
        pathColumn(), statusColumn(), bytesColumn(),
        textColumn("ua", tr("User agent"), tr("What the client says it is"), 40, "ua",
            [](const traffic::Request& request) {
                return std::string(request.userAgent.value_or(std::string_view()));
            }),
        textColumn("referer", tr("Referer"), tr("The page that it says it came from"), 26, "",
            [](const traffic::Request& request) { return std::string(request.referer.value_or(std::string_view())); })};
}

RequestColumn requestColumnOf(std::string_view field)
{
    constexpr std::pair<std::string_view, RequestColumn> columns[] = {{"time", RequestTime}, {"method", RequestMethod},
        {"status", RequestStatus}, {"bytes", RequestBytes}, {"ua", RequestAgent}, {"agent", RequestAgent},
        {"user_agent", RequestAgent}, {"referer", RequestReferer}, {"referrer", RequestReferer}};
    const std::string_view plain = field.substr(0, field.find(':')); // "ua:decoded"
    for (const auto& [name, shown] : columns) {
        if (name == plain)
            return shown;
    }
    return RequestPath;
}

} // namespace assay::gui
