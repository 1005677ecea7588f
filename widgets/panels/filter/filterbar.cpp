// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/filterbar.h"

#include "core/casefile/case.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/panels/filter/explainpopup.h"
#include "widgets/panels/filter/filtercompleter.h"
#include "widgets/panels/filter/filteredit.h"
#include "widgets/panels/filter/querymarks.h"
#include "widgets/settings/appsettings.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

// Text files alone; anything else is mail and meant for the window.
QStringList listFiles(const QMimeData* data)
{
    QStringList files;
    for (const QUrl& url : data->urls()) {
        const QString file = url.toLocalFile();
        if (file.endsWith(QStringLiteral(".txt"), Qt::CaseInsensitive)
            || file.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive))
            files << file;
    }
    return files.size() == data->urls().size() ? files : QStringList();
}

} // namespace

FilterBar::FilterBar(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    setAcceptDrops(true);
    buildWidgets();
    connectEdit();
    m_delay.setSingleShot(true);
    m_delay.setInterval(150);
    connect(&m_delay, &QTimer::timeout, this, &FilterBar::apply);
    connect(&context.live, &LiveCase::caseChanged, this, &FilterBar::forget);
}

void FilterBar::buildWidgets()
{
    m_edit = new FilterEdit(this);
    m_edit->setObjectName(QStringLiteral("filterEdit"));
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->setAccessibleDescription(tr("A query; F1 lists fields and operators, Down shows earlier queries"));
    m_edit->setPlaceholderText(tr("Filter: words, or fields such as from:ann score>=6 date:-7d.. has:attachment"));
    m_edit->addAction(themedIcon(QStringLiteral("find")), QLineEdit::LeadingPosition);
    m_completer = new FilterCompleter(m_context, m_edit);
    m_status = new QLabel(this);
    m_status->setObjectName(QStringLiteral("filterStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* row = new QHBoxLayout;
    row->addWidget(m_edit, 1);
    row->addWidget(m_status);
    m_cancel = addButton("filterCancel", "cancel", {}, tr("Stop the search; what was found so far stays"));
    m_cancel->setAccessibleName(tr("Stop the search"));
    m_cancel->hide();
    QToolButton* explain =
        addButton("filterExplain", "explain", {}, tr("Explain the query: what each term finds (Alt+Enter)"));
    explain->setAccessibleName(tr("Explain the query"));
    QToolButton* save = addButton("filterSaveView", "save", tr("Save view"), tr("Give this query a name and a key"));
    m_views = addButton("filterViews", "view", tr("Views"), tr("Saved views of this case"));
    m_views->setPopupMode(QToolButton::InstantPopup);
    for (QToolButton* button : {m_cancel, explain, save, m_views})
        row->addWidget(button);
    connect(m_cancel, &QToolButton::clicked, this, &FilterBar::cancelRequested);
    connect(explain, &QToolButton::clicked, this, &FilterBar::toggleExplain);
    connect(save, &QToolButton::clicked, this, &FilterBar::saveViewRequested);

    m_below = new QWidget(this);
    m_messageIcon = new QLabel(m_below);
    m_message = new QLabel(m_below);
    m_message->setObjectName(QStringLiteral("filterMessage"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_chips = new ChipBar(m_below);
    auto* below = new QHBoxLayout(m_below);
    below->setContentsMargins(0, 0, 0, 0);
    below->addWidget(m_messageIcon);
    below->addWidget(m_message, 1);
    below->addWidget(m_chips, 3);
    m_below->setMinimumHeight(ChipBar::chipHeight(fontMetrics())); // chips and messages leave the list where it is
    m_below->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 3, 10, 3);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_below);
}

QToolButton* FilterBar::addButton(const char* name, const char* icon, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    if (*icon)
        button->setIcon(themedIcon(QString::fromLatin1(icon)));
    button->setText(text);
    button->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly
            : *icon                           ? Qt::ToolButtonTextBesideIcon
                                              : Qt::ToolButtonTextOnly);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(toolTip);
    button->setMinimumSize(24, 24);
    return button;
}

void FilterBar::connectEdit()
{
    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::typed);
    const auto applyNow = [this] {
        apply();
        remember();
    };
    connect(m_edit, &FilterEdit::applyRequested, this, applyNow);
    connect(m_edit, &FilterEdit::applyRequested, m_completer, &FilterCompleter::hide);
    connect(m_completer, &FilterCompleter::applyRequested, this, applyNow);
    connect(m_edit, &FilterEdit::cleared, this, [this] {
        remember();
        m_edit->clear();
        apply();
    });
    connect(m_edit, &FilterEdit::left, this, [this] {
        remember();
        m_completer->hide();
        Q_EMIT left();
    });
    connect(m_edit, &FilterEdit::explainRequested, this, &FilterBar::toggleExplain);
    connect(m_edit, &FilterEdit::helpRequested, this, &FilterBar::helpRequested);
    connect(m_chips, &ChipBar::editRequested, m_edit, &FilterEdit::selectSpan);
    connect(m_chips, &ChipBar::queryRequested, this, [this](const QString& query) {
        setFilter(query);
        m_edit->setFocus(Qt::OtherFocusReason); // the chip that had it is gone
    });
}

