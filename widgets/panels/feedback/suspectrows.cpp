// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/suspectrows.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/labeltext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::gui {
namespace {

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const SuspectRows& suspects(const TableRows& rows)
{
    return static_cast<const SuspectRows&>(rows);
}

QString verdictText(SuspectVerdict verdict)
{
    switch (verdict) {
    case SuspectVerdict::None:
        return {};
    case SuspectVerdict::Confirmed:
        return tr("confirmed", "label");
    case SuspectVerdict::Ignored:
        return tr("ignored", "suspect");
    case SuspectVerdict::Changed:
        return tr("changed", "label");
    }
    return {};
}

TableColumn column(const char* key, const QString& title, int width,
    std::function<QString(const SuspectRows& rows, uint32_t row)> text,
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter)
{
    TableColumn made{QString::fromLatin1(key), title, {}, alignment, width, true, {}, {}, {}, {}};
    made.text = [text = std::move(text)](const TableRows& rows, uint32_t row) { return text(suspects(rows), row); };
    return made;
}

} // namespace

QString percentText(double share)
{
    return tr("%1 %", "share").arg(std::lround(share * 100));
}

std::string SuspectDecisions::toText() const
{
    std::string text;
    for (const auto& [item, label] : confirmed)
        text += std::to_string(item) + " c" + std::to_string(label) + ';';
    for (const auto& entry : ignored)
        text += std::to_string(entry.first) + " i;";
    return text;
}

SuspectDecisions SuspectDecisions::fromText(std::string_view text)
{
    SuspectDecisions decisions;
    const QString all = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    for (const QString& entry : all.split(QChar(';'), Qt::SkipEmptyParts)) {
        bool isItem = false, isLabel = false;
        const uint32_t item = entry.section(QChar(' '), 0, 0).toUInt(&isItem);
        const QString what = entry.section(QChar(' '), 1, 1);
        const uint label = what.mid(1).toUInt(&isLabel);
        if (isItem && what == QStringLiteral("i"))
            decisions.ignored[item] = true;
        else if (isItem && what.startsWith(QChar('c')) && isLabel && label <= UINT8_MAX)
            decisions.confirmed[item] = static_cast<feedback::LabelId>(label);
    }
    return decisions;
}

SuspectRows::SuspectRows(std::shared_ptr<const SuspectReport> report, std::shared_ptr<const CaseSnapshot> snapshot,
    SuspectDecisions decisions)
    : m_report(std::move(report))
    , m_snapshot(std::move(snapshot))
    , m_decisions(std::move(decisions))
{
}

uint32_t SuspectRows::rowOf(uint32_t rowId) const
{
    const auto found = std::find_if(m_report->suspects.begin(), m_report->suspects.end(),
        [rowId](const Suspect& suspect) { return suspect.item.value == rowId; });
    return static_cast<uint32_t>(found - m_report->suspects.begin());
}

feedback::LabelId SuspectRows::labelNow(ItemId item) const
{
    const size_t row = m_snapshot->items->find(item);
    const auto& labels = m_snapshot->labels;
    return labels && row < labels->labels.size() ? labels->labels[row] : feedback::noLabel;
}

QString SuspectRows::subject(ItemId item) const
{
    const ItemTable& items = *m_snapshot->items;
    const size_t row = items.find(item);
    return row < items.count() ? displayLine(items.subject(static_cast<uint32_t>(row)), 200) : QString();
}

QString SuspectRows::sender(ItemId item) const
{
    const ItemTable& items = *m_snapshot->items;
    const size_t row = items.find(item);
    return row < items.count() ? displayLine(items.from(static_cast<uint32_t>(row)), 120) : QString();
}

SuspectVerdict SuspectRows::verdict(uint32_t row) const
{
    const Suspect& found = suspect(row);
    const feedback::LabelId now = labelNow(found.item);
    const feedback::LabelKind* kind = feedback::findLabel(now);
    if (!kind || kind->target != found.label) // suspects are about hostile or not, not about kinds of it
        return SuspectVerdict::Changed;
    if (m_decisions.ignored.contains(found.item.value))
        return SuspectVerdict::Ignored;
    const auto confirmed = m_decisions.confirmed.find(found.item.value);
    return confirmed != m_decisions.confirmed.end() && confirmed->second == now ? SuspectVerdict::Confirmed
                                                                                : SuspectVerdict::None;
}

uint32_t SuspectRows::decided() const
{
    uint32_t decided = 0;
    for (uint32_t row = 0; row < count(); ++row)
        decided += verdict(row) == SuspectVerdict::None ? 0 : 1;
    return decided;
}

std::vector<uint32_t> SuspectRows::order() const
{
    std::vector<uint32_t> order(count());
    std::iota(order.begin(), order.end(), 0u);
    return order;
}

TableColumns suspectColumns()
{
    constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    TableColumn label = column("label", tr("Label"), 10,
        [](const SuspectRows& rows, uint32_t row) { return labelTitle(rows.labelNow(rows.suspect(row).item)); });
    label.extra = [](const TableRows& rows, uint32_t row, int role) {
        const feedback::LabelId now = suspects(rows).labelNow(suspects(rows).suspect(row).item);
        return role == Qt::DecorationRole && now != feedback::noLabel ? QVariant(themedIcon(labelIcon(now)))
                                                                      : QVariant();
    };
    TableColumn hostile = column(
        "hostile", tr("Hostile"), 8,
        [](const SuspectRows& rows, uint32_t row) { return percentText(rows.suspect(row).probability); }, right);
    hostile.description = tr("How likely a model that never saw this label finds the item hostile");
    TableColumn sure = column(
        "confidence", tr("Label fits"), 9,
        [](const SuspectRows& rows, uint32_t row) { return percentText(rows.suspect(row).selfConfidence); }, right);
    sure.description = tr("How likely the same model finds the label that was given");
    return {label, hostile, sure,
        column("verdict", tr("Decided"), 10,
            [](const SuspectRows& rows, uint32_t row) { return verdictText(rows.verdict(row)); }),
        column("subject", tr("Subject"), 34,
            [](const SuspectRows& rows, uint32_t row) { return rows.subject(rows.suspect(row).item); }),
        column("from", tr("From"), 24,
            [](const SuspectRows& rows, uint32_t row) { return rows.sender(rows.suspect(row).item); })};
}

} // namespace assay::gui
