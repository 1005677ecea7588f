// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/learn/flagchoice.h"

#include "widgets/bridge/fuzzytext.h"

#include <QComboBox>
#include <QIntValidator>

#include <algorithm>

namespace assay::gui {

void fillFlagChoice(QComboBox& box, const fuzzy::FuzzyRule* rule, int wanted)
{
    const QSignalBlocker quiet(&box);
    box.clear();
    const bool isFree = rule && rule->flags.empty();
    box.setEditable(isFree);
    if (isFree) {
        box.setValidator(new QIntValidator(1, 255, &box));
        box.setEditText(QString::number(wanted > 0 ? wanted : 1));
        return;
    }
    for (const fuzzy::FlagRule& flag : rule ? rule->flags : std::vector<fuzzy::FlagRule>()) {
        if (!flag.readOnly)
            box.addItem(flagText(rule, flag.flag), static_cast<int>(flag.flag));
    }
    box.setCurrentIndex(std::max(0, box.findData(wanted)));
}

void chooseFlag(QComboBox& box, int flag)
{
    if (box.isEditable())
        box.setEditText(QString::number(flag));
    else if (box.findData(flag) >= 0)
        box.setCurrentIndex(box.findData(flag));
}

int chosenFlag(const QComboBox& box)
{
    return box.isEditable() ? box.currentText().toInt() : box.currentData().toInt();
}

} // namespace assay::gui
