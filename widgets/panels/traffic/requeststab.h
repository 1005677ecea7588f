// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/bridge/requestrows.h"
#include "widgets/panels/panel.h"

class QLabel;
class QTableView;

namespace assay::gui {

// The requests of a request set: any number of them, sorted off the GUI thread, those that hits are about marked.
class RequestsTab : public QWidget
{
    Q_OBJECT
public:
    RequestsTab(const PanelContext& context, QWidget* parent);
    // Null: nothing.
    void setContent(const std::shared_ptr<const ItemContent>& content, RequestMarks marks);
    // The hit whose requests stand out; -1: none in particular.
    void setHit(int hit);
    // Brings a request (from 0) and the column of `field` into view.
    void showRequest(uint32_t request, std::string_view field);

Q_SIGNALS:
    void requestChosen(uint32_t request);

private:
    void sortBy(int column);
    void ask();
    std::shared_ptr<const RequestRows> rowsWith(RequestMarks marks) const;
    void showMenu(const QPoint& position);
    void copy();

    PanelContext m_context;
    SnapshotTable* m_model;
    QTableView* m_view;
    QLabel* m_count;
    std::shared_ptr<const ItemContent> m_content;
    std::shared_ptr<const RequestRows> m_rows;
    int m_hit = -1;
    SortTerms m_sort;
    std::optional<std::pair<uint32_t, int>> m_wanted; // request and column to show once they are sorted
};

} // namespace assay::gui
