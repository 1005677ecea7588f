// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/items/listquery.h"
#include "widgets/panels/panel.h"

#include <QObject>

namespace assay::gui {

// Rows that the filter would not find any more since they got a label: they stay in the list, dimmed, until it is asked
// again. Works in jobs, and only for filters that ask about labels and marks.
class LeftRows : public QObject
{
    Q_OBJECT
public:
    LeftRows(const PanelContext& context, SnapshotTable* table);
    // The list shows what `query` finds now.
    void setQuery(const ListQuery& query);

private:
    void check();
    PanelContext m_context;
    SnapshotTable* m_table;
    ListQuery m_query;
    bool m_asksLabels = false;
};

} // namespace assay::gui
