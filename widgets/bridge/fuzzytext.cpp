// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/fuzzytext.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>

namespace assay::gui {
namespace {

QString tr(const char* text, const char* comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("assay::gui", text, comment, n);
}

} // namespace

QString flagMeaningText(fuzzy::FlagMeaning meaning)
{
    switch (meaning) {
    case fuzzy::FlagMeaning::Deny:
        return tr("black", "meaning of a flag");
    case fuzzy::FlagMeaning::Suspicious:
        return tr("grey", "meaning of a flag");
    case fuzzy::FlagMeaning::Allow:
        break;
    }
    return tr("white", "meaning of a flag");
}

QString flagText(const fuzzy::FuzzyRule* rule, uint32_t flag)
{
    const fuzzy::FlagRule* known = rule ? rule->findFlag(flag) : nullptr;
    if (!known)
        return tr("%1 · not named by the storage", "number of a flag").arg(flag);
    const std::string& name = known->description.empty() ? known->symbol : known->description;
    return tr("%1 · %2 (%3)", "number of a flag, what it is, its meaning")
        .arg(flag)
        .arg(displayLine(name, 120), flagMeaningText(known->meaning));
}

QString affectedHashes(size_t count, const QString& storage, uint32_t flag)
{
    return tr("Affects %n hash(es) in storage %1, flag %2", nullptr, static_cast<int>(count))
        .arg(displayLine(storage, 80))
        .arg(flag);
}

} // namespace assay::gui
