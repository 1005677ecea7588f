// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/hits/hitspanel.h"

#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/itemrows.h"
#include "widgets/bridge/querymenu.h"
#include "widgets/panels/hits/scorebar.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace assay::gui {

HitsPanel::HitsPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_model(new TreeModel(hitColumns(), this))
{
    buildWidgets();
    showNothing(tr("Select an item to see its hits."));
    ItemFocus& focus = context.focus;
    connect(&focus, &ItemFocus::itemChanged, this, [this] {
        if (!m_context.focus.item())
            showNothing(tr("Select an item to see its hits."));
    });
    connect(&focus, &ItemFocus::contentChanged, this, &HitsPanel::showContent);
    connect(&focus, &ItemFocus::failed, this, [this] { showNothing(tr("The item could not be read.")); });
    connect(&focus, &ItemFocus::evidenceChanged, this, &HitsPanel::followFocus);
}

void HitsPanel::buildWidgets()
{
    m_message = new QLabel(this);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setMargin(16);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    auto* page = new QWidget(this);
    m_total = new QLabel(page);
    m_total->setTextFormat(Qt::RichText);
    m_total->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_total->setWordWrap(true);
    m_bar = new ScoreBar(page);
    m_search = new QLineEdit(page);
    m_search->setObjectName(QStringLiteral("hitsSearch"));
    m_search->setPlaceholderText(tr("Search hits"));
    m_search->setAccessibleName(tr("Search hits"));
    m_search->setClearButtonEnabled(true);
    m_order = new QComboBox(page);
    m_order->setAccessibleName(tr("Order of the hits"));
    m_order->addItems({tr("By size"), tr("By score"), tr("By name")});
    m_tree = new QTreeView(page);
    m_tree->setObjectName(QStringLiteral("hitsTree"));
    m_tree->setAccessibleName(tr("Hits"));
    m_tree->setAccessibleDescription(tr("Symbols by group; choosing one shows its first match"));
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(12);
    m_tree->setExpandsOnDoubleClick(false);
    m_delegate = new DivergingBarDelegate(m_tree);
    m_tree->setItemDelegateForColumn(HitBar, m_delegate);
    m_tree->header()->setStretchLastSection(true);

    auto* tools = new QHBoxLayout;
    tools->addWidget(m_search, 1);
    tools->addWidget(m_order);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(8, 6, 8, 4);
    top->addWidget(m_total);
    top->addWidget(m_bar);
    top->addLayout(tools);
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    pageLayout->setSpacing(2);
    pageLayout->addLayout(top);
    pageLayout->addWidget(m_tree, 1);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_message);
    m_stack->addWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(m_search, &QLineEdit::textChanged, this, &HitsPanel::fillTree);
    connect(m_order, &QComboBox::currentIndexChanged, this, &HitsPanel::fillTree);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &HitsPanel::showMenu);
    const auto choose = [this](const QModelIndex& index) {
        const QVariant hit = index.siblingAtColumn(0).data(TreeModel::ValueRole);
        if (!m_following && hit.isValid())
            m_context.focus.showHit(hit.toInt());
    };
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, choose);
    connect(m_tree, &QTreeView::clicked, this, choose); // again on the same one: back to its first match
}

void HitsPanel::showNothing(const QString& text)
{
    m_message->setText(text);
    m_stack->setCurrentIndex(0);
    m_model->setNodes({});
}

void HitsPanel::showContent()
{
    const std::shared_ptr<const ItemContent> content = m_context.focus.content();
    if (!content)
        return;
    const ItemHits& hits = content->hits;
    if (m_context.focus.hitsHidden()) {
        showNothing(tr("Hidden until you label this item (blind review)."));
    } else if (hits.error) {
        showNothing(errorText(*hits.error, Attempt::ReadItem).full());
    } else if (!hits.scanned) {
        showNothing(tr("Not scanned yet."));
    } else {
        m_total->setText(headline(hits));
        m_total->setToolTip(tr("Rules: %1").arg(content->ruleSet));
        m_bar->setScore(hits.score, hits.thresholds);
        fillTree();
        m_stack->setCurrentIndex(1);
    }
}

QString HitsPanel::headline(const ItemHits& hits) const
{
    const Thresholds& thresholds = hits.thresholds;
    QString next;
    if (hits.score < thresholds.addHeader)
        next = tr("%1 below add header").arg(formatScore(thresholds.addHeader - hits.score));
    else if (hits.score < thresholds.reject)
        next = tr("%1 below reject").arg(formatScore(thresholds.reject - hits.score));
    else
        next = tr("%1 above reject").arg(formatScore(hits.score - thresholds.reject));
    return QStringLiteral("<b>%1</b> · %2 · %3")
        .arg(tr("Score %1").arg(formatScore(hits.score)), actionTitle(hits.action), next);
}

void HitsPanel::fillTree()
{
    const std::shared_ptr<const ItemContent> content = m_context.focus.content();
    if (!content)
        return;
    double largest = 0;
    for (const StoredHit& hit : content->hits.hits)
        largest = std::max(largest, std::abs(hit.score));
    m_delegate->setLargest(largest);
    m_following = true;
    m_model->setNodes(
        hitNodes(content->hits, static_cast<HitOrder>(m_order->currentIndex()), m_search->text().trimmed()));
    m_tree->expandAll();
    const int unit = QFontMetrics(m_tree->font()).averageCharWidth();
    fitColumn(m_tree, HitSymbol, unit * 16, unit * 30);
    m_tree->setColumnWidth(HitScore, unit * 7);
    m_tree->setColumnWidth(HitBar, unit * 7);
    m_tree->setColumnWidth(HitCount, unit * 6);
    m_following = false;
    followFocus();
}

void HitsPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_tree->viewport()->rect().contains(position) && m_tree->indexAt(position).isValid()
        ? m_tree->indexAt(position)
        : m_tree->currentIndex();
    const QVariant hit = index.siblingAtColumn(0).data(TreeModel::ValueRole);
    const std::shared_ptr<const ItemContent> content = m_context.focus.content();
    if (!content || !hit.isValid() || hit.toUInt() >= content->hits.hits.size())
        return;
    const std::string& name = content->hits.hits[hit.toUInt()].symbol.name;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addTermActions(menu, m_context.query, termOf(QStringLiteral("symbol"), name));
    menu->addSeparator();
    addFindAction(menu, m_context.query, tr("Find all with this symbol"), termOf(QStringLiteral("symbol"), name));
    menu->addAction(
        tr("&Copy name"), menu, [name] { QApplication::clipboard()->setText(QString::fromStdString(name)); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void HitsPanel::followFocus()
{
    const int hit = m_context.focus.hit();
    m_following = true;
    if (hit < 0)
        m_tree->setCurrentIndex({});
    else if (m_tree->currentIndex().siblingAtColumn(0).data(TreeModel::ValueRole) != QVariant(hit))
        m_tree->setCurrentIndex(m_model->find(hit));
    m_following = false;
}

} // namespace assay::gui
