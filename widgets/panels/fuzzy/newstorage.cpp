// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/newstorage.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace assay::gui {

std::string freeName(const QString& wanted, const FuzzyDesk::Rules& known)
{
    const auto isTaken = [&known](const std::string& name) {
        return std::any_of(
            known.begin(), known.end(), [&name](const fuzzy::FuzzyRule& rule) { return rule.name == name; });
    };
    const std::string base = wanted.isEmpty() ? "storage" : wanted.toStdString();
    std::string name = base;
    for (int number = 2; isTaken(name); ++number)
        name = base + ' ' + std::to_string(number);
    return name;
}

std::vector<fuzzy::FlagRule> usualFlags()
{
    using fuzzy::FlagMeaning;
    return {{11, "FUZZY_DENIED", {}, FlagMeaning::Deny, 20, 12, false},
        {12, "FUZZY_PROB", {}, FlagMeaning::Suspicious, 10, 5, false},
        {13, "FUZZY_WHITE", {}, FlagMeaning::Allow, 2, -2, false}};
}

fuzzy::FuzzyRule newLocalStorage(const QString& file, const FuzzyDesk::Rules& known)
{
    const QFileInfo info(file);
    fuzzy::FuzzyRule rule;
    rule.name = freeName(info.completeBaseName(), known);
    rule.file = QFile::encodeName(info.absoluteFilePath()).toStdString();
    rule.flags = usualFlags();
    return rule;
}

} // namespace assay::gui
