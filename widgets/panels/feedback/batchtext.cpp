// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/batchtext.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPushButton>
#include <QStringList>

#include <string>

namespace assay::gui {
namespace {

using feedback::BatchState;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

QString fromCore(std::string_view text)
{
    return QCoreApplication::translate("core", std::string(text).c_str());
}

} // namespace

QString stateTitle(BatchState state)
{
    switch (state) {
    case BatchState::Empty:
        return tr("Empty", "state of a batch");
    case BatchState::Draft:
        return tr("Draft", "state of a batch");
    case BatchState::Changed:
        return tr("Changed", "state of a batch");
    case BatchState::Submitted:
        return tr("Submitted", "state of a batch");
    case BatchState::Processed:
        return tr("Processed", "state of a batch");
    case BatchState::Failed:
        return tr("Failed", "state of a batch");
    }
    return {};
}

QString stateIcon(BatchState state)
{
    switch (state) {
    case BatchState::Empty:
    case BatchState::Draft:
    case BatchState::Changed:
        return QStringLiteral("note");
    case BatchState::Submitted:
        return QStringLiteral("submit");
    case BatchState::Processed:
        return QStringLiteral("verify");
    case BatchState::Failed:
        return QStringLiteral("error");
    }
    return {};
}

QString stateText(const feedback::BatchInfo& info)
{
    QStringList parts{stateTitle(info.state)};
    for (const uint64_t run : info.usedInRuns)
        parts << tr("used in run %1", "mark of a batch").arg(run);
    if (info.isWithdrawn)
        parts << tr("withdrawn", "mark of a batch");
    return parts.join(QStringLiteral(" · "));
}

QString batchTitle(const feedback::BatchInfo& info)
{
    return info.context.name.empty() ? tr("Batch %1", "its number").arg(info.id.value)
                                     : displayLine(info.context.name, 80);
}

QString reasonWords(feedback::Reason reason)
{
    return fromCore(feedback::reasonTitle(reason));
}

QString meaningOf(feedback::Reason reason)
{
    return fromCore(feedback::reasonMeaning(reason));
}

QString periodText(const feedback::BatchContext& context, const QTimeZone& zone)
{
    if (context.start == 0 && context.stop == 0)
        return tr("not set", "period of a batch");
    return tr("%1 – %2", "start and end of a period")
        .arg(formatTime(context.start, zone), formatTime(context.stop, zone));
}

QTimeZone zoneOf(const feedback::BatchContext& context, const QTimeZone& fallback)
{
    if (context.zone.empty())
        return fallback;
    const QString name = QString::fromStdString(context.zone);
    const bool isOffset = name.startsWith(QChar('+')) || name.startsWith(QChar('-'));
    const QTimeZone zone((isOffset ? QStringLiteral("UTC") + name : name).toUtf8());
    return zone.isValid() ? zone : fallback;
}

QLabel* textLabel(const char* name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void setTextOf(QLabel* label, const QString& text)
{
    label->setText(text);
    label->setAccessibleName(text);
    label->setVisible(!text.isEmpty());
}

QLabel* headingLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

QPushButton* pushButton(
    const char* name, const char* icon, const QString& text, const QString& toolTip, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(QString::fromLatin1(name));
    if (*icon)
        button->setIcon(themedIcon(QString::fromLatin1(icon)));
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    return button;
}

} // namespace assay::gui
