// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/labeltext.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <string>

namespace assay::gui {
namespace {

using feedback::LabelId;
using feedback::Operation;
using feedback::OperationKind;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

QString labelled(const Operation& operation, const QString& count)
{
    const feedback::LabelKind* kind = feedback::findLabel(feedback::mailScheme(), operation.text);
    if (!kind)
        kind = feedback::findLabel(feedback::trafficScheme(), operation.text);
    if (!kind)
        return tr("%1 cleared of their label").arg(count);
    return tr("%1 labelled %2", "count, label").arg(count, labelWord(kind->id));
}

} // namespace

QString labelTitle(LabelId label)
{
    const feedback::LabelKind* kind = feedback::findLabel(label);
    return kind ? QCoreApplication::translate("core", std::string(kind->title).c_str()) : tr("No label");
}

QString labelWord(LabelId label)
{
    return label == feedback::noLabel ? tr("none", "label") : labelTitle(label).toLower();
}

QString labelIcon(LabelId label)
{
    const feedback::LabelKind* kind = feedback::findLabel(label);
    return kind ? QString::fromUtf8(kind->icon.data(), static_cast<qsizetype>(kind->icon.size())) : QString();
}

const feedback::LabelScheme& schemeOf(ItemKind kind)
{
    return kind == ItemKind::RequestSet ? feedback::trafficScheme() : feedback::mailScheme();
}

LabelId labelFor(ItemKind kind, LabelId label)
{
    const feedback::LabelKind* known = feedback::findLabel(label);
    if (!known)
        return feedback::noLabel;
    for (const feedback::LabelKind& other : schemeOf(kind).labels) {
        if (other.key == known->key)
            return other.id;
    }
    return feedback::noLabel;
}

QString operationText(const Operation& operation)
{
    const QString count = formatCount(operation.changed);
    switch (operation.kind == OperationKind::Undo || operation.kind == OperationKind::Redo ? operation.subject
                                                                                           : operation.kind) {
    case OperationKind::Label:
        return labelled(operation, count);
    case OperationKind::Bookmark:
        return tr("bookmark of %1", "count").arg(count);
    case OperationKind::Tag:
        return tr("tag %1 of %2", "tag, count").arg(displayLine(operation.text, 60), count);
    case OperationKind::Note:
        return tr("note");
    case OperationKind::Import:
        return tr("%1 labels imported").arg(count);
    case OperationKind::Fuzzy:
        return operation.text.empty() ? tr("fuzzy hashes of %1").arg(count) : displayLine(operation.text, 120);
    case OperationKind::Undo:
    case OperationKind::Redo:
        break;
    }
    return count;
}

QString countsByLabel(const std::map<LabelId, uint64_t>& counts)
{
    QStringList parts;
    for (const auto& [label, count] : counts) {
        parts << (label == feedback::noLabel ? tr("%1 without a label").arg(formatCount(count))
                                             : tr("%1 %2", "count, label").arg(formatCount(count), labelWord(label)));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace assay::gui
