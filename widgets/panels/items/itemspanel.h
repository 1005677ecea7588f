// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/trafficcolumns.h"
#include "widgets/panels/items/itemmenu.h"
#include "widgets/panels/items/itemtableview.h"
#include "widgets/panels/items/listasker.h"
#include "widgets/panels/panel.h"

class QFrame;
class QLabel;

namespace assay::gui {

class ItemColumns;
class LeftRows;
class NoMatchNote;

// The list of items: never a dock, so it cannot be lost. Owns the query (filter, place, sort) and answers it in jobs.
class ItemsPanel : public QWidget
{
    Q_OBJECT
public:
    ItemsPanel(const PanelContext& context, QWidget* parent);

    // What the counter beside the filter says: "412 of 1,048,576 · indexing 38 %".
    QString countText() const;
    void setFilter(const QString& filter);
    // Only items of one source or folder; nullopt for both: all.
    void setPlace(std::optional<uint32_t> source, std::optional<uint32_t> folder);
    bool hasPlace() const { return m_query.source || m_query.folder; } // only a part of the case is listed
    void setSort(const SortTerms& sort);
    const SortTerms& sort() const { return m_query.sort; }
    void setGroupBy(GroupBy by);
    GroupBy groupBy() const { return m_query.groupBy; }
    void setGroupsOpen(bool open) { m_model->setAllOpen(open); }
    void stopSearch() { m_asker->stop(); }
    // Makes the item current as soon as the list holds it.
    void selectItem(ItemId item);
    void stepItem(int step);
    // Asks the list again, so that items whose label does not fit any more go.
    void refresh() { m_asker->refresh(); }

    // What an action on the selection is about, in the order of the list; members of selected groups are in it. After
    // "select all" that is everything the query finds, made when asked: linear in the rows of the list.
    std::vector<ItemId> selectedItems() const;
    std::vector<uint32_t> selectedRows() const; // of rows()
    quint64 selectedCount() const; // cheap
    bool isAllSelected() const; // the whole query without exclusions
    void selectAll();
    void clearSelection();
    // The snapshot that the list shows; null before the first answer.
    std::shared_ptr<const ItemRows> rows() const;

    // Which columns are shown, and the sort, as text for sessions and saved views.
    ItemColumns& columns() const { return *m_columns; }
    QTableView* view() const;
    // The current cell; without rows when there is none.
    ItemCell currentCell() const { return cellAt(m_view->currentIndex()); }
    // Rows of rows() that the list is about, in its order.
    const std::vector<uint32_t>& order() const { return m_model->order(); }

Q_SIGNALS:
    void menuRequested(QMenu* menu); // of the selection: others may add their actions
    void countChanged();
    void selectionChanged(); // selectedCount() may be another
    void filterRefused(const QString& reason); // the old result stays
    void searching(bool running); // it takes longer than a moment and can be stopped

private:
    void buildView();
    ItemCell cellAt(const QModelIndex& index) const;
    QWidget* buildSelectionBar();
    void forgetAll();
    void showBusy(bool running);
    void repaintLabels();
    void showAnswer(const ListAnswer& answer);
    void headerClicked(int column);
    void currentChanged();
    void restoreSelection();
    void updateSelectionBar();
    void updateDensity();
    void showContextMenu(const QPoint& position);
    void copyRows();

    PanelContext m_context;
    ItemTableView* m_view = nullptr;
    ContentsCounter m_contents;
    ItemColumns* m_columns = nullptr;
    QFrame* m_selectionBar = nullptr;
    QLabel* m_selectionText = nullptr;
    QLabel* m_sorting = nullptr;
    NoMatchNote* m_noMatch = nullptr;
    SnapshotTable* m_model = nullptr;
    LeftRows* m_left = nullptr;
    ListAsker* m_asker = nullptr;
    ListQuery m_query;
    bool m_slow = false;
    bool m_partial = false;
    std::optional<uint32_t> m_wanted; // item to select when it appears
    std::optional<uint32_t> m_currentId;
    bool m_restoring = false;
};

} // namespace assay::gui
