// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/notes/notespanel.h"

#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/livecase.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

#include <utility>

namespace assay::gui {
namespace {

constexpr qsizetype longest = 3000; // characters; the case takes 10,000 bytes

} // namespace

NotesPanel::NotesPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
{
    m_edit = new QPlainTextEdit(this);
    m_edit->setObjectName(QStringLiteral("noteEdit"));
    m_edit->setAccessibleName(tr("Note of the item"));
    m_edit->setPlaceholderText(tr("A note about this item"));
    m_edit->setTabChangesFocus(true);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->installEventFilter(this);
    m_hint = new QLabel(this);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_save = new QPushButton(tr("Save"), this);
    m_save->setObjectName(QStringLiteral("noteSave"));
    m_save->setToolTip(tr("Store the note (Ctrl+Enter)"));
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(8, 0, 8, 6);
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_save);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit, 1);
    layout->addLayout(bottom);
    connect(m_save, &QPushButton::clicked, this, &NotesPanel::save);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &NotesPanel::updateState);
    connect(&context.focus, &ItemFocus::itemChanged, this, &NotesPanel::follow);
    connect(&context.live, &LiveCase::closing, this, &NotesPanel::save);
    connect(&context.live.labels(), &LabelDesk::failed, this, [this] {
        m_stored = m_before; // what was typed stays, and is still to be stored
        updateState();
    });
    connect(&context.live, &LiveCase::labelsChanged, this, [this] {
        if (m_edit->toPlainText() == m_stored)
            load(); // it may have been undone
    });
    updateState();
}

void NotesPanel::edit()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->moveCursor(QTextCursor::End);
}

bool NotesPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        save();
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && (key->modifiers() & Qt::ControlModifier)) {
            save();
            return true;
        }
    }
    return Panel::eventFilter(watched, event);
}

void NotesPanel::showEvent(QShowEvent* event)
{
    Panel::showEvent(event);
    load();
}

void NotesPanel::follow()
{
    save();
    m_item = m_context.focus.item();
    take({});
    load();
}

void NotesPanel::load()
{
    if (!isVisible() || !m_item || !m_context.live.file())
        return;
    const JobTitle title{tr("Read note"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Case::ItemMarks>(
        this, QStringLiteral("note"), title,
        [file = m_context.live.file(), item = *m_item](const RunContext&) { return file->itemMarks(item); },
        [this](Result<Case::ItemMarks> marks) {
            if (marks && m_edit->toPlainText() == m_stored) // nothing was typed meanwhile
                take(QString::fromStdString(marks->note));
        });
}

void NotesPanel::take(const QString& note)
{
    m_stored = m_before = note;
    if (m_edit->toPlainText() != note)
        m_edit->setPlainText(note);
    updateState();
}

void NotesPanel::save()
{
    const QString text = m_edit->toPlainText().left(longest);
    if (!m_item || text == m_stored || m_context.live.isReadOnly())
        return;
    m_before = std::exchange(m_stored, text);
    m_context.live.labels().setNote(*m_item, text);
    updateState();
}

void NotesPanel::updateState()
{
    const bool writable = m_item && m_context.live.isOpen() && !m_context.live.isReadOnly();
    const QString text = m_edit->toPlainText();
    m_edit->setReadOnly(!writable);
    m_save->setEnabled(writable && text != m_stored);
    if (text.size() > longest)
        m_hint->setText(tr("Only the first %n character(s) are kept", nullptr, static_cast<int>(longest)));
    else
        m_hint->setText(m_save->isEnabled() ? tr("Not stored yet") : QString());
}

} // namespace assay::gui
