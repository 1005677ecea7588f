// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the case from the window: exports and print.
#include "widgets/panels/export/exports.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QMenu>

namespace assay::gui {

void MainWindow::fillExportMenu(QMenu* menu)
{
    QStringList kinds;
    for (const report::ExporterKind& kind : report::exporterKinds())
        kinds << QString::fromUtf8(kind.id.data(), static_cast<qsizetype>(kind.id.size()));
    kinds << pdfKind();
    menu->addActions({m_actions->exportItems, m_actions->exportReport});
    menu->addSeparator();
    for (const QString& kind : kinds)
        menu->addAction(exportKindTitle(kind) + QChar(0x2026), this, [this, kind] { m_exports->ask({kind}); });
}

void MainWindow::connectExportActions()
{
    const Actions& a = *m_actions;
    m_exports = new Exports(context(), *m_items, this);
    connect(m_exports, &Exports::notice, this, &MainWindow::showNotice);
    connect(a.exportItems, &QAction::triggered, this, [this] { m_exports->ask({QStringLiteral("csv")}); });
    connect(a.exportReport, &QAction::triggered, m_exports, &Exports::askReport);
    connect(a.saveEml, &QAction::triggered, m_exports, &Exports::saveAsEml);
    connect(a.printItem, &QAction::triggered, m_exports, &Exports::printItem);
    connect(a.printReport, &QAction::triggered, m_exports, &Exports::printReport);
}

} // namespace assay::gui
