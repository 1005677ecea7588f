// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/undobar.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace assay::gui {
namespace {

constexpr int stayMs = 15'000;

} // namespace

UndoBar::UndoBar(const QString& name, LiveCase& live, QAction* undo, QAction* redo, QWidget* parent)
    : QFrame(parent)
    , m_undo(undo)
    , m_redo(redo)
    , m_text(new QLabel(this))
    , m_button(new QToolButton(this))
{
    setObjectName(name + QStringLiteral("Bar"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setAccessibleName(tr("What was just done"));
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setForegroundRole(QPalette::ToolTipText);
    m_button->setObjectName(name + QStringLiteral("Button"));
    m_button->setMinimumHeight(24);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 2, 4, 2);
    layout->addWidget(m_text);
    layout->addWidget(m_button);
    hide();
    m_stay.setSingleShot(true);
    m_stay.setInterval(stayMs);
    connect(&m_stay, &QTimer::timeout, this, &UndoBar::dismiss);
    connect(m_button, &QToolButton::clicked, this, [this] { (m_wasUndo ? m_redo : m_undo)->trigger(); });
    connect(&live.labels(), &LabelDesk::stored, this, &UndoBar::showChange);
    connect(&live, &LiveCase::caseChanged, this, &UndoBar::dismiss);
}

QString UndoBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void UndoBar::enterEvent(QEnterEvent* event)
{
    m_stay.stop();
    QFrame::enterEvent(event);
}

void UndoBar::leaveEvent(QEvent* event)
{
    if (!isHidden())
        m_stay.start();
    QFrame::leaveEvent(event);
}

void UndoBar::dismiss()
{
    m_stay.stop();
    hide();
}

// Single labels show in their row; a bar for each would only be in the way.
void UndoBar::showChange(const LabelChange& change)
{
    using feedback::OperationKind;
    const feedback::Operation& operation = change.operation;
    const bool back = operation.kind == OperationKind::Undo;
    const bool again = operation.kind == OperationKind::Redo;
    const bool bulk = operation.kind == OperationKind::Import || change.isFuzzy() || change.items.size() > 1;
    if (!back && !again && !bulk) {
        dismiss();
        return;
    }
    QString text;
    if (back || again) {
        const QString what = operationText(change.about.value_or(operation));
        text = back ? tr("Undone: %1", "operation").arg(what) : tr("Done again: %1", "operation").arg(what);
    } else if (operation.changed == 0 && !change.isFuzzy()) {
        text = tr("Nothing to change: %1 had it already", "count").arg(formatCount(operation.unchanged));
    } else {
        text = operationText(operation);
        if (operation.unchanged && !change.isFuzzy()) // of those, items that were denied or have nothing to learn
            text += tr(" · %1 had it already", "count").arg(formatCount(operation.unchanged));
    }
    m_text->setText(text);
    m_text->setAccessibleName(text);
    m_wasUndo = back;
    m_button->setText(back ? tr("Redo") : tr("Undo"));
    m_button->setVisible(operation.changed > 0);
    show();
    m_stay.start();
    Q_EMIT shown(text);
}

} // namespace assay::gui
