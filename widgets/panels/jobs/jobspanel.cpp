// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/jobs/jobspanel.h"

#include "widgets/bridge/jobs.h"
#include "widgets/bridge/jobtext.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay::gui {

JobsPanel::JobsPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
{
    m_table = new QTreeWidget(this);
    m_table->setObjectName(QStringLiteral("jobsView"));
    m_table->setAccessibleName(tr("Jobs"));
    m_table->setHeaderLabels({tr("Job"), tr("Of"), tr("Done"), tr("Rate"), tr("Time left"), tr("Running for")});
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_cancel = new QPushButton(tr("Cancel job"), this);
    m_cancel->setEnabled(false);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(6, 2, 6, 4);
    bar->addWidget(m_cancel);
    bar->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addLayout(bar);
    connect(&context.jobs, &Jobs::changed, this, &JobsPanel::refresh);
    connect(m_cancel, &QPushButton::clicked, this, &JobsPanel::cancelCurrent);
    connect(m_table, &QTreeWidget::itemSelectionChanged, this,
        [this] { m_cancel->setEnabled(!m_table->selectedItems().isEmpty()); });
}

void JobsPanel::refresh()
{
    const std::vector<JobState> jobs = m_context.jobs.visibleJobs();
    while (m_table->topLevelItemCount() > static_cast<int>(jobs.size()))
        delete m_table->takeTopLevelItem(m_table->topLevelItemCount() - 1);
    for (int i = 0; i < static_cast<int>(jobs.size()); ++i) {
        const JobState& job = jobs[static_cast<size_t>(i)];
        QTreeWidgetItem* row = m_table->topLevelItem(i);
        if (!row)
            row = new QTreeWidgetItem(m_table);
        row->setData(0, Qt::UserRole, job.id);
        const JobCells cells = jobCells(job);
        row->setText(0, cells.name);
        row->setText(1, job.title.target);
        row->setText(2, cells.done);
        row->setText(3, cells.rate);
        row->setText(4, cells.left);
        row->setText(5, cells.elapsed);
    }
}

void JobsPanel::cancelCurrent()
{
    for (const QTreeWidgetItem* row : m_table->selectedItems())
        m_context.jobs.cancel(row->data(0, Qt::UserRole).toULongLong());
}

} // namespace assay::gui
