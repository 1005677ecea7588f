// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/filteredit.h"

#include "widgets/bridge/themecolors.h"

#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QTextCharFormat>

namespace assay::gui {
namespace {

bool isEnter(int key)
{
    return key == Qt::Key_Return || key == Qt::Key_Enter;
}

} // namespace

FilterEdit::FilterEdit(QWidget* parent)
    : QLineEdit(parent)
{
    setAcceptDrops(false); // the bar takes lists, the window takes mail
    setClearButtonEnabled(true);
    connect(this, &QLineEdit::textChanged, this, [this] { setMarks({}); });
}

void FilterEdit::setMarks(std::vector<FilterMark> marks)
{
    if (m_marks == marks)
        return;
    m_marks = std::move(marks);
    drawMarks();
}

// A line edit has no formats of its own; those of an input method without any text leave the text alone.
void FilterEdit::drawMarks()
{
    if (m_composing)
        return;
    QList<QInputMethodEvent::Attribute> attributes;
    for (const FilterMark& mark : m_marks) {
        QTextCharFormat format;
        const QColor color = accent(mark.isWarning ? Accent::Warning : Accent::Error, palette());
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(color);
        format.setBackground(mixed(palette().color(QPalette::Base), color, 0.2));
        attributes << QInputMethodEvent::Attribute(QInputMethodEvent::TextFormat,
            static_cast<int>(mark.span.begin - cursorPosition()), static_cast<int>(mark.span.length), format);
    }
    QInputMethodEvent event({}, attributes);
    QLineEdit::inputMethodEvent(&event);
    update();
}

void FilterEdit::selectSpan(const TextSpan& span)
{
    setFocus(Qt::OtherFocusReason);
    setSelection(static_cast<int>(span.begin), static_cast<int>(span.length));
}

void FilterEdit::inputMethodEvent(QInputMethodEvent* event)
{
    m_composing = !event->preeditString().isEmpty();
    QLineEdit::inputMethodEvent(event);
    if (!m_composing)
        drawMarks();
}

bool FilterEdit::event(QEvent* event)
{
    // Tab takes from the list; without this it would move the focus before keyPressEvent() sees it. Esc, F1 and
    // Alt+Enter must not be taken by shortcuts of the window.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool alone = key->modifiers() == Qt::NoModifier;
        if ((alone && (key->key() == Qt::Key_Escape || key->key() == Qt::Key_F1))
            || (isEnter(key->key()) && key->modifiers() & Qt::AltModifier)) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress && handleListKey(static_cast<QKeyEvent*>(event)))
        return true;
    return QLineEdit::event(event);
}

bool FilterEdit::handleListKey(QKeyEvent* event)
{
    if (!m_listShown || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier))
        return false;
    constexpr int page = 8;
    switch (event->key()) {
    case Qt::Key_Down:
        Q_EMIT listStepped(1);
        return true;
    case Qt::Key_Up:
        Q_EMIT listStepped(-1);
        return true;
    case Qt::Key_PageDown:
        Q_EMIT listStepped(page);
        return true;
    case Qt::Key_PageUp:
        Q_EMIT listStepped(-page);
        return true;
    case Qt::Key_Tab:
        Q_EMIT listAccepted(true);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT listAccepted(false);
        return true;
    case Qt::Key_Escape:
        Q_EMIT listDismissed();
        return true;
    default:
        return false;
    }
}

void FilterEdit::keyPressEvent(QKeyEvent* event)
{
    if (handleOwnKey(event))
        event->accept();
    else
        QLineEdit::keyPressEvent(event);
}

bool FilterEdit::handleOwnKey(QKeyEvent* event)
{
    const int key = event->key();
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (isEnter(key)) {
        if (modifiers == Qt::AltModifier)
            Q_EMIT explainRequested();
        else
            Q_EMIT applyRequested();
        return true;
    }
    if (key == Qt::Key_Space && modifiers == Qt::ControlModifier) {
        Q_EMIT completionRequested();
        return true;
    }
    if (key == Qt::Key_Down && modifiers == Qt::ControlModifier) {
        Q_EMIT historyRequested();
        return true;
    }
    if (modifiers != Qt::NoModifier)
        return false;
    if (key == Qt::Key_F1) {
        Q_EMIT helpRequested();
        return true;
    }
    if (key == Qt::Key_Escape) {
        if (text().isEmpty())
            Q_EMIT left();
        else
            Q_EMIT cleared();
        return true;
    }
    if (key == Qt::Key_Down) {
        if (text().isEmpty())
            Q_EMIT historyRequested();
        else
            Q_EMIT left();
        return true;
    }
    return false;
}

void FilterEdit::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (m_listShown && event->reason() != Qt::ActiveWindowFocusReason)
        Q_EMIT listDismissed();
}

void FilterEdit::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawMarks();
}

} // namespace assay::gui
