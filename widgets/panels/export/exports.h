// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/notice.h"
#include "widgets/panels/export/exportplan.h"
#include "widgets/panels/panel.h"

namespace assay::gui {

class ItemsPanel;

// Everything that leaves a case: exports of the list as jobs, single messages, print.
class Exports : public QObject
{
    Q_OBJECT
public:
    Exports(const PanelContext& context, ItemsPanel& items, QWidget* window);

    // Asks with these kinds chosen; the selection is proposed when more than one item is selected.
    void ask(const QStringList& kinds);
    // HTML report, EML copies and hashes of what is bookmarked, proposed in one dialog.
    void askReport();
    void saveAsEml(); // the current item
    void printItem(); // the current item, by way of a preview
    void printReport(); // what the list shows

Q_SIGNALS:
    void notice(const assay::gui::Notice& notice);

private:
    void openDialog(ExportPlan plan);
    void start(const ExportPlan& plan);
    void finish(const ExportPlan& plan, const Result<ExportResult>& result);
    void writeEml(ItemId item, const QString& target);
    void preview(std::vector<uint32_t> rows, const QString& title);
    void showPreview(const QString& html, const QString& title);
    std::vector<uint32_t> rowsOf(ExportScope scope) const;
    ExportSubject subject(std::vector<uint32_t> rows, bool utc) const;
    ExportPlan usualPlan() const;
    void report(const Error& error);

    PanelContext m_context;
    ItemsPanel& m_items;
    QWidget* m_window;
};

} // namespace assay::gui
