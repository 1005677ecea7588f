// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/hits/hitsmodel.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace assay::gui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

QString text(const std::string& value)
{
    return displayLine(value, 400);
}

QString description(const StoredHit& hit)
{
    // Descriptions of rules are data; those of our own rules may be translated one day.
    QString line = text(hit.symbol.description);
    if (!hit.options.empty()) {
        QStringList options;
        for (const std::string& option : hit.options)
            options << text(option);
        line += QStringLiteral(" [%1]").arg(options.join(QStringLiteral(", ")));
    }
    return line;
}

bool matches(const StoredHit& hit, const QString& search)
{
    return search.isEmpty() || text(hit.symbol.name).contains(search, Qt::CaseInsensitive)
        || text(hit.symbol.description).contains(search, Qt::CaseInsensitive);
}

bool comesBefore(const StoredHit& a, const StoredHit& b, HitOrder order)
{
    if (order == HitOrder::Magnitude && std::abs(a.score) != std::abs(b.score))
        return std::abs(a.score) > std::abs(b.score);
    if (order == HitOrder::Score && a.score != b.score)
        return a.score > b.score;
    return a.symbol.name < b.symbol.name;
}

TreeNode hitNode(const StoredHit& hit, int index, int parent)
{
    TreeNode node;
    node.texts = {text(hit.symbol.name), formatSignedScore(hit.score), {},
        hit.count > 1 ? formatCount(hit.count) : QString(), description(hit)};
    node.value = index;
    node.number = hit.score;
    node.parent = parent;
    node.toolTip = node.texts[HitDescription];
    return node;
}

struct Group
{
    std::vector<int> hits;
    double score = 0;
};

std::map<std::string, Group> grouped(const ItemHits& hits)
{
    std::map<std::string, Group> groups;
    for (size_t i = 0; i < hits.hits.size(); ++i) {
        Group& group = groups[hits.hits[i].symbol.group];
        group.hits.push_back(static_cast<int>(i));
        group.score += hits.hits[i].score;
    }
    return groups;
}

TreeNode sumNode(const QString& title, double score)
{
    TreeNode node;
    node.texts = {title, formatSignedScore(score), {}, {}, {}};
    node.number = score;
    node.strong = true;
    return node;
}

} // namespace

std::vector<TreeColumn> hitColumns()
{
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    return {{tr("Symbol")}, {tr("Score"), right}, {QString()}, {tr("Count"), right}, {tr("Description")}};
}

std::vector<TreeNode> hitNodes(const ItemHits& hits, HitOrder order, const QString& search)
{
    std::vector<TreeNode> nodes;
    double sum = 0;
    std::map<std::string, Group> groups = grouped(hits);
    std::vector<std::pair<std::string, Group>> sorted(groups.begin(), groups.end());
    std::stable_sort(sorted.begin(), sorted.end(), [order](const auto& a, const auto& b) {
        if (order == HitOrder::Magnitude)
            return std::abs(a.second.score) > std::abs(b.second.score);
        return order == HitOrder::Score ? a.second.score > b.second.score : a.first < b.first;
    });
    for (auto& [name, group] : sorted) {
        sum += group.score;
        std::stable_sort(group.hits.begin(), group.hits.end(), [&](int a, int b) {
            return comesBefore(hits.hits[static_cast<size_t>(a)], hits.hits[static_cast<size_t>(b)], order);
        });
        TreeNode head = sumNode(name.empty() ? tr("Without a group") : text(name), group.score);
        const int parent = sorted.size() > 1 || !name.empty() ? static_cast<int>(nodes.size()) : -1;
        std::vector<TreeNode> below;
        for (const int hit : group.hits) {
            if (matches(hits.hits[static_cast<size_t>(hit)], search))
                below.push_back(hitNode(hits.hits[static_cast<size_t>(hit)], hit, parent));
        }
        if (below.empty())
            continue;
        if (parent >= 0)
            nodes.push_back(head);
        nodes.insert(nodes.end(), below.begin(), below.end());
    }
    if (!hits.scanned)
        return nodes;
    if (std::abs(sum - hits.score) >= 0.005)
        nodes.push_back(sumNode(tr("Rounding and caps"), hits.score - sum));
    nodes.push_back(sumNode(tr("Sum"), hits.score));
    return nodes;
}

} // namespace assay::gui
