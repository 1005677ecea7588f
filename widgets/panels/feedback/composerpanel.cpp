// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/composerpanel.h"

#include "widgets/bridge/batchscope.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/panels/feedback/contextpage.h"
#include "widgets/panels/feedback/reviewpage.h"
#include "widgets/panels/feedback/scopepage.h"
#include "widgets/panels/feedback/submitpage.h"
#include "widgets/settings/appsettings.h"

#include <QButtonGroup>
#include <QDateTime>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr int stepCount = 4;

// Files that can hold addresses; all others are mail.
QStringList listFiles(const QMimeData* data)
{
    QStringList files;
    for (const QUrl& url : data->urls()) {
        const QString file = url.toLocalFile();
        for (const char* ending : {".csv", ".tsv", ".txt"}) {
            if (file.endsWith(QLatin1String(ending), Qt::CaseInsensitive))
                files << file;
        }
    }
    return files;
}

} // namespace

ComposerPanel::ComposerPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_desk(context.live.batches())
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("batchPanel"));
    setAcceptDrops(true);
    m_stack->addWidget(buildNone());
    m_stack->addWidget(buildSteps());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(&m_desk, &BatchDesk::activeChanged, this, &ComposerPanel::showActive);
    connect(&m_desk, &BatchDesk::draftChanged, this, &ComposerPanel::showDraft);
    connect(&m_desk, &BatchDesk::savedChanged, this, &ComposerPanel::showDraft);
    connect(&m_desk, &BatchDesk::listChanged, this, &ComposerPanel::showDraft);
    connect(&m_desk, &BatchDesk::stepChanged, this, &ComposerPanel::showStep);
    connect(&context.live, &LiveCase::caseChanged, this, &ComposerPanel::showActive);
    connect(&context.settings, &AppSettings::viewChanged, this, &ComposerPanel::showDraft);
    showActive();
}

