// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/triagebar.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/triage/triage.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <cmath>

namespace assay::gui {
namespace {

constexpr int stayMs = 15'000;

} // namespace

TriageBar::TriageBar(const PanelContext& context, Triage& triage, QAction* undo, QAction* redo, QWidget* parent)
    : QFrame(parent)
    , m_context(context)
    , m_triage(triage)
    , m_undo(undo)
    , m_redo(redo)
{
    setObjectName(QStringLiteral("triageBar"));
    m_change = new QFrame(this);
    m_change->setObjectName(QStringLiteral("undoBar"));
    m_change->setAutoFillBackground(true);
    m_change->setBackgroundRole(QPalette::ToolTipBase);
    m_change->setAccessibleName(tr("What was just done"));
    m_changeText = new QLabel(m_change);
    m_changeText->setObjectName(QStringLiteral("undoText"));
    m_changeText->setTextFormat(Qt::PlainText);
    m_changeText->setForegroundRole(QPalette::ToolTipText);
    m_changeButton = new QToolButton(m_change);
    m_changeButton->setObjectName(QStringLiteral("undoButton"));
    m_changeButton->setMinimumHeight(24);
    auto* changeLayout = new QHBoxLayout(m_change);
    changeLayout->setContentsMargins(10, 2, 4, 2);
    changeLayout->addWidget(m_changeText);
    changeLayout->addWidget(m_changeButton);
    m_progress = new QLabel(this);
    m_progress->setObjectName(QStringLiteral("triageProgress"));
    m_progress->setTextFormat(Qt::PlainText);
    m_progress->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_progress->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 10, 0);
    layout->addWidget(m_change);
    layout->addWidget(m_progress, 1);
    setMinimumHeight(fontMetrics().height() + 10);
    m_change->hide();
    m_stay.setSingleShot(true);
    m_stay.setInterval(stayMs);
    connect(&m_stay, &QTimer::timeout, this, &TriageBar::hideChange);
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &TriageBar::showProgress);
    connect(m_changeButton, &QToolButton::clicked, this, [this] { (m_wasUndo ? m_redo : m_undo)->trigger(); });
    connect(&context.live.labels(), &LabelDesk::stored, this, &TriageBar::showChange);
    connect(&context.live, &LiveCase::caseChanged, this, &TriageBar::hideChange);
    connect(&triage, &Triage::progressChanged, &m_soon, qOverload<>(&QTimer::start));
    showProgress();
}

QString TriageBar::undoText() const
{
    return m_change->isHidden() ? QString() : m_changeText->text();
}

void TriageBar::enterEvent(QEnterEvent* event)
{
    m_stay.stop();
    QFrame::enterEvent(event);
}

void TriageBar::leaveEvent(QEvent* event)
{
    if (!m_change->isHidden())
        m_stay.start();
    QFrame::leaveEvent(event);
}

void TriageBar::hideChange()
{
    m_stay.stop();
    m_change->hide();
}

// Single labels show in their row; a bar for each would only be in the way.
void TriageBar::showChange(const LabelChange& change)
{
    using feedback::OperationKind;
    const feedback::Operation& operation = change.operation;
    const bool back = operation.kind == OperationKind::Undo;
    const bool again = operation.kind == OperationKind::Redo;
    const bool bulk = operation.kind == OperationKind::Import || change.items.size() > 1;
    if (!back && !again && !bulk) {
        hideChange();
        return;
    }
    QString text;
    if (back || again) {
        const QString what = operationText(change.about.value_or(operation));
        text = back ? tr("Undone: %1", "operation").arg(what) : tr("Done again: %1", "operation").arg(what);
    } else if (operation.changed == 0) {
        text = tr("Nothing to change: %1 had it already", "count").arg(formatCount(operation.unchanged));
    } else {
        text = operationText(operation);
        if (operation.unchanged)
            text += tr(" · %1 had it already", "count").arg(formatCount(operation.unchanged));
    }
    m_changeText->setText(text);
    m_changeText->setAccessibleName(text);
    m_wasUndo = back;
    m_changeButton->setText(back ? tr("Redo") : tr("Undo"));
    m_changeButton->setVisible(operation.changed > 0);
    m_change->show();
    m_stay.start();
    Q_EMIT m_context.live.notice({NoticeLevel::Info, text, {}});
}

void TriageBar::showProgress()
{
    const Triage::Progress progress = m_triage.progress();
    setVisible(m_context.live.isOpen());
    const bool asksUnlabelled = m_context.query.text().contains(QStringLiteral("unlabelled"));
    if (progress.left == 0 && progress.session > 0 && (progress.labelled > 0 || asksUnlabelled)) {
        m_progress->setText(
            tr("Inbox zero — %1 labelled in %2", "count, duration")
                .arg(formatCount(progress.session),
                    formatDuration(static_cast<double>(std::max<int64_t>(1, progress.sessionSeconds)))));
        return;
    }
    if (progress.labelled + progress.left == 0) {
        m_progress->clear();
        return;
    }
    QString text = tr("%1 labelled · %2 left").arg(formatCount(progress.labelled), formatCount(progress.left));
    if (progress.perMinute > 0)
        text += tr(" · %1 per minute").arg(formatCount(static_cast<quint64>(std::lround(progress.perMinute))));
    m_progress->setText(text);
}

} // namespace assay::gui
