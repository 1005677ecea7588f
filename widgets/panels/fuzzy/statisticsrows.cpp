// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/statisticsrows.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/fuzzy/hashrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace assay::gui {
namespace {

using fuzzy::CommandCounts;
using fuzzy::StatisticsOrder;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

uint64_t sum(const std::array<uint64_t, 2>& both)
{
    return both[0] + both[1];
}

// Collects lines below groups.
class Lines
{
public:
    explicit Lines(const FigureStyle& style)
        : m_style(style)
    {
    }

    void group(const QString& title)
    {
        TreeNode node;
        node.texts = {title};
        node.strong = true;
        m_nodes.push_back(std::move(node));
        m_group = static_cast<int>(m_nodes.size()) - 1;
    }
    void line(QStringList texts)
    {
        TreeNode node;
        node.texts = std::move(texts);
        node.parent = m_group;
        m_nodes.push_back(std::move(node));
    }
    void figure(const QString& name, uint64_t count) { line({name, number(count)}); }
    void counts(const QString& name, const CommandCounts& counts)
    {
        line({name, number(counts.checked), number(counts.matched), number(counts.added), number(counts.deleted),
            number(counts.errors)});
    }
    QString number(uint64_t count) const { return m_style.rawNumbers ? formatCount(count) : shortNumber(count); }
    std::vector<TreeNode> take() { return std::move(m_nodes); }

private:
    const FigureStyle& m_style;
    std::vector<TreeNode> m_nodes;
    int m_group = -1;
};

using Client = std::pair<std::string, CommandCounts>;

std::vector<Client> ordered(const std::map<std::string, CommandCounts>& clients, StatisticsOrder order)
{
    std::vector<Client> sorted(clients.begin(), clients.end());
    const auto key = [order](const CommandCounts& counts) {
        return order == StatisticsOrder::Matched ? counts.matched
            : order == StatisticsOrder::Errors   ? counts.errors
                                                 : counts.checked;
    };
    if (order != StatisticsOrder::Ip)
        std::stable_sort(sorted.begin(), sorted.end(),
            [&key](const Client& a, const Client& b) { return key(a.second) > key(b.second); });
    return sorted;
}

void addStorage(Lines& lines, const fuzzy::StorageStatistics& storage, const FigureStyle& style)
{
    lines.group(tr("Storage"));
    lines.figure(tr("Stored hashes"), storage.hashes);
    lines.figure(tr("with shingles"), storage.shingleHashes);
    lines.figure(tr("Shingles"), storage.shingles);
    lines.figure(tr("Accepted, not flushed yet"), storage.pending);
    lines.figure(tr("Expired since opened"), storage.expired);
    lines.line({tr("File"), formatSize(storage.fileBytes)});
    lines.line({tr("Index in memory"), formatSize(storage.indexBytes)});
    if (storage.newest) {
        lines.line({tr("Oldest write"), formatTime(storage.oldest, style.zone)});
        lines.line({tr("Newest write"), formatTime(storage.newest, style.zone)});
    }
    if (storage.readErrors)
        lines.figure(tr("Failed reads"), storage.readErrors);
}

void addService(Lines& lines, const fuzzy::ServerStatistics& service, const FigureStyle& style)
{
    const uint64_t checked = sum(service.checked);
    lines.group(tr("Service, since %1").arg(formatTime(service.startedAt, style.zone)));
    lines.figure(tr("Answered"), checked);
    lines.figure(tr("with shingles"), sum(service.shingles));
    const double share = checked ? 100.0 * double(sum(service.found)) / double(checked) : 0;
    lines.line({tr("Found"),
        tr("%1 · %2 %", "count, percent").arg(lines.number(sum(service.found)), QLocale().toString(share, 'f', 1))});
    CommandCounts all;
    for (const auto& client : service.ips) {
        all.added += client.second.added;
        all.deleted += client.second.deleted;
    }
    lines.figure(tr("Added"), all.added);
    lines.figure(tr("Deleted"), all.deleted);
    lines.figure(tr("Invalid requests"), service.invalidRequests);
    lines.figure(tr("Held back, too young"), service.delayedHashes);
    const QString heads[] = {tr("Keys"), tr("Clients"), tr("Invalid requests by client")};
    const QStringList names{tr("Checked"), tr("Matched"), tr("Added"), tr("Deleted"), tr("Errors")};
    if (!service.keys.empty()) {
        lines.group(heads[0]);
        lines.line(QStringList{QString()} + names);
        for (const auto& key : service.keys) {
            lines.counts(QString::fromStdString(key.first), key.second.counts);
            for (const Client& client : ordered(key.second.ips, style.order))
                lines.counts(QStringLiteral("  ") + QString::fromStdString(client.first), client.second);
        }
    }
    if (!service.ips.empty()) {
        lines.group(heads[1]);
        lines.line(QStringList{QString()} + names);
        for (const Client& client : ordered(service.ips, style.order))
            lines.counts(QString::fromStdString(client.first), client.second);
    }
    if (!service.errorIps.empty()) {
        lines.group(heads[2]);
        for (const auto& client : service.errorIps)
            lines.figure(QString::fromStdString(client.first), client.second);
    }
}

} // namespace

QString shortNumber(uint64_t count)
{
    const char* const units[] = {"", "k", "M", "G", "T"};
    double value = double(count);
    size_t unit = 0;
    while (value >= 1000 && unit + 1 < std::size(units)) {
        value /= 1000;
        ++unit;
    }
    if (unit == 0)
        return QString::number(count);
    return QLocale().toString(value, 'f', 2) + QLatin1String(units[unit]);
}

std::vector<TreeColumn> figureColumns()
{
    std::vector<TreeColumn> columns(6);
    columns[0].title = tr("Figure");
    columns[1].title = tr("Value");
    for (size_t i = 1; i < columns.size(); ++i)
        columns[i].alignment = Qt::AlignRight | Qt::AlignVCenter;
    return columns;
}

std::vector<TreeNode> figureNodes(const FuzzyFigures& figures, const fuzzy::FuzzyRule& rule, const FigureStyle& style)
{
    Lines lines(style);
    if (figures.remoteHashes) {
        lines.group(tr("Server"));
        lines.figure(tr("Stored hashes"), *figures.remoteHashes);
    }
    if (figures.storage) {
        addStorage(lines, *figures.storage, style);
        if (!figures.storage->byFlag.empty()) {
            lines.group(tr("Flags"));
            for (const auto& [flag, count] : figures.storage->byFlag)
                lines.figure(flagText(rule, flag), count);
        }
        if (!figures.storage->sources.empty()) {
            lines.group(tr("Sources"));
            for (const fuzzy::SourceVersion& source : figures.storage->sources)
                lines.line({displayLine(source.name, 60), tr("version %1").arg(source.version),
                    source.last ? formatTime(source.last, style.zone) : QString()});
        }
    }
    if (figures.service)
        addService(lines, *figures.service, style);
    return lines.take();
}

QString figureText(const std::vector<TreeNode>& nodes)
{
    QString text;
    for (const TreeNode& node : nodes)
        text += node.texts.join(QChar('\t')) + QChar('\n');
    return text;
}

} // namespace assay::gui