QWidget* ComposerPanel::buildNone()
{
    auto* none = new QWidget(this);
    auto* text = new QLabel(
        tr("No batch is open. A batch says why items got their labels: a reason, a period, and which items."), none);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    QPushButton* make =
        pushButton("composerNew", "batch", tr("New batch from the list"), tr("A batch from what the list shows"), none);
    connect(make, &QPushButton::clicked, this, &ComposerPanel::newRequested);
    auto* layout = new QVBoxLayout(none);
    layout->addStretch(1);
    layout->addWidget(text);
    layout->addWidget(make, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return none;
}

QWidget* ComposerPanel::buildSteps()
{
    auto* composer = new QWidget(this);
    m_title = headingLabel({}, composer);
    m_title->setObjectName(QStringLiteral("batchTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_draft = textLabel("batchDraft", composer);
    m_undo = new QToolButton(composer);
    m_undo->setObjectName(QStringLiteral("batchUndo"));
    m_undo->setText(tr("Undo"));
    m_undo->setIcon(themedIcon(QStringLiteral("undo")));
    m_undo->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_undo->setAutoRaise(true);
    m_undo->setMinimumHeight(24);
    m_undo->setToolTip(tr("Take back the last change of this draft"));
    connect(m_undo, &QToolButton::clicked, &m_desk, &BatchDesk::undo);
    auto* strip = new QHBoxLayout;
    strip->setSpacing(2);
    m_steps = new QButtonGroup(this);
    const QString titles[stepCount] = {tr("1 Context"), tr("2 Scope"), tr("3 Review"), tr("4 Save or submit")};
    const char* names[stepCount] = {"stepContext", "stepScope", "stepReview", "stepSubmit"};
    for (int step = 0; step < stepCount; ++step) {
        auto* button = new QToolButton(composer);
        button->setObjectName(QString::fromLatin1(names[step]));
        button->setText(titles[step]);
        button->setCheckable(true);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setMinimumHeight(fontMetrics().height() + 12);
        button->setAccessibleName(tr("Step %1").arg(titles[step]));
        m_steps->addButton(button, step);
        strip->addWidget(button, 1);
    }
    connect(m_steps, &QButtonGroup::idClicked, this, [this](int step) {
        m_desk.setStep(static_cast<BatchStep>(step));
        showStep();
    });
    auto* draft = new QHBoxLayout;
    draft->addWidget(m_draft, 1);
    draft->addWidget(m_undo);
    m_pages = new QStackedWidget(composer);
    m_contextPage = new ContextPage(m_context, composer);
    m_scopePage = new ScopePage(m_context, composer);
    m_reviewPage = new ReviewPage(m_context, composer);
    m_submitPage = new SubmitPage(m_context, composer);
    addPage(BatchStep::Context, m_contextPage);
    addPage(BatchStep::Scope, m_scopePage);
    addPage(BatchStep::Review, m_reviewPage);
    addPage(BatchStep::Submit, m_submitPage);
    auto* layout = new QVBoxLayout(composer);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->addWidget(m_title);
    layout->addLayout(strip);
    layout->addLayout(draft);
    layout->addWidget(m_pages, 1);
    connect(m_scopePage, &ScopePage::selectionWanted, this, &ComposerPanel::selectionWanted);
    connect(m_scopePage, &ScopePage::labelRequested, this, &ComposerPanel::labelRequested);
    setFocusProxy(m_steps->button(0));
    const auto addKey = [this](const QKeySequence& key, int step) {
        auto* shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, step] { stepBy(step); });
    };
    addKey(QKeySequence(Qt::CTRL | Qt::Key_PageDown), 1);
    addKey(QKeySequence(Qt::CTRL | Qt::Key_PageUp), -1);
    return composer;
}

void ComposerPanel::addPage(BatchStep step, QWidget* page)
{
    auto* scroll = new QScrollArea(m_pages);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    m_pages->insertWidget(static_cast<int>(step), scroll);
}

void ComposerPanel::showActive()
{
    const std::optional<Batch>& batch = m_desk.active();
    m_stack->setCurrentIndex(batch ? 1 : 0);
    m_stack->widget(0)->setEnabled(m_context.live.isOpen() && !m_context.live.isReadOnly());
    showStep();
    showDraft();
    if (batch && std::exchange(m_wantsFocus, false))
        focusPage();
}

void ComposerPanel::showStep()
{
    const int step = static_cast<int>(m_desk.step());
    m_steps->button(step)->setChecked(true);
    const QList<QAbstractButton*> buttons = m_steps->buttons();
    for (QAbstractButton* button : buttons) { // a pressed look alone is hard to see in dark themes
        QFont font = button->font();
        font.setBold(button->isChecked());
        button->setFont(font);
    }
    m_pages->setCurrentIndex(step);
}

void ComposerPanel::stepBy(int step)
{
    const int next = std::clamp(static_cast<int>(m_desk.step()) + step, 0, stepCount - 1);
    m_desk.setStep(static_cast<BatchStep>(next));
    focusPage();
}

void ComposerPanel::focusWhenOpen()
{
    m_wantsFocus = !m_desk.active() || m_desk.isOpening();
    if (!m_wantsFocus)
        focusPage();
}

void ComposerPanel::focusPage()
{
    static_cast<QScrollArea*>(m_pages->currentWidget())->widget()->setFocus(Qt::ShortcutFocusReason);
}

// "Draft · saved 09:14:22"
void ComposerPanel::showDraft()
{
    const std::optional<Batch>& batch = m_desk.active();
    if (!batch)
        return;
    m_title->setText(batchTitle(batch->info));
    QString text = stateText(batch->info);
    if (!batch->info.origin.empty())
        text += tr(" · from %1", "another case").arg(displayLine(batch->info.origin, 60));
    if (m_context.live.isReadOnly())
        text += tr(" · read only");
    else if (m_desk.isEdited())
        text += m_desk.isBusy() ? tr(" · saving…") : tr(" · not saved");
    else if (m_desk.savedAt())
        text += tr(" · saved %1", "time")
                    .arg(QDateTime::fromSecsSinceEpoch(m_desk.savedAt())
                             .toTimeZone(m_context.settings.timeZone())
                             .toString(QStringLiteral("HH:mm:ss")));
    setTextOf(m_draft, text);
    m_undo->setEnabled(m_desk.canUndo() && !m_context.live.isReadOnly());
}

void ComposerPanel::addItems(const std::vector<ItemId>& items)
{
    if (m_desk.active() && !items.empty())
        m_desk.setScope(withItems(m_desk.active()->scope, items));
}

void ComposerPanel::removeItems(const std::vector<ItemId>& items)
{
    if (m_desk.active() && !items.empty())
        m_desk.setScope(withoutItems(m_desk.active()->scope, items));
}

void ComposerPanel::showEvent(QShowEvent* event)
{
    Panel::showEvent(event);
    m_desk.setReviewWanted(true);
}

void ComposerPanel::hideEvent(QHideEvent* event)
{
    m_desk.setReviewWanted(false);
    Panel::hideEvent(event);
}

void ComposerPanel::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_desk.isEditable() && !listFiles(event->mimeData()).isEmpty()) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
    } else {
        event->ignore(); // the window takes mail
    }
}

void ComposerPanel::dropEvent(QDropEvent* event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_scopePage->takeList(listFiles(event->mimeData()).first());
    m_desk.setStep(BatchStep::Scope);
}

} // namespace assay::gui
