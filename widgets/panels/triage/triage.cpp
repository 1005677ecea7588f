// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/triage.h"

#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/items/itemspanel.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr int64_t paceSeconds = 300; // "per minute" is about the last five

int64_t now()
{
    return QDateTime::currentSecsSinceEpoch();
}

bool takesText(const QWidget* widget)
{
    if (qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget)
        || qobject_cast<const QComboBox*>(widget))
        return true;
    const auto* rich = qobject_cast<const QTextEdit*>(widget);
    const auto* plain = qobject_cast<const QPlainTextEdit*>(widget);
    return (rich && !rich->isReadOnly()) || (plain && !plain->isReadOnly());
}

} // namespace

Triage::Triage(const PanelContext& context, ItemsPanel& items, QWidget* itemView, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_items(items)
    , m_itemView(itemView)
    , m_window(window)
    , m_keys(context.settings.triage())
{
    qApp->installEventFilter(this);
    // An input method would swallow single keys.
    for (QWidget* widget : itemView->findChildren<QWidget*>()) {
        if (!takesText(widget))
            widget->setAttribute(Qt::WA_InputMethodEnabled, false);
    }
    LabelDesk& desk = context.live.labels();
    connect(&desk, &LabelDesk::stored, this, &Triage::afterStored);
    connect(&desk, &LabelDesk::failed, this, &Triage::afterFailure);
    connect(&context.live, &LiveCase::caseChanged, this, [this] {
        m_inFlight.reset();
        m_waiting.clear();
        m_pace.clear();
        m_session = 0;
        m_sessionStart = 0;
        Q_EMIT progressChanged();
    });
    connect(&context.live, &LiveCase::labelsChanged, this, &Triage::progressChanged);
    connect(&items, &ItemsPanel::countChanged, this, &Triage::progressChanged);
    connect(&context.settings, &AppSettings::triageChanged, this, [this] {
        m_keys = TriageKeyMap(m_context.settings.triage());
        Q_EMIT hintsChanged();
    });
}

Triage::~Triage() = default;

QString Triage::hint(TriageAction action) const
{
    const QString key = m_hints.hint(m_keys.key(action));
    return m_context.settings.triage().requireAlt ? tr("Alt+%1").arg(key) : key;
}

bool Triage::isTriagePlace(const QWidget* widget) const
{
    if (!widget || takesText(widget) || widget->window() != m_window)
        return false;
    return widget == m_items.view() || m_items.view()->isAncestorOf(widget) || m_itemView->isAncestorOf(widget);
}

bool Triage::eventFilter(QObject* watched, QEvent* event)
{
    const QEvent::Type type = event->type();
    if ((type != QEvent::KeyPress && type != QEvent::ShortcutOverride) || !watched->isWidgetType()
        || !isTriagePlace(static_cast<QWidget*>(watched)))
        return false;
    auto* key = static_cast<QKeyEvent*>(event);
    if (type == QEvent::KeyPress)
        return handleKey(key);
    if (!m_keys.match(*key))
        return false;
    event->accept(); // ours before any shortcut of the window
    return true;
}

bool Triage::handleKey(QKeyEvent* event)
{
    const QString before = m_hints.hint(QStringLiteral("J")) + m_hints.hint(QStringLiteral("1"));
    m_hints.learn(*event);
    if (before != m_hints.hint(QStringLiteral("J")) + m_hints.hint(QStringLiteral("1")))
        Q_EMIT hintsChanged();
    const auto command = m_keys.match(*event);
    if (!command)
        return false;
    const bool walks = command->action == TriageAction::NextItem || command->action == TriageAction::PreviousItem
        || command->action == TriageAction::NextHit || command->action == TriageAction::PreviousHit;
    if (!event->isAutoRepeat() || walks) // a key held down too long must not label what nobody has read
        perform(*command);
    return true;
}

void Triage::perform(const TriageCommand& command)
{
    if (!m_context.live.isOpen())
        return;
    if (m_inFlight)
        m_waiting.push_back(command);
    else
        run(command);
}

void Triage::run(const TriageCommand& command)
{
    ItemFocus& focus = m_context.focus;
    switch (command.action) {
    case TriageAction::Spam:
    case TriageAction::Ham:
    case TriageAction::Phish:
    case TriageAction::Bulk:
    case TriageAction::Unsure:
        label(triageKeys()[static_cast<size_t>(command.action)].label, command.stay);
        break;
    case TriageAction::Repeat:
        if (m_last != feedback::noLabel)
            label(m_last, command.stay);
        break;
    case TriageAction::Clear:
        label(feedback::noLabel, true);
        break;
    case TriageAction::NextUnlabelled:
        goToUnlabelled();
        break;
    case TriageAction::NextItem:
        m_items.stepItem(1);
        break;
    case TriageAction::PreviousItem:
        m_items.stepItem(-1);
        break;
    case TriageAction::NextHit:
        focus.stepEvidence(1);
        break;
    case TriageAction::PreviousHit:
        focus.stepEvidence(-1);
        break;
    case TriageAction::Bookmark:
        toggleBookmark();
        break;
    case TriageAction::Tag:
        Q_EMIT tagRequested(chosen());
        break;
    case TriageAction::Note:
        Q_EMIT noteRequested();
        break;
    case TriageAction::Learn:
        Q_EMIT learnRequested();
        break;
    case TriageAction::Rescan:
        Q_EMIT rescanRequested();
        break;
    case TriageAction::ApplyTo:
        if (focus.item())
            Q_EMIT applyRequested(*focus.item(), m_last);
        break;
    case TriageAction::Overlay:
        Q_EMIT overlayRequested();
        break;
    }
}

// What a key is about: several selected items, else the current one.
std::vector<ItemId> Triage::chosen() const
{
    if (m_items.selectedCount() > 1)
        return m_items.selectedItems();
    const std::optional<ItemId> item = m_context.focus.item();
    return item ? std::vector<ItemId>{*item} : std::vector<ItemId>();
}

// Nothing when there are both.
std::optional<ItemKind> Triage::kindOf(const std::vector<ItemId>& items) const
{
    const ItemTable& table = *m_context.live.items();
    std::optional<ItemKind> kind;
    for (const ItemId item : items) {
        const size_t row = table.find(item);
        if (row >= table.count())
            continue;
        if (kind && *kind != table.row(row).kind)
            return std::nullopt;
        kind = table.row(row).kind;
    }
    return kind ? kind : ItemKind::Message;
}

void Triage::label(feedback::LabelId label, bool stay)
{
    std::vector<ItemId> items = chosen();
    if (items.empty())
        return;
    const std::optional<ItemKind> kind = kindOf(items);
    if (!kind && label != feedback::noLabel) {
        Q_EMIT m_context.live.notice({NoticeLevel::Warning,
            tr("Messages and request sets have different labels: select one kind at a time."), {}});
        return;
    }
    label = kind ? labelFor(*kind, label) : label;
    const QString query = items.size() > 1 ? m_context.query.text() : QString();
    if (items.size() > 1)
        labelItems(std::move(items), label, query);
    else
        store(std::move(items), label, stay, query);
}

void Triage::store(std::vector<ItemId> items, feedback::LabelId label, bool stay, const QString& query)
{
    if (label != feedback::noLabel)
        m_last = label;
    const bool advance = items.size() == 1 && !stay && m_context.settings.triage().autoAdvance;
    m_inFlight = InFlight{items, advance};
    m_context.live.labels().label(std::move(items), label, query);
}

void Triage::afterStored(const LabelChange& change)
{
    const feedback::Operation& operation = change.operation;
    if (operation.kind == feedback::OperationKind::Label && operation.changed) {
        if (!m_session)
            m_sessionStart = now();
        m_session += operation.changed;
        m_pace.emplace_back(now(), operation.changed);
    }
    const bool back =
        operation.kind == feedback::OperationKind::Undo || operation.kind == feedback::OperationKind::Redo;
    if (back && change.items.size() == 1)
        m_items.selectItem(change.items.front()); // it comes back into sight
    Q_EMIT progressChanged();
    if (!m_inFlight || m_inFlight->items != change.items || operation.kind != feedback::OperationKind::Label)
        return;
    const InFlight done = *std::exchange(m_inFlight, std::nullopt);
    // Who moved on meanwhile is not moved again.
    if (done.advance && m_context.focus.item() == done.items.front())
        goToUnlabelled();
    goOn();
}

void Triage::goOn()
{
    while (!m_inFlight && !m_waiting.empty()) {
        const TriageCommand command = m_waiting.front();
        m_waiting.pop_front();
        run(command);
    }
}

void Triage::afterFailure()
{
    m_inFlight.reset();
    if (m_waiting.empty())
        return;
    Q_EMIT m_context.live.notice({NoticeLevel::Warning,
        tr("%n key(s) pressed after that were not carried out.", nullptr, static_cast<int>(m_waiting.size())), {}});
    m_waiting.clear();
}

void Triage::toggleBookmark()
{
    std::vector<ItemId> items = chosen();
    const auto rows = m_items.rows();
    if (items.empty() || !rows)
        return;
    const bool all = std::all_of(items.begin(), items.end(), [&rows](ItemId item) {
        const uint32_t row = rows->rowOf(item.value);
        return row < rows->count() && (rows->marks(row) & feedback::markBookmarked);
    });
    m_context.live.labels().bookmark(std::move(items), !all);
}

void Triage::goToUnlabelled()
{
    if (const auto next = nextUnlabelled(m_context.focus.item()))
        m_items.selectItem(ItemId{*next});
}

// In the order of the list, round its end; those labelled "unsure" only when nothing else is left.
std::optional<uint32_t> Triage::nextUnlabelled(std::optional<ItemId> from) const
{
    const auto rows = m_items.rows();
    if (!rows)
        return std::nullopt;
    const std::vector<uint32_t>& order = m_items.order();
    const uint32_t current = from ? rows->rowOf(from->value) : rows->count();
    const auto here = std::find(order.begin(), order.end(), current);
    const auto after = here == order.end() ? order.begin() : here + 1;
    for (const feedback::LabelId wanted : {feedback::noLabel, feedback::LabelId{5}}) {
        const auto fits = [&](uint32_t row) { return row != current && rows->label(row) == wanted; };
        auto found = std::find_if(after, order.end(), fits);
        if (found == order.end())
            found = std::find_if(order.begin(), after, fits);
        if (found != order.end() && fits(*found))
            return rows->id(*found);
    }
    return std::nullopt;
}

Triage::Progress Triage::progress() const
{
    Progress progress;
    if (const auto rows = m_items.rows()) {
        for (const uint32_t row : m_items.order())
            ++(rows->label(row) == feedback::noLabel ? progress.left : progress.labelled);
    }
    progress.session = m_session;
    progress.sessionSeconds = m_session ? now() - m_sessionStart : 0;
    const int64_t since = std::max(now() - paceSeconds, m_sessionStart);
    uint64_t recent = 0;
    for (const auto& [at, count] : m_pace)
        recent += at >= since ? count : 0;
    if (now() - since >= 10) // less says nothing
        progress.perMinute = 60.0 * static_cast<double>(recent) / static_cast<double>(now() - since);
    return progress;
}

} // namespace assay::gui
