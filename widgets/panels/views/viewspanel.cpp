// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/views/viewspanel.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/savedviews.h"
#include "widgets/panels/views/viewdialog.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

// Puts the colour of the view before its name.
class ColorDelegate : public QStyledItemDelegate
{
public:
    ColorDelegate(const SavedViews& views, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_views(views)
    {
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto view = static_cast<size_t>(index.row());
        const QIcon icon = view < m_views.views().size() ? viewColorIcon(m_views.views()[view].color) : QIcon();
        if (!icon.isNull()) {
            option->icon = icon;
            option->features |= QStyleOptionViewItem::HasDecoration;
        }
    }

private:
    const SavedViews& m_views;
};

} // namespace

ViewsPanel::ViewsPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
{
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    m_model = new TreeModel({{tr("View")}, {tr("Key")}, {tr("Items"), right}}, this);
    m_tree = new QTreeView(this);
    m_tree->setObjectName(QStringLiteral("viewList"));
    m_tree->setAccessibleName(tr("Saved views"));
    m_tree->setAccessibleDescription(tr("Enter applies a view, F2 changes it, Delete removes it"));
    m_tree->setModel(m_model);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setItemDelegateForColumn(0, new ColorDelegate(context.views, this));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_tree->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    connect(m_tree, &QTreeView::clicked, this,
        [this](const QModelIndex& index) { m_context.views.apply(static_cast<size_t>(index.row())); });
    connect(&context.views, &SavedViews::changed, this, &ViewsPanel::rebuild);
    rebuild();
}

void ViewsPanel::rebuild()
{
    const SavedViews& views = m_context.views;
    std::vector<TreeNode> nodes;
    for (size_t i = 0; i < views.views().size(); ++i) {
        const SavedView& view = views.views()[i];
        const std::optional<uint64_t> count = views.count(i);
        TreeNode node;
        node.texts = {displayLine(view.name, 80), view.key ? QStringLiteral("Alt+%1").arg(view.key) : QString(),
            count ? formatCount(*count) : QString()};
        node.value = QString::fromStdString(view.name);
        node.toolTip = view.query.empty() ? tr("everything") : displayLine(view.query);
        nodes.push_back(node);
    }
    m_model->updateNodes(std::move(nodes));
}

int ViewsPanel::current() const
{
    return m_tree->currentIndex().isValid() ? m_tree->currentIndex().row() : -1;
}

void ViewsPanel::change()
{
    const int index = current();
    if (index < 0)
        return;
    auto* dialog = new ViewDialog(m_context.views, m_context.views.views()[static_cast<size_t>(index)], index, this);
    const std::string before = m_context.views.views()[static_cast<size_t>(index)].name;
    connect(dialog, &QDialog::accepted, this, [this, dialog, before] {
        // The views may have changed while the dialog was open.
        const auto place = m_context.views.named(QString::fromStdString(before));
        if (place)
            m_context.views.replace(*place, dialog->view());
    });
    dialog->open();
}

void ViewsPanel::contextMenuEvent(QContextMenuEvent* event)
{
    const int index = current();
    if (index < 0)
        return;
    const auto view = static_cast<size_t>(index);
    const bool writable = !m_context.live.isReadOnly();
    QMenu menu(this);
    menu.addAction(tr("Apply"), this, [this, view] { m_context.views.apply(view); });
    menu.addSeparator();
    menu.addAction(tr("Change…"), this, &ViewsPanel::change)->setEnabled(writable);
    menu.addAction(tr("Move up"), this, [this, view] { m_context.views.move(view, -1); })
        ->setEnabled(writable && index > 0);
    menu.addAction(tr("Move down"), this, [this, view] { m_context.views.move(view, 1); })
        ->setEnabled(writable && view + 1 < m_context.views.views().size());
    menu.addAction(tr("Delete"), this, [this, view] { m_context.views.remove(view); })->setEnabled(writable);
    menu.exec(event->globalPos());
}

bool ViewsPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress || current() < 0)
        return Panel::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const auto view = static_cast<size_t>(current());
    if (key == Qt::Key_Return || key == Qt::Key_Enter)
        m_context.views.apply(view);
    else if (key == Qt::Key_Delete && !m_context.live.isReadOnly())
        m_context.views.remove(view);
    else if (key == Qt::Key_F2 && !m_context.live.isReadOnly())
        change();
    else
        return Panel::eventFilter(watched, event);
    return true;
}

} // namespace assay::gui
