// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/completionpopup.h"

#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr int mostRows = 12; // more are scrolled

} // namespace

CompletionPopup::CompletionPopup(QWidget* anchor)
    : QFrame(anchor->window())
    , m_anchor(anchor)
{
    setObjectName(QStringLiteral("filterPopup"));
    setFrameShape(QFrame::Box);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFocusPolicy(Qt::NoFocus);
    m_heading = new QLabel(this);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setForegroundRole(QPalette::PlaceholderText);
    m_heading->setContentsMargins(6, 2, 6, 2);
    m_list = new QTreeWidget(this);
    m_list->setObjectName(QStringLiteral("filterPopupList"));
    m_list->setAccessibleName(tr("Suggestions for the filter"));
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_heading);
    layout->addWidget(m_list);
    connect(m_list, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
        const Completion line = m_lines[static_cast<size_t>(m_list->indexOfTopLevelItem(item))];
        Q_EMIT clicked(line);
    });
    hide();
}

void CompletionPopup::showLines(std::vector<Completion> lines, const QString& heading)
{
    const Completion* before = chosen(false);
    const QString chosenText = before ? before->text : QString();
    m_lines = std::move(lines);
    m_list->clear();
    for (const Completion& line : m_lines) {
        auto* item = new QTreeWidgetItem(m_list, {line.title, line.detail});
        item->setSizeHint(0, QSize(0, std::max(24, fontMetrics().height() + 8))); // large enough to be hit
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setForeground(1, palette().brush(QPalette::PlaceholderText));
        item->setToolTip(0, line.title);
        item->setData(0, Qt::AccessibleTextRole,
            line.detail.isEmpty() ? line.title : QStringLiteral("%1, %2").arg(line.title, line.detail));
        if (before && line.text == chosenText)
            m_list->setCurrentItem(item);
    }
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
    if (m_lines.empty()) {
        hide();
        return;
    }
    place();
    show();
    raise();
}

void CompletionPopup::place()
{
    const QPoint corner = m_anchor->mapTo(m_anchor->window(), QPoint(0, m_anchor->height()));
    const int rows = std::min<int>(mostRows, static_cast<int>(m_lines.size()));
    const int heading = m_heading->isHidden() ? 0 : m_heading->sizeHint().height();
    const int width = std::min(m_anchor->width(), fontMetrics().averageCharWidth() * 90);
    setGeometry(corner.x(), corner.y(), width, rows * m_list->sizeHintForRow(0) + heading + 4);
}

void CompletionPopup::step(int lines)
{
    if (m_lines.empty())
        return;
    const int count = static_cast<int>(m_lines.size());
    const int now = m_list->currentItem() ? m_list->indexOfTopLevelItem(m_list->currentItem()) : -1;
    if (now < 0 && lines < 0)
        m_list->setCurrentItem(m_list->topLevelItem(count - 1));
    else
        m_list->setCurrentItem(m_list->topLevelItem(std::clamp(now + lines, 0, count - 1)));
}

const Completion* CompletionPopup::chosen(bool orFirst) const
{
    if (m_lines.empty())
        return nullptr;
    QTreeWidgetItem* item = m_list->currentItem();
    if (!item)
        return orFirst ? &m_lines.front() : nullptr;
    return &m_lines[static_cast<size_t>(m_list->indexOfTopLevelItem(item))];
}

void CompletionPopup::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    Q_EMIT shownChanged(true);
}

void CompletionPopup::hideEvent(QHideEvent* event)
{
    QFrame::hideEvent(event);
    m_list->setCurrentItem(nullptr);
    Q_EMIT shownChanged(false);
}

} // namespace assay::gui
