// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/statusbar.h"

#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/fuzzyservices.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/jobtext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/settings/appsettings.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>

namespace assay::gui {
namespace {

constexpr int keptNotices = 30;

} // namespace

AssayStatusBar::AssayStatusBar(const PanelContext& context, QWidget* parent)
    : QStatusBar(parent)
    , m_context(context)
{
    m_offline = new QLabel(tr("Offline"), this);
    m_offline->setObjectName(QStringLiteral("statusOffline"));
    m_offline->setToolTip(tr("Assay opens no network connection: nothing in a message is ever fetched"));
    m_offline->setFrameShape(QFrame::StyledPanel);
    m_offline->setContentsMargins(5, 0, 5, 0);
    m_case = new QLabel(this);
    m_case->setObjectName(QStringLiteral("statusCase"));
    m_case->setTextFormat(Qt::PlainText);

    m_job = new QWidget(this);
    m_progress = new QProgressBar(m_job);
    m_progress->setObjectName(QStringLiteral("statusProgress"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 16);
    m_progress->setMaximumHeight(fontMetrics().height());
    m_progress->setAccessibleName(tr("Progress"));
    m_jobText = new QLabel(m_job);
    m_jobText->setObjectName(QStringLiteral("statusJob"));
    m_jobText->setTextFormat(Qt::PlainText);
    m_cancel = new QToolButton(m_job);
    m_cancel->setObjectName(QStringLiteral("statusCancel"));
    m_cancel->setIcon(themedIcon(QStringLiteral("cancel")));
    m_cancel->setAutoRaise(true);
    m_cancel->setAccessibleName(tr("Cancel the job"));
    m_cancel->setToolTip(tr("Cancel the job; what it did so far is kept"));
    auto* jobLayout = new QHBoxLayout(m_job);
    jobLayout->setContentsMargins(0, 0, 0, 0);
    jobLayout->addWidget(m_jobText);
    jobLayout->addWidget(m_progress);
    jobLayout->addWidget(m_cancel);
    m_job->hide();

    m_batch = new QToolButton(this);
    m_batch->setObjectName(QStringLiteral("statusBatch"));
    m_batch->setAutoRaise(true);
    m_batch->setIcon(themedIcon(QStringLiteral("batch")));
    m_batch->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_batch->setToolTip(tr("Resume this batch where it was left"));

    m_zone = new QLabel(this);
    m_zone->setObjectName(QStringLiteral("statusZone"));
    m_zone->setToolTip(tr("Time zone of all times shown (View > Time zone)"));
    m_bell = new QToolButton(this);
    m_bell->setObjectName(QStringLiteral("statusMessages"));
    m_bell->setAutoRaise(true);
    m_bell->setPopupMode(QToolButton::InstantPopup);
    m_bell->setToolTip(tr("Messages of this session"));
    m_bell->setAccessibleName(tr("Messages"));
    m_notices = new QMenu(m_bell);
    m_notices->setToolTipsVisible(true);
    m_bell->setMenu(m_notices);
    m_bell->hide();

    // Own label: showMessage() would cover the offline badge.
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("statusMessage"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_messageTime.setSingleShot(true);
    m_messageTime.setInterval(10'000);
    connect(&m_messageTime, &QTimer::timeout, m_message, &QLabel::clear);

    m_network = new QLabel(this);
    m_network->setObjectName(QStringLiteral("statusNetwork"));
    m_network->setTextFormat(Qt::PlainText);
    m_network->setFrameShape(QFrame::StyledPanel);
    m_network->setContentsMargins(5, 0, 5, 0);
    m_network->hide();

    addWidget(m_offline);
    addWidget(m_network);
    addWidget(m_case);
    addWidget(m_job);
    addWidget(m_message, 1);
    addPermanentWidget(m_batch);
    addPermanentWidget(m_zone);
    addPermanentWidget(m_bell);
    connect(m_cancel, &QToolButton::clicked, this, &AssayStatusBar::cancelShown);
    connect(&context.jobs, &Jobs::changed, this, &AssayStatusBar::showJobs);
    connect(&context.live, &LiveCase::caseChanged, this, &AssayStatusBar::showCase);
    const BatchDesk& desk = context.live.batches();
    connect(&desk, &BatchDesk::activeChanged, this, &AssayStatusBar::showBatch);
    connect(&desk, &BatchDesk::draftChanged, this, &AssayStatusBar::showBatch);
    connect(&desk, &BatchDesk::reviewChanged, this, &AssayStatusBar::showBatch);
    connect(m_batch, &QToolButton::clicked, this, &AssayStatusBar::batchRequested);
    showBatch();
    connect(&context.live.fuzzy().services(), &FuzzyServices::changed, this, &AssayStatusBar::showNetwork);
    connect(&context.live.fuzzy(), &FuzzyDesk::rulesChanged, this, &AssayStatusBar::showNetwork);
    const auto showZone = [this] { m_zone->setText(formatZone(m_context.settings.timeZone())); };
    connect(&context.settings, &AppSettings::viewChanged, this, showZone);
    showZone();
    showCase();
}

void AssayStatusBar::showCase()
{
    const LiveCase& live = m_context.live;
    QString text;
    if (live.isOpen())
        text = live.isReadOnly() ? tr("Case %1 (read only)").arg(live.title()) : tr("Case %1").arg(live.title());
    m_case->setText(text);
    m_case->setToolTip(live.path());
}

// The active batch and how many of its items have a label, as far as that was counted.
void AssayStatusBar::showBatch()
{
    const BatchDesk& desk = m_context.live.batches();
    m_batch->setVisible(desk.active().has_value());
    if (!desk.active())
        return;
    const feedback::BatchInfo& info = desk.active()->info;
    QString text = info.context.name.empty() ? tr("Batch %1", "its number").arg(info.id.value)
                                             : tr("Batch “%1”", "its name").arg(displayLine(info.context.name, 30));
    if (const auto& review = desk.review())
        text += QChar(' ') + formatCount(review->items.size() - review->unlabelled.size());
    m_batch->setText(text);
    m_batch->setAccessibleName(tr("Resume %1", "batch").arg(text));
}

// What may use the network, because the user set it up.
void AssayStatusBar::showNetwork()
{
    const FuzzyDesk& desk = m_context.live.fuzzy();
    QStringList parts;
    for (const QString& name : desk.services().names())
        parts << tr("Listening on %1").arg(QString::fromStdString(desk.services().running(name)->address()));
    for (const fuzzy::FuzzyRule& rule : *desk.rules()) {
        if (!rule.isLocal())
            parts << tr("Remote: %1").arg(displayLine(rule.name, 40));
    }
    m_network->setText(parts.join(QStringLiteral(" · ")));
    m_network->setVisible(!parts.isEmpty());
    m_offline->setVisible(parts.isEmpty());
}

void AssayStatusBar::showJobs()
{
    const std::vector<JobState> jobs = m_context.jobs.visibleJobs();
    m_job->setVisible(!jobs.empty());
    if (jobs.empty())
        return;
    const JobState& job = jobs.back();
    m_shownJob = job.id;
    QString text = jobLine(job);
    if (jobs.size() > 1)
        text += tr(" (+%n)", "further jobs", static_cast<int>(jobs.size()) - 1);
    m_jobText->setText(text);
    m_progress->setRange(0, job.percent() < 0 ? 0 : 100);
    m_progress->setValue(job.percent());
    m_cancel->setEnabled(!job.cancelling);
}

void AssayStatusBar::cancelShown()
{
    m_context.jobs.cancel(m_shownJob);
}

void AssayStatusBar::addNotice(const Notice& notice)
{
    const QString time = QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss "));
    auto* entry = new QAction(time + displayLine(notice.text, 140), m_notices);
    entry->setToolTip(notice.text);
    m_notices->insertAction(m_notices->actions().value(0), entry);
    while (m_notices->actions().size() > keptNotices)
        delete m_notices->actions().last();
    m_bell->setText(tr("%n message(s)", nullptr, static_cast<int>(m_notices->actions().size())));
    m_bell->show();
    if (notice.level == NoticeLevel::Info) {
        m_message->setText(QStringLiteral("· ") + notice.text);
        m_messageTime.start();
    }
}

} // namespace assay::gui
