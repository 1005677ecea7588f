// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/disagreementpane.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/evidence/explanationview.h"
#include "widgets/panels/models/modelwords.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QThread>
#include <QVBoxLayout>

#include <cmath>

namespace assay::gui {

DisagreementPane::DisagreementPane(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_head(new QLabel(this))
    , m_text(new QPlainTextEdit(this))
    , m_a(new ExplanationView("disagreementA", this))
    , m_b(new ExplanationView("disagreementB", this))
{
    setObjectName(QStringLiteral("disagreementPane"));
    m_head->setObjectName(QStringLiteral("disagreementHead"));
    m_head->setTextFormat(Qt::PlainText);
    m_head->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setObjectName(QStringLiteral("disagreementText"));
    m_text->setAccessibleName(tr("Text of the item"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    auto* open = new QPushButton(tr("Open in &Investigate"), this);
    open->setObjectName(QStringLiteral("disagreementOpen"));
    auto* back = new QPushButton(tr("&Back to the list"), this);
    back->setToolTip(tr("Back to the list (Esc)"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 2, 8, 2);
    top->addWidget(m_head, 1);
    top->addWidget(open);
    top->addWidget(back);
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    for (QWidget* part : {static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_a), static_cast<QWidget*>(m_b)})
        splitter->addWidget(part);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
    setFocusProxy(m_text);
    connect(open, &QPushButton::clicked, this, [this] { Q_EMIT itemRequested(m_item); });
    connect(back, &QPushButton::clicked, this, &DisagreementPane::left);
}

void DisagreementPane::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT left();
    else
        QWidget::keyPressEvent(event);
}

bool DisagreementPane::canExplain(const train::ComparedModel& model)
{
    return model.model != CompareWhich::rules && model.model != CompareWhich::fusion;
}

void DisagreementPane::showItem(ItemId item, const train::ComparedModel& a, double scoreA, double thresholdA,
    const train::ComparedModel& b, double scoreB, double thresholdB)
{
    m_item = item;
    load(item);
    explain(m_a, a, scoreA, thresholdA);
    explain(m_b, b, scoreB, thresholdB);
}

void DisagreementPane::load(ItemId item)
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file)
        return;
    m_head->setText(tr("Reading…"));
    m_text->clear();
    using Content = std::shared_ptr<const ItemContent>;
    const JobTitle title{tr("Read item"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file, item, owner = thread()](const RunContext&) {
        return loadItemContent(*file, item, std::nullopt, HtmlExtent::None, owner);
    };
    m_context.jobs.start<Content>(this, QStringLiteral("item"), title, work, [this](const Result<Content>& content) {
        if (!content) {
            m_head->setText(errorText(content.error(), Attempt::ReadItem).full());
            return;
        }
        const MessageSummary& summary = (*content)->detail.summary;
        m_head->setText(
            tr("%1 — %2", "sender, subject").arg(displayLine(summary.from, 120), displayLine(summary.subject, 200)));
        m_text->setPlainText((*content)->text.text);
    });
}

void DisagreementPane::explain(ExplanationView* view, const train::ComparedModel& model, double score, double threshold)
{
    const auto scan = m_context.live.currentScan();
    const QString title = tr("%1: %2", "model, score").arg(displayLine(model.title, 60), figure(score));
    if (!canExplain(model) || !scan) {
        view->setMessage(title, tr("The score of the rules: see the hits of the item."));
        return;
    }
    view->setMessage(title, tr("Looking why…"));
    ModelOutput output;
    output.model = model.model;
    output.version = model.version;
    output.output = score;
    output.risk = std::nan(""); // a comparison does not tell it
    output.isHostile = score >= threshold;
    m_context.live.models().explain(
        view, scan->id, m_item, output, [view, title](const Result<ModelExplanation>& explanation) {
            if (explanation)
                view->setExplanation(*explanation);
            else
                view->setMessage(title, errorText(explanation.error(), Attempt::Other).full());
        });
}

} // namespace assay::gui
