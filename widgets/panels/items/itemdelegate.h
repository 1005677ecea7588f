// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace assay::gui {

class ItemTableView;

// Paints the cells of the list: selection as the list keeps it, headings over the whole width, scores as number and
// bar, the count of copies; shows tool tips only where text is cut off.
class ItemDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit ItemDelegate(ItemTableView* view);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    void paintHeading(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintBar(QPainter* painter, const QStyleOptionViewItem& option, double part) const;
    int paintBadge(QPainter* painter, const QStyleOptionViewItem& option, uint copies, bool open) const;

    ItemTableView* m_view;
};

} // namespace assay::gui
