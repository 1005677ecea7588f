// SPDX-License-Identifier: GPL-3.0-or-later
// Opening by dropping, and what is kept from one session to the next.
#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/filter/filterbar.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/itemview/itemview.h"
#include "widgets/shell/mainwindow.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>

#include <algorithm>

namespace assay::gui {
namespace {

QStringList localFiles(const QMimeData* data)
{
    QStringList files;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    return files;
}

} // namespace

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!localFiles(event->mimeData()).isEmpty()) {
        event->setDropAction(Qt::CopyAction); // sources are never moved
        event->accept();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList files = localFiles(event->mimeData());
    if (files.isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    openPaths(files);
}

void MainWindow::saveSession()
{
    SessionState session;
    session.caseFile = m_live.path();
    session.filter = m_filterBar->filter();
    session.item = m_focus.item() ? static_cast<qint64>(m_focus.item()->value) : -1;
    session.tab = m_itemView->currentTabName();
    session.columns = m_items->columns().save();
    session.order = m_items->columns().orderText(m_items->sort());
    session.group = groupName(m_items->groupBy());
    session.geometry = saveGeometry();
    m_layouts[m_perspective] = saveState();
    for (auto layout = m_layouts.cbegin(); layout != m_layouts.cend(); ++layout)
        session.layouts[perspectiveName(layout.key())] = layout.value();
    session.perspective = perspectiveName(m_perspective);
    session.splitter = m_splitter->saveState();
    m_settings.saveSession(session);
}

void MainWindow::restoreSession()
{
    const SessionState session = m_settings.loadSession();
    if (!session.geometry.isEmpty())
        restoreGeometry(session.geometry);
    for (auto layout = session.layouts.cbegin(); layout != session.layouts.cend(); ++layout) {
        if (const auto perspective = perspectiveFromName(layout.key()))
            m_layouts[*perspective] = layout.value();
    }
    const QByteArray layout = m_layouts.value(Perspective::Investigate);
    if (!layout.isEmpty() && !restoreState(layout)) {
        restoreState(m_defaultLayout);
        showNotice({NoticeLevel::Info, tr("The saved layout could not be read; the default one is used."), {}});
    }
    if (!session.splitter.isEmpty())
        m_splitter->restoreState(session.splitter);
    m_items->columns().restore(session.columns);
    m_items->setSort(m_items->columns().orderOf(session.order));
    setGroupBy(groupFromName(session.group));
    m_itemView->setCurrentTabName(session.tab);
    setPerspective(perspectiveFromName(session.perspective).value_or(Perspective::Investigate));
    if (!session.caseFile.isEmpty() && QFileInfo::exists(session.caseFile)) {
        m_pendingFilter = session.filter;
        if (session.item >= 0)
            m_pendingItem = ItemId{static_cast<uint32_t>(session.item)};
        m_live.open(session.caseFile);
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    centralWidget()->setFocus(); // a note that is being written is stored when its editor is left
    if (m_live.batches().isBusy())
        m_live.batches().save();
    if (m_live.labels().isBusy() || m_live.batches().isBusy()) { // what was accepted is stored before the window goes
        event->ignore();
        m_closing = true;
        return;
    }
    const std::vector<JobState> jobs = m_jobs.visibleJobs();
    const bool losing = std::any_of(jobs.begin(), jobs.end(), [](const JobState& job) { return !job.title.resumes; });
    if (!m_closing && losing) {
        event->ignore();
        askAboutJobs();
        return;
    }
    if (m_options.restore)
        saveSession();
    m_jobs.cancelAll();
    event->accept();
}

// A training ends with the best state so far; everything else is asked to stop.
void MainWindow::stopJobs()
{
    if (!m_live.models().isTraining()) {
        m_jobs.cancelAll();
        return;
    }
    m_live.models().finishTraining();
    for (const JobState& job : m_jobs.visibleJobs()) {
        if (job.id != m_live.models().trainingJob())
            m_jobs.cancel(job.id);
    }
}

void MainWindow::askAboutJobs()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Jobs are running"),
        tr("%n job(s) still run. What they did so far is kept in any case.", nullptr,
            static_cast<int>(m_jobs.visibleJobs().size())),
        QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* keep = box->addButton(tr("Keep partial result and quit"), QMessageBox::DestructiveRole);
    QPushButton* wait = box->addButton(tr("Wait, then quit"), QMessageBox::AcceptRole);
    box->addButton(tr("Do not quit"), QMessageBox::RejectRole);
    connect(keep, &QPushButton::clicked, this, [this] {
        m_closing = true;
        stopJobs();
        if (!m_jobs.isBusy())
            close();
    });
    connect(wait, &QPushButton::clicked, this, [this] {
        m_closing = true;
        if (!m_jobs.isBusy())
            close();
    });
    box->open();
}

} // namespace assay::gui
