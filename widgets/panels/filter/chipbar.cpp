// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/chipbar.h"

#include "core/query/parse.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/filter/flowlayout.h"

#include <QApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QToolButton>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr int longestChip = 48; // characters
constexpr size_t mostChips = 64; // more terms than anybody clicks

QString joined(const QStringList& parts)
{
    QString query;
    for (const QString& part : parts)
        query = query.isEmpty() ? part : query + QChar(' ') + part;
    return query;
}

QStringList texts(const std::vector<ChipText>& chips)
{
    QStringList list;
    for (const ChipText& chip : chips)
        list << chip.text;
    return list;
}

bool startsWithNot(const QString& text)
{
    return text.startsWith(QStringLiteral("not"), Qt::CaseInsensitive) && text.size() > 3
        && (text[3].isSpace() || text[3] == QChar('('));
}

QString opposite(const QString& text)
{
    if (text.startsWith(QChar('-')) || text.startsWith(QChar('!')))
        return text.mid(1).trimmed();
    if (startsWithNot(text))
        return text.mid(3).trimmed();
    return QueryFocus::without({}, text);
}

} // namespace

std::vector<ChipText> chipTexts(const query::Query& query)
{
    std::vector<ChipText> chips;
    const QString text = QString::fromStdString(query.text);
    for (const query::Span& span : query::topLevelTerms(query)) {
        const TextSpan place = textSpan(text, span);
        chips.push_back({place, text.mid(place.begin, place.length).trimmed()});
        if (chips.size() == mostChips)
            return {}; // the text says it better
    }
    return chips;
}

QString withoutChip(const std::vector<ChipText>& chips, size_t removed)
{
    QStringList parts = texts(chips);
    parts.removeAt(static_cast<qsizetype>(removed));
    return joined(parts);
}

QString withNegatedChip(const std::vector<ChipText>& chips, size_t negated)
{
    QStringList parts = texts(chips);
    QString& part = parts[static_cast<qsizetype>(negated)];
    part = opposite(part);
    return joined(parts);
}

ChipBar::ChipBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("filterChips"));
    setAccessibleName(tr("Terms of the filter"));
    new FlowLayout(this, 4);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

int ChipBar::chipHeight(const QFontMetrics& metrics)
{
    return std::max(24, metrics.height() + 6); // large enough to be hit
}

void ChipBar::setChips(std::vector<ChipText> chips)
{
    if (m_chips == chips)
        return;
    m_chips = std::move(chips);
    while (QLayoutItem* item = layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (size_t i = 0; i < m_chips.size(); ++i)
        layout()->addWidget(makeChip(i));
    updateGeometry();
}

QWidget* ChipBar::makeChip(size_t index)
{
    const QString term = displayLine(m_chips[index].text, longestChip);
    auto* chip = new QFrame(this);
    chip->setFrameShape(QFrame::StyledPanel);
    chip->setAutoFillBackground(true);
    chip->setBackgroundRole(QPalette::Button);
    auto* text = new QToolButton(chip);
    text->setObjectName(QStringLiteral("chip%1").arg(index));
    text->setText(QString(term).replace(QChar('&'), QStringLiteral("&&")));
    text->setAutoRaise(true);
    text->setFocusPolicy(Qt::StrongFocus);
    text->setAccessibleName(tr("Term %1").arg(term));
    text->setAccessibleDescription(tr("Enter edits, Delete removes, minus negates"));
    text->setToolTip(
        tr("%1\nClick: edit · Alt+click or -: negate · Del: remove").arg(displayLine(m_chips[index].text)));
    text->installEventFilter(this);
    text->setProperty("chip", static_cast<int>(index));
    auto* cross = new QToolButton(chip);
    cross->setObjectName(QStringLiteral("chipRemove%1").arg(index));
    cross->setIcon(themedIcon(QStringLiteral("dismiss")));
    cross->setAutoRaise(true);
    cross->setFocusPolicy(Qt::TabFocus);
    cross->setAccessibleName(tr("Remove %1").arg(term));
    cross->setToolTip(tr("Remove this term"));
    const int side = chipHeight(fontMetrics());
    cross->setFixedSize(side, side);
    text->setFixedHeight(side);
    auto* row = new QHBoxLayout(chip);
    row->setContentsMargins(2, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(text);
    row->addWidget(cross);
    connect(text, &QToolButton::clicked, this, [this, index] { choose(index, QApplication::keyboardModifiers()); });
    connect(cross, &QToolButton::clicked, this, [this, index] { remove(index); });
    return chip;
}

void ChipBar::choose(size_t index, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::AltModifier)
        negate(index);
    else
        Q_EMIT editRequested(m_chips[index].span);
}

void ChipBar::remove(size_t index)
{
    Q_EMIT queryRequested(withoutChip(m_chips, index));
}

void ChipBar::negate(size_t index)
{
    Q_EMIT queryRequested(withNegatedChip(m_chips, index));
}

bool ChipBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto index = static_cast<size_t>(watched->property("chip").toInt());
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(index, static_cast<QKeyEvent*>(event)->modifiers());
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        remove(index);
        return true;
    case Qt::Key_Minus:
        negate(index);
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

} // namespace assay::gui
