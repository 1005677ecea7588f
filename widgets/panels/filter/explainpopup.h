// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/bridge/querytext.h"
#include "widgets/panels/panel.h"

#include <QFrame>

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace assay::gui {

// What each term of a query finds by itself, how long that took, and which one finds nothing: a sheet under the filter
// bar, inside the window.
class ExplainPopup : public QFrame
{
    Q_OBJECT
public:
    ExplainPopup(const PanelContext& context, QWidget* anchor);
    // Asks the query once more with explanation and shows what comes back.
    void explain(const QString& query);

Q_SIGNALS:
    void left(); // Esc or the cross
    void spanChosen(const assay::gui::TextSpan& span); // Enter or a double click on a term

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildWidgets();
    void present(const QString& query, const Found& found, const std::vector<query::Fault>& faults);
    void place();
    void leave();
    PanelContext m_context;
    QWidget* m_anchor;
    QLabel* m_summary = nullptr;
    QTreeWidget* m_tree = nullptr;
    QLabel* m_notes = nullptr;
    QString m_query;
};

} // namespace assay::gui
