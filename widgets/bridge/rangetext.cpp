// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/rangetext.h"

#include <QCoreApplication>

namespace assay::gui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

} // namespace

QString rawRangeReason(rules::Unmapped why)
{
    switch (why) {
    case rules::Unmapped::None:
        return {};
    case rules::Unmapped::TransferDecoded:
        return tr("The bytes are encoded for transfer: the range is that of the encoded text.");
    case rules::Unmapped::CharsetConverted:
        return tr("The bytes are in another character set than the text that the rule saw.");
    case rules::Unmapped::Generated:
        return tr(
            "The rule saw a text that was made from the message (joined or decoded values): no bytes are equal to it.");
    case rules::Unmapped::NoBytes:
        break;
    }
    return tr("The rule matched on something that is not in the message: there are no bytes to show.");
}

} // namespace assay::gui
