// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/batchrows.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/panels/feedback/batchtext.h"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>

namespace assay::gui {
namespace {

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const BatchRows& batches(const TableRows& rows)
{
    return static_cast<const BatchRows&>(rows);
}

const MessageRows& messages(const TableRows& rows)
{
    return static_cast<const MessageRows&>(rows);
}

TableColumn column(const char* key, const QString& title, int width,
    std::function<QString(const TableRows& rows, uint32_t row)> text,
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter)
{
    TableColumn made{QString::fromLatin1(key), title, {}, alignment, width, true, {}, {}, {}, {}};
    made.text = std::move(text);
    return made;
}

TableColumn batchColumn(const char* key, const QString& title, int width,
    std::function<QString(const feedback::BatchInfo& info, const QTimeZone& zone)> text)
{
    return column(key, title, width, [text = std::move(text)](const TableRows& rows, uint32_t row) {
        return text(batches(rows).info(row), batches(rows).zone());
    });
}

QString timeOrNone(int64_t at, const QTimeZone& zone)
{
    return at ? formatTime(at, zone) : QString();
}

QString severityTitle(CaseMessage::Severity severity)
{
    switch (severity) {
    case CaseMessage::Severity::Debug:
        return tr("Detail", "severity of a message");
    case CaseMessage::Severity::Info:
        return tr("Info", "severity of a message");
    case CaseMessage::Severity::Warning:
        return tr("Warning", "severity of a message");
    case CaseMessage::Severity::Error:
        return tr("Error", "severity of a message");
    }
    return {};
}

std::vector<uint32_t> asTheyCome(uint32_t count)
{
    std::vector<uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    return order;
}

} // namespace

BatchRows::BatchRows(std::shared_ptr<const List> list, QTimeZone zone)
    : m_list(std::move(list))
    , m_zone(std::move(zone))
{
}

uint32_t BatchRows::rowOf(uint32_t rowId) const
{
    const auto found = std::find_if(
        m_list->begin(), m_list->end(), [rowId](const feedback::BatchInfo& info) { return info.id.value == rowId; });
    return static_cast<uint32_t>(found - m_list->begin());
}

std::vector<uint32_t> BatchRows::order() const
{
    return asTheyCome(count());
}

TableColumns batchColumns()
{
    using feedback::BatchInfo;
    TableColumn state =
        batchColumn("state", tr("State"), 22, [](const BatchInfo& info, const QTimeZone&) { return stateText(info); });
    state.extra = [](const TableRows& rows, uint32_t row, int role) {
        const BatchInfo& info = batches(rows).info(row);
        if (role == Qt::DecorationRole)
            return QVariant(themedIcon(info.isWithdrawn ? QStringLiteral("blocked") : stateIcon(info.state)));
        if (role == Qt::ToolTipRole && !info.reply.empty())
            return QVariant(displayLine(info.reply, 500));
        return QVariant();
    };
    TableColumn records = column(
        "records", tr("Records"), 9,
        [](const TableRows& rows, uint32_t row) {
            const BatchInfo& info = batches(rows).info(row);
            return info.submittedAt || info.records ? formatCount(info.records) : QString();
        },
        Qt::AlignRight | Qt::AlignVCenter);
    records.description = tr("Labelled items of the last submission");
    return {state,
        batchColumn("name", tr("Name"), 24, [](const BatchInfo& info, const QTimeZone&) { return batchTitle(info); }),
        batchColumn("reason", tr("Reason"), 15,
            [](const BatchInfo& info, const QTimeZone&) { return reasonWords(info.context.reason); }),
        batchColumn("period", tr("Period"), 34,
            [](const BatchInfo& info, const QTimeZone& zone) { return periodText(info.context, zone); }),
        records,
        batchColumn("changed", tr("Changed"), 18,
            [](const BatchInfo& info, const QTimeZone& zone) { return timeOrNone(info.changedAt, zone); }),
        batchColumn("submitted", tr("Submitted"), 18,
            [](const BatchInfo& info, const QTimeZone& zone) { return timeOrNone(info.submittedAt, zone); }),
        batchColumn("author", tr("By", "author"), 12,
            [](const BatchInfo& info, const QTimeZone&) { return displayLine(info.author, 60); })};
}

MessageRows::MessageRows(std::shared_ptr<const List> list, QTimeZone zone)
    : m_list(std::move(list))
    , m_zone(std::move(zone))
{
}

std::vector<uint32_t> MessageRows::order() const
{
    return asTheyCome(count());
}

TableColumns messageColumns()
{
    TableColumn severity = column("severity", tr("Kind", "of a message"), 11,
        [](const TableRows& rows, uint32_t row) { return severityTitle(messages(rows).message(row).severity); });
    severity.extra = [](const TableRows& rows, uint32_t row, int role) {
        using Severity = CaseMessage::Severity;
        if (role != Qt::DecorationRole)
            return QVariant();
        const Severity kind = messages(rows).message(row).severity;
        if (kind == Severity::Error)
            return QVariant(themedIcon(QStringLiteral("error")));
        return kind == Severity::Warning ? QVariant(themedIcon(QStringLiteral("warning"))) : QVariant();
    };
    return {severity,
        column("time", tr("Time"), 18,
            [](const TableRows& rows, uint32_t row) {
                return formatTime(messages(rows).message(row).at, messages(rows).zone());
            }),
        column("object", tr("About"), 20,
            [](const TableRows& rows, uint32_t row) { return displayLine(messages(rows).message(row).object, 80); }),
        column("text", tr("Message"), 60,
            [](const TableRows& rows, uint32_t row) { return displayLine(messages(rows).message(row).text, 400); })};
}

} // namespace assay::gui
