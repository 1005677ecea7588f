// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/storagepage.h"

#include "widgets/bridge/livecase.h"
#include "widgets/panels/fuzzy/expirytab.h"
#include "widgets/panels/fuzzy/flagstab.h"
#include "widgets/panels/fuzzy/hashestab.h"
#include "widgets/panels/fuzzy/replicationtab.h"
#include "widgets/panels/fuzzy/servicetab.h"
#include "widgets/panels/fuzzy/statisticstab.h"
#include "widgets/panels/fuzzy/storagelist.h"
#include "widgets/panels/triage/undobar.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

// Files that look like storages; all other files are mail.
QStringList storageFiles(const QMimeData* data)
{
    QStringList files;
    for (const QUrl& url : data->urls()) {
        const QString file = url.toLocalFile();
        if (file.endsWith(QStringLiteral(".db")) || file.endsWith(QStringLiteral(".sqlite")))
            files << file;
    }
    return files;
}

} // namespace

StoragePage::StoragePage(const PanelContext& context, QAction* undo, QAction* redo, QWidget* parent)
    : QWidget(parent)
    , m_focus(new StorageFocus(context, this))
    , m_list(new StorageList(context, *m_focus, this))
    , m_hashes(new HashesTab(context, *m_focus, this))
    , m_tabs(new QTabWidget(this))
{
    setObjectName(QStringLiteral("storagePage"));
    setAcceptDrops(true);
    m_tabs->setObjectName(QStringLiteral("storageTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_hashes, tr("&Hashes"));
    m_tabs->addTab(new FlagsTab(context, *m_focus, this), tr("Fla&gs"));
    m_tabs->addTab(new ExpiryTab(context, *m_focus, this), tr("&Expiry"));
    m_tabs->addTab(new StatisticsTab(context, *m_focus, this), tr("S&tatistics"));
    m_tabs->addTab(new ServiceTab(context, *m_focus, this), tr("&Keys and access"));
    m_tabs->addTab(new ReplicationTab(context, *m_focus, this), tr("&Replication"));
    auto* undoBar = new UndoBar(QStringLiteral("fuzzyUndo"), context.live, undo, redo, this);
    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(m_tabs, 1);
    rightLayout->addWidget(undoBar);
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    const int unit = fontMetrics().averageCharWidth();
    splitter->setSizes({unit * 40, unit * 140});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_hashes, &HashesTab::itemsRequested, this, &StoragePage::itemsRequested);
    setFocusProxy(m_hashes->table());
}

void StoragePage::focusFilter()
{
    m_tabs->setCurrentWidget(m_hashes);
    m_hashes->focusFilter();
}

void StoragePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_focus->setActive(true);
}

void StoragePage::hideEvent(QHideEvent* event)
{
    m_focus->setActive(false);
    QWidget::hideEvent(event);
}

void StoragePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (!storageFiles(event->mimeData()).isEmpty()) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
    } else {
        event->ignore(); // the window takes mail
    }
}

void StoragePage::dropEvent(QDropEvent* event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_list->addFiles(storageFiles(event->mimeData()));
}

} // namespace assay::gui
