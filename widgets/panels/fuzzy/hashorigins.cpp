// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/hashorigins.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/audit/auditrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace assay::gui {
namespace {

constexpr size_t shownOrigins = 3;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

QString lineOf(const HashOrigin& origin, const QTimeZone& zone)
{
    const QString who = displayLine(origin.author, 40);
    const QString item = QString::number(origin.item.value);
    const QString part = displayLine(origin.part, 20);
    QString line = origin.forgotten ? tr("Forgotten by %1 with item %2", "user, item").arg(who, item)
                                    : tr("Learned by %1 from item %2, part %3, weight %4", "user, item, part, weight")
                                          .arg(who, item, part, QLocale().toString(origin.weight));
    line += QStringLiteral(" · ") + formatTime(origin.at, zone);
    if (!origin.query.empty())
        line += QStringLiteral(" · ") + displayLine(origin.query, 80);
    return line;
}

} // namespace

QString originText(const std::vector<HashOrigin>& origins, const QTimeZone& zone)
{
    if (origins.empty())
        return tr("This case does not know where the hash came from.");
    QStringList lines;
    for (size_t i = 0; i < std::min(origins.size(), shownOrigins); ++i)
        lines << lineOf(origins[origins.size() - 1 - i], zone);
    if (origins.size() > shownOrigins)
        lines << tr("and %1 earlier").arg(formatCount(origins.size() - shownOrigins));
    return lines.join(QChar('\n'));
}

Result<QString> originQuery(
    const Case& file, const std::string& storage, const std::vector<HashRow>& hashes, const RunContext& context)
{
    std::set<uint32_t> numbers;
    for (const HashRow& hash : hashes) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, storage, {}};
        const auto origins = file.hashOrigins(storage, hash.digest);
        if (!origins)
            return origins.error();
        for (const HashOrigin& origin : *origins)
            numbers.insert(origin.item.value);
    }
    std::vector<ItemId> items;
    for (const uint32_t number : numbers)
        items.push_back(ItemId{number});
    return itemsQuery(items);
}

} // namespace assay::gui
