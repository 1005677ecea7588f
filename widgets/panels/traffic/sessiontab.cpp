// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/sessiontab.h"

#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/querymenu.h"
#include "widgets/bridge/requestfacts.h"
#include "widgets/plots/plotview.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace assay::gui {
namespace {

constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;

// "0", "10 ms", "2 s", "5 min": where a bar begins.
QString boundText(size_t index)
{
    return index == 0 ? QStringLiteral("0") : formatDuration(gapBound(index));
}

QString summaryOf(const ItemContent& content)
{
    const RequestFacts& facts = *content.requestFacts;
    const auto requests = content.requestSet->requests();
    const double seconds =
        requests.empty() ? 0 : static_cast<double>(requests.back().time - requests.front().time) / 1e9;
    QStringList parts{SessionTab::tr("%n request(s)", nullptr, static_cast<int>(requests.size())),
        SessionTab::tr("over %1", "duration").arg(formatDuration(seconds))};
    if (requests.size() > 1)
        parts << SessionTab::tr("median pause %1", "duration").arg(formatDuration(facts.medianGap));
    parts << SessionTab::tr("%n user agent(s)", nullptr, static_cast<int>(facts.userAgents))
          << SessionTab::tr("%1 failed (4xx, 5xx)", "count of requests").arg(formatCount(facts.failed))
          << SessionTab::tr("%1 answered", "size").arg(formatSize(facts.bytes));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

PlotData gapPlot(const RequestFacts& facts)
{
    PlotData plot;
    plot.title = SessionTab::tr("Pauses between requests");
    plot.y.title = SessionTab::tr("Pauses");
    plot.y.low = 0;
    plot.x.isPlaces = true;
    const auto isUsed = [](uint64_t count) { return count > 0; };
    const auto first = std::find_if(facts.gaps.begin(), facts.gaps.end(), isUsed);
    if (first == facts.gaps.end())
        return plot;
    const auto last = std::find_if(facts.gaps.rbegin(), facts.gaps.rend(), isUsed).base();
    const auto begin = static_cast<size_t>(first - facts.gaps.begin());
    const auto end = static_cast<size_t>(last - facts.gaps.begin());
    PlotSeries& bars = plot.series.emplace_back();
    bars.title = SessionTab::tr("Pauses");
    bars.style = PlotSeries::Style::Bars;
    for (size_t i = begin; i < end; ++i) {
        bars.x.push_back(static_cast<double>(i - begin));
        bars.y.push_back(static_cast<double>(facts.gaps[i]));
    }
    plot.x.title = SessionTab::tr("From this length on");
    plot.x.text = [begin](double place) {
        const double index = place + static_cast<double>(begin);
        return index < 0 || index >= static_cast<double>(gapBounds()) ? QString()
                                                                      : boundText(static_cast<size_t>(index));
    };
    plot.summary = SessionTab::tr("Half of the pauses are shorter than %1.").arg(formatDuration(facts.medianGap));
    return plot;
}

std::vector<TreeNode> pathNodes(const RequestFacts& facts)
{
    std::vector<TreeNode> nodes;
    std::vector<QString> paths;
    for (const RequestFacts::PathNode& path : facts.paths) {
        TreeNode node;
        QString name = displayLine(path.name, 200);
        QString whole = path.parent < 0 ? QString() : paths[static_cast<size_t>(path.parent)];
        if (path.parent >= 0)
            whole += QChar('/') + QString::fromStdString(path.name);
        if (path.isRest)
            name = SessionTab::tr("(other paths)");
        else if (path.parent >= 0)
            name.prepend(QChar('/'));
        node.texts = {name, formatCount(path.requests), path.failed ? formatCount(path.failed) : QString(),
            path.bytes ? formatSize(path.bytes) : QString()};
        if (!path.isRest)
            node.value = path.parent < 0 ? QStringLiteral("/") : whole;
        node.toolTip = path.isRest ? QString() : displayLine(node.value.toString(), 1000);
        node.parent = path.parent;
        paths.push_back(whole);
        nodes.push_back(std::move(node));
    }
    return nodes;
}

SessionTab::SessionTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_summary(new QLabel(this))
    , m_plot(new PlotView(this))
    , m_paths(new TreeModel(
          {{tr("Path"), {}}, {tr("Requests"), numbers}, {tr("4xx, 5xx"), numbers}, {tr("Bytes"), numbers}}, this))
    , m_tree(new QTreeView(this))
{
    m_summary->setObjectName(QStringLiteral("sessionSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setContentsMargins(8, 4, 8, 4);
    m_plot->setObjectName(QStringLiteral("sessionPauses"));
    m_plot->setMinimumHeight(fontMetrics().height() * 9);
    m_tree->setObjectName(QStringLiteral("sessionPaths"));
    m_tree->setAccessibleName(tr("Paths"));
    m_tree->setModel(m_paths);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(14);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setStretchLastSection(false);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_plot);
    splitter->addWidget(m_tree);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary);
    layout->addWidget(splitter, 1);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &SessionTab::showMenu);
}

void SessionTab::setContent(const std::shared_ptr<const ItemContent>& content)
{
    if (!content || !content->requestSet) {
        m_summary->clear();
        m_plot->setData({});
        m_paths->setNodes({});
        return;
    }
    m_summary->setText(summaryOf(*content));
    m_plot->setData(gapPlot(*content->requestFacts));
    m_plot->setVisible(content->requestSet->requests().size() > 1);
    m_paths->setNodes(pathNodes(*content->requestFacts));
    m_tree->expandToDepth(1);
    const int unit = fontMetrics().averageCharWidth();
    fitColumn(m_tree, 0, unit * 30, unit * 70);
    for (int column = 1; column < m_paths->columnCount(); ++column)
        fitColumn(m_tree, column, unit * 9, unit * 14);
}

void SessionTab::showMenu(const QPoint& position)
{
    const QString path = m_tree->currentIndex().siblingAtColumn(0).data(TreeModel::ValueRole).toString();
    if (path.isEmpty())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addTermActions(menu, m_context.query, termOf(QStringLiteral("path"), path.toStdString()));
    menu->addSeparator();
    menu->addAction(tr("&Copy path"), menu, [path] { QApplication::clipboard()->setText(path); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace assay::gui
