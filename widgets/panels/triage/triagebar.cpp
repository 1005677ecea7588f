// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/triagebar.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/triage/triage.h"
#include "widgets/panels/triage/undobar.h"

#include <QHBoxLayout>
#include <QLabel>

#include <cmath>

namespace assay::gui {
TriageBar::TriageBar(const PanelContext& context, Triage& triage, QAction* undo, QAction* redo, QWidget* parent)
    : QFrame(parent)
    , m_context(context)
    , m_triage(triage)
{
    setObjectName(QStringLiteral("triageBar"));
    m_change = new UndoBar(QStringLiteral("undo"), context.live, undo, redo, this);
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
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &TriageBar::showProgress);
    connect(m_change, &UndoBar::shown, this, [this](const QString& text) {
        Q_EMIT m_context.live.notice({NoticeLevel::Info, text, {}});
    });
    connect(&triage, &Triage::progressChanged, &m_soon, qOverload<>(&QTimer::start));
    showProgress();
}

QString TriageBar::undoText() const
{
    return m_change->text();
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
