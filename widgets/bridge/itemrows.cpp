// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/itemrows.h"

#include "widgets/bridge/clusters.h"
#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/trafficcolumns.h"

#include <QCoreApplication>

#include <cmath>

namespace assay::gui {
namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const ItemRows& of(const TableRows& rows)
{
    return static_cast<const ItemRows&>(rows);
}

std::string_view view(const TableRows& rows, uint32_t row, bool subject)
{
    const ItemTable& items = of(rows).items();
    return subject ? items.subject(row) : items.from(row);
}

DefectSeverity worst(DefectSet defects)
{
    DefectSeverity severity = DefectSeverity::Info;
    for (const Defect defect : defects.list())
        severity = std::max(severity, defectSeverity(defect));
    return severity;
}

QVariant defectExtra(const TableRows& rows, uint32_t row, int role)
{
    const DefectSet defects(of(rows).item(row).defects);
    if (defects.isEmpty())
        return {};
    if (role == Qt::DecorationRole && worst(defects) != DefectSeverity::Info)
        return themedIcon(QStringLiteral("warning"));
    if (role == Qt::ToolTipRole) {
        QStringList lines;
        for (const Defect defect : defects.list())
            lines << defectSentence(defect);
        return lines.join(QChar('\n'));
    }
    return {};
}

QString addressText(const ItemTable& items, uint32_t row)
{
    const std::optional<IpAddress> ip = items.sourceIp(row);
    return ip ? QString::fromStdString(ip->toString()) : QString();
}

// A number as queries write it: "." and no more digits than it has, three at most.
std::string queryNumber(double number)
{
    std::string text = QString::number(number, 'f', 3).toStdString();
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.')
        text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string scoreValue(const TableRows& rows, uint32_t row)
{
    const double score = of(rows).score(row);
    return std::isnan(score) ? std::string() : queryNumber(score);
}

std::string actionValue(const TableRows& rows, uint32_t row)
{
    if (std::isnan(of(rows).score(row)))
        return {};
    switch (of(rows).action(row)) {
    case Action::Reject:
        return "reject";
    case Action::AddHeader:
        return "add_header";
    case Action::None:
        break;
    }
    return "none";
}

// The day, in the zone that the list shows.
std::string dayValue(const TableRows& rows, uint32_t row)
{
    const int64_t date = of(rows).item(row).date;
    if (date == ItemRow::noDate)
        return {};
    return QDateTime::fromSecsSinceEpoch(date, of(rows).zone()).date().toString(Qt::ISODate).toStdString();
}

TableColumn defectColumn()
{
    TableColumn column{QStringLiteral("defects"), tr("!", "column of oddities"), tr("Oddities found in the item"),
        Qt::AlignCenter, 2, true, {}, {}, {}, {}};
    column.menuTitle = tr("Oddities");
    column.text = [](const TableRows&, uint32_t) { return QString(); };
    column.number = [](const TableRows& rows, uint32_t row) {
        const DefectSet defects(of(rows).item(row).defects);
        return defects.isEmpty() ? -1.0 : static_cast<double>(worst(defects));
    };
    column.extra = defectExtra;
    return column;
}

TableColumn scoreColumn()
{
    TableColumn column{QStringLiteral("score"), tr("Score"), tr("Sum of the scores of all hits"),
        Qt::AlignRight | Qt::AlignVCenter, 8, true, {}, {}, {}, {}};
    column.field = QStringLiteral("score");
    column.value = scoreValue;
    column.extra = [](const TableRows& rows, uint32_t row, int role) -> QVariant {
        const double score = of(rows).score(row);
        return role == BarRole && !std::isnan(score) ? QVariant(score / of(rows).rejectThreshold()) : QVariant();
    };
    column.text = [](const TableRows& rows, uint32_t row) {
        const double score = of(rows).score(row);
        return std::isnan(score) ? QString() : formatScore(score);
    };
    column.number = [](const TableRows& rows, uint32_t row) { return of(rows).score(row); };
    return column;
}

TableColumn actionColumn()
{
    TableColumn column{QStringLiteral("action"), tr("Action"), tr("Verdict by the thresholds of the case"),
        Qt::AlignLeft | Qt::AlignVCenter, 11, true, {}, {}, {}, {}};
    column.field = QStringLiteral("action");
    column.value = actionValue;
    column.text = [](const TableRows& rows, uint32_t row) {
        return std::isnan(of(rows).score(row)) ? QString() : actionTitle(of(rows).action(row));
    };
    column.number = [](const TableRows& rows, uint32_t row) {
        return std::isnan(of(rows).score(row)) ? notANumber : static_cast<double>(of(rows).action(row));
    };
    column.extra = [](const TableRows& rows, uint32_t row, int role) -> QVariant {
        if (role != Qt::DecorationRole || std::isnan(of(rows).score(row)))
            return {};
        return themedIcon(actionIcon(of(rows).action(row)));
    };
    return column;
}

TableColumn hitsColumn()
{
    TableColumn column{QStringLiteral("hits"), tr("Hits"), tr("Symbols found by the scan"),
        Qt::AlignRight | Qt::AlignVCenter, 5, true, {}, {}, {}, {}};
    column.field = QStringLiteral("hits");
    column.value = [](const TableRows& rows, uint32_t row) {
        return std::isnan(of(rows).score(row)) ? std::string() : std::to_string(of(rows).hits(row));
    };
    column.text = [](const TableRows& rows, uint32_t row) {
        return std::isnan(of(rows).score(row)) ? QString() : QString::number(of(rows).hits(row));
    };
    column.number = [](const TableRows& rows, uint32_t row) {
        return std::isnan(of(rows).score(row)) ? notANumber : static_cast<double>(of(rows).hits(row));
    };
    return column;
}

TableColumn dateColumn()
{
    TableColumn column{QStringLiteral("date"), tr("Date"), tr("Time that the message states"),
        Qt::AlignLeft | Qt::AlignVCenter, 16, true, {}, {}, {}, {}};
    column.field = QStringLiteral("date");
    column.value = dayValue;
    column.text = [](const TableRows& rows, uint32_t row) {
        const int64_t date = of(rows).item(row).date;
        return date == ItemRow::noDate ? QString() : formatTime(date, of(rows).zone());
    };
    column.number = [](const TableRows& rows, uint32_t row) {
        const int64_t date = of(rows).item(row).date;
        return date == ItemRow::noDate ? notANumber : static_cast<double>(date);
    };
    return column;
}

TableColumn textColumn(const char* key, const QString& title, const QString& description, int width, bool subject)
{
    TableColumn column{
        QString::fromLatin1(key), title, description, Qt::AlignLeft | Qt::AlignVCenter, width, true, {}, {}, {}, {}};
    column.field = QString::fromLatin1(key);
    column.value = [subject](const TableRows& rows, uint32_t row) { return std::string(view(rows, row, subject)); };
    column.text = [subject](const TableRows& rows, uint32_t row) { return displayLine(view(rows, row, subject)); };
    column.word = [subject](const TableRows& rows, uint32_t row) { return std::string(view(rows, row, subject)); };
    return column;
}

TableColumn sizeColumn()
{
    TableColumn column{QStringLiteral("size"), tr("Size"), tr("Bytes of the stored message"),
        Qt::AlignRight | Qt::AlignVCenter, 7, true, {}, {}, {}, {}};
    column.field = QStringLiteral("size");
    column.value = [](const TableRows& rows, uint32_t row) { return std::to_string(of(rows).item(row).length); };
    column.text = [](const TableRows& rows, uint32_t row) { return formatSize(of(rows).item(row).length); };
    column.number = [](const TableRows& rows, uint32_t row) { return static_cast<double>(of(rows).item(row).length); };
    return column;
}

TableColumn addressColumn()
{
    TableColumn column{QStringLiteral("ip"), tr("Source IP"),
        tr("First public address below the trusted hops; client of requests"), Qt::AlignLeft | Qt::AlignVCenter, 15,
        false, {}, {}, {}, {}};
    column.field = QStringLiteral("ip");
    column.value = [](const TableRows& rows, uint32_t row) { return addressText(of(rows).items(), row).toStdString(); };
    column.text = [](const TableRows& rows, uint32_t row) { return addressText(of(rows).items(), row); };
    return column;
}

TableColumn folderColumn()
{
    TableColumn column{QStringLiteral("source"), tr("Source"), tr("Where the item lies"),
        Qt::AlignLeft | Qt::AlignVCenter, 18, false, {}, {}, {}, {}};
    column.elideMiddle = true;
    column.field = QStringLiteral("folder");
    column.value = [](const TableRows& rows, uint32_t row) { return of(rows).folder(row).toStdString(); };
    column.text = [](const TableRows& rows, uint32_t row) { return of(rows).folder(row); };
    return column;
}

TableColumn clusterColumn()
{
    TableColumn column{QStringLiteral("cluster"), tr("Cluster"),
        tr("Number of the items with nearly the same text; known once clusters were asked for"),
        Qt::AlignRight | Qt::AlignVCenter, 8, false, {}, {}, {}, {}};
    const auto of = [](const TableRows& rows, uint32_t row) {
        return clusterOf(static_cast<const ItemRows&>(rows).snapshot(), row);
    };
    column.field = QStringLiteral("cluster");
    column.value = [of](const TableRows& rows, uint32_t row) {
        return of(rows, row) ? std::to_string(of(rows, row)) : std::string();
    };
    column.text = [of](const TableRows& rows, uint32_t row) {
        return of(rows, row) ? QString::number(of(rows, row)) : QString();
    };
    column.number = [of](const TableRows& rows, uint32_t row) {
        return of(rows, row) ? static_cast<double>(of(rows, row)) : notANumber;
    };
    return column;
}

TableColumn numberColumn()
{
    TableColumn column{QStringLiteral("id"), tr("Item"), tr("Number of the item in the case"),
        Qt::AlignRight | Qt::AlignVCenter, 8, false, {}, {}, {}, {}};
    column.field = QStringLiteral("id");
    column.value = [](const TableRows& rows, uint32_t row) { return std::to_string(rows.id(row)); };
    column.text = [](const TableRows& rows, uint32_t row) { return QString::number(rows.id(row)); };
    column.number = [](const TableRows& rows, uint32_t row) { return static_cast<double>(rows.id(row)); };
    return column;
}

} // namespace

SourceNames::SourceNames(const std::vector<SourceInfo>& infos)
{
    for (const SourceInfo& source : infos) {
        const QString title = displayLine(source.title, 200);
        this->sources.emplace(source.id, title);
        for (const FolderInfo& folder : source.folders) {
            const QString path = displayLine(folder.path, 300);
            folders.emplace(folder.id, path.isEmpty() ? title : title + QChar('/') + path);
        }
    }
}

ItemRows::ItemRows(std::shared_ptr<const CaseSnapshot> snapshot, std::shared_ptr<const SourceNames> names,
    QTimeZone zone, std::shared_ptr<const BlindReview> blind)
    : m_snapshot(std::move(snapshot))
    , m_names(std::move(names))
    , m_zone(std::move(zone))
    , m_blind(std::move(blind))
{
}

bool ItemRows::isHidden(uint32_t row) const
{
    return m_blind && !m_blind->revealed.contains(id(row));
}

feedback::LabelId ItemRows::label(uint32_t row) const
{
    const feedback::LabelColumns* labels = m_snapshot->labels.get();
    return labels && row < labels->labels.size() && !isHidden(row) ? labels->labels[row] : feedback::noLabel;
}

uint8_t ItemRows::marks(uint32_t row) const
{
    const feedback::LabelColumns* labels = m_snapshot->labels.get();
    const uint8_t marks = labels && row < labels->marks.size() ? labels->marks[row] : uint8_t{0};
    return isHidden(row) ? static_cast<uint8_t>(marks & ~feedback::markConflict) : marks;
}

int64_t ItemRows::labelledAt(uint32_t row) const
{
    return label(row) == feedback::noLabel ? 0 : m_snapshot->labels->at[row];
}

std::string_view ItemRows::labelAuthor(uint32_t row) const
{
    if (label(row) == feedback::noLabel)
        return {};
    const feedback::LabelColumns& labels = *m_snapshot->labels;
    const uint16_t author = labels.author[row];
    return author < labels.authors.size() ? std::string_view(labels.authors[author]) : std::string_view();
}

double ItemRows::score(uint32_t row) const
{
    const ScoreColumn* scores = m_snapshot->scores.get();
    return scores && row < scores->scores.size() && !isHidden(row) ? static_cast<double>(scores->scores[row])
                                                                   : notANumber;
}

double ItemRows::rejectThreshold() const
{
    const std::vector<ScanInfo>& scans = *m_snapshot->scans;
    return std::max(0.01, scans.empty() ? Thresholds().reject : scans.back().thresholds.reject);
}

Action ItemRows::action(uint32_t row) const
{
    const ScoreColumn* scores = m_snapshot->scores.get();
    return scores && row < scores->actions.size() ? scores->actions[row] : Action::None;
}

unsigned ItemRows::hits(uint32_t row) const
{
    const ScoreColumn* scores = m_snapshot->scores.get();
    return scores && row < scores->hitCounts.size() && !isHidden(row) ? scores->hitCounts[row] : 0;
}

QString ItemRows::folder(uint32_t row) const
{
    const auto found = m_names->folders.find(item(row).folder);
    if (found != m_names->folders.end())
        return found->second;
    const auto source = m_names->sources.find(item(row).source);
    return source == m_names->sources.end() ? QString() : source->second;
}

TableColumns itemColumns()
{
    TableColumns columns = labelColumns();
    const TableColumns others{defectColumn(), scoreColumn(), actionColumn(), hitsColumn(), dateColumn(),
        textColumn("from", tr("From"), tr("Sender as the message states it"), 20, false),
        textColumn("subject", tr("Subject"), {}, 48, true), sizeColumn(), addressColumn(), folderColumn(),
        clusterColumn(), numberColumn()};
    columns.insert(columns.begin() + 2, others.begin(), others.end()); // who and when come last
    const TableColumns traffic = trafficColumns();
    columns.insert(columns.end(), traffic.begin(), traffic.end());
    return columns;
}

QString actionTitle(Action action)
{
    switch (action) {
    case Action::Reject:
        return tr("reject", "action");
    case Action::AddHeader:
        return tr("add header", "action");
    case Action::None:
        break;
    }
    return tr("none", "action");
}

QString actionIcon(Action action)
{
    switch (action) {
    case Action::Reject:
        return QStringLiteral("action-reject");
    case Action::AddHeader:
        return QStringLiteral("action-header");
    case Action::None:
        break;
    }
    return QStringLiteral("action-none");
}

} // namespace assay::gui