QString FilterBar::filter() const
{
    return m_edit->text();
}

void FilterBar::setFilter(const QString& text)
{
    m_completer->hide();
    m_edit->setText(text);
    apply();
    remember();
}

// Another case: nothing of the old one is asked any more.
void FilterBar::forget()
{
    m_edit->clear();
    m_delay.stop();
    m_applied.clear();
    m_remembered.clear();
    m_refused = false;
    showMessage({}, false);
    showChips();
    Q_EMIT filterChanged({});
}

void FilterBar::typed()
{
    check();
    m_delay.start();
}

// Marks what is off at each key; words about it wait until the typing pauses.
void FilterBar::check()
{
    m_parsed = {};
    if (!m_context.live.isOpen())
        return;
    m_parsed = parseQuery(*m_context.live.file(), m_edit->text(), m_context.settings.timeZone());
    m_edit->setMarks(queryMarks(m_edit->text(), m_parsed));
}

void FilterBar::apply()
{
    m_delay.stop();
    if (m_context.live.isOpen() && !m_parsed.ok())
        check(); // the case may have been opened since
    const bool sound = !m_context.live.isOpen() || m_parsed.ok();
    m_refused = !sound;
    showMessage({}, false);
    if (const query::Fault* fault = queryFault(m_parsed))
        showMessage(faultSentence(*fault), fault->isWarning());
    if (sound && m_edit->text() != m_applied) {
        m_applied = m_edit->text();
        Q_EMIT filterChanged(m_applied);
    }
    showChips();
    showStatus();
    if (m_explain && m_explain->isVisible() && sound)
        m_explain->explain(m_applied);
}

// The chips are those of the text; while it is wrong there are none, for they would not be in it.
void FilterBar::showChips()
{
    m_chips->setChips(
        m_parsed.ok() && !m_edit->text().trimmed().isEmpty() ? chipTexts(*m_parsed.query) : std::vector<ChipText>());
    m_chips->setVisible(!m_chips->chips().empty());
    m_below->setVisible(!m_chips->chips().empty() || !m_message->isHidden());
}

void FilterBar::showMessage(const QString& text, bool isWarning)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    m_message->setAccessibleName(text);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, accent(isWarning ? Accent::Warning : Accent::Error, palette()));
    m_message->setPalette(colors);
    m_messageIcon->setPalette(colors);
    const int side = fontMetrics().height();
    m_messageIcon->setPixmap(themedIcon(isWarning ? QStringLiteral("warning") : QStringLiteral("error"))
                                 .pixmap(QSize(side, side), devicePixelRatioF()));
    m_messageIcon->setVisible(!text.isEmpty());
}

void FilterBar::setStatus(const QString& text)
{
    m_count = text;
    showStatus();
}

void FilterBar::showStatus()
{
    const QString text = m_refused ? tr("Not applied · %1", "the result of the query before").arg(m_count) : m_count;
    m_status->setText(text);
    m_status->setAccessibleName(text);
}

void FilterBar::setRefused(const QString& reason)
{
    m_refused = true;
    showMessage(reason, false);
    showChips();
    showStatus();
}

void FilterBar::setSearching(bool searching)
{
    m_cancel->setVisible(searching);
}

void FilterBar::focusEdit()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::toggleExplain()
{
    if (m_explain && m_explain->isVisible()) {
        m_explain->hide();
        m_edit->setFocus(Qt::OtherFocusReason);
        return;
    }
    apply();
    if (!m_context.live.isOpen() || m_refused)
        return;
    if (!m_explain) {
        m_explain = new ExplainPopup(m_context, this);
        connect(m_explain, &ExplainPopup::left, this, [this] { m_edit->setFocus(Qt::OtherFocusReason); });
        connect(m_explain, &ExplainPopup::spanChosen, m_edit, &FilterEdit::selectSpan);
    }
    m_completer->hide();
    m_explain->explain(m_applied);
}

// What was asked on purpose is kept, not every text on the way to it.
void FilterBar::remember()
{
    const QString text = m_applied.trimmed();
    const LiveCase& live = m_context.live;
    if (text.isEmpty() || text == m_remembered || !live.isOpen() || live.isReadOnly() || m_refused)
        return;
    m_remembered = text;
    const JobTitle title{tr("Keep query"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = live.file(), query = text.toStdString()](const RunContext&) -> Result<bool> {
        const auto done = file->rememberQuery(query);
        if (!done)
            return done.error();
        return true;
    };
    // A query that cannot be kept is no reason to disturb anybody.
    m_context.jobs.start<bool>(this, QStringLiteral("remember"), title, work, [](Result<bool>) {});
}

void FilterBar::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_context.live.isOpen() && !listFiles(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void FilterBar::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    Q_EMIT listsDropped(listFiles(event->mimeData()));
}

} // namespace assay::gui
