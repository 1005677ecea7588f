// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/snapshottable.h"
#include "widgets/bridge/trafficcolumns.h"

#include <QMap>
#include <QObject>

class QHeaderView;
class QMenu;
class QTableView;

namespace assay::gui {

// Which columns the list shows, in what order and how wide. As text: "score:64,date:120,subject", by the keys of the
// columns from left to right; a width left out is the usual one, and the subject without a width takes what is left.
// Lists of mail, of traffic and of both have their own choice; a text that begins with "traffic!" or "mixed!" is about
// one of those.
class ItemColumns : public QObject
{
    Q_OBJECT
public:
    ItemColumns(SnapshotTable* table, QTableView* view);

    QByteArray save() const;
    void restore(const QByteArray& text); // unknown columns are passed over; nothing usable: reset()
    void reset();
    // Changes to the columns that lists of such items show, as they were left.
    void setContents(ListContents contents);
    void fillMenu(QMenu* menu); // the choice of columns
    // Columns shown, from left to right.
    std::vector<int> shown() const;
    const QString& key(int column) const { return m_table->columns()[static_cast<size_t>(column)].key; }
    int find(const QString& key) const; // -1: no such column

    // A sort as text: "-date,from"; "-" is descending.
    QString orderText(const SortTerms& terms) const;
    SortTerms orderOf(const QString& text) const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int usualWidth(int column) const;
    void fitSubject();
    void showOnly(const std::vector<int>& columns);
    void apply(const QString& text);
    std::vector<int> usualOnes() const;

    SnapshotTable* m_table;
    QTableView* m_view;
    QHeaderView* m_header;
    ListContents m_contents = ListContents::Mail;
    QMap<ListContents, QString> m_kept; // the choice for contents that are not shown
    int m_subject = -1;
    bool m_subjectByHand = false; // somebody gave it a width
    bool m_resizing = false;
};

} // namespace assay::gui
