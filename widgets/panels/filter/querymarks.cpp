// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/querymarks.h"

#include <algorithm>

namespace assay::gui {
namespace {

bool isTold(const query::Fault& fault)
{
    return fault.code != query::FaultCode::NotEqualTakesMissing; // said by Explain
}

} // namespace

std::vector<FilterMark> queryMarks(const QString& text, const query::Parsed& parsed)
{
    std::vector<FilterMark> marks;
    for (const query::Fault& fault : parsed.faults) {
        if (!isTold(fault))
            continue;
        FilterMark mark{textSpan(text, fault.span), fault.isWarning()};
        // A fault behind the last character ("score>") is shown at that character.
        if (mark.span.length == 0) {
            mark.span.begin = std::max<qsizetype>(0, mark.span.begin - 1);
            mark.span.length = 1;
        }
        marks.push_back(mark);
    }
    return marks;
}

const query::Fault* queryFault(const query::Parsed& parsed)
{
    for (const query::Fault& fault : parsed.faults) {
        if (isTold(fault))
            return &fault;
    }
    return nullptr;
}

} // namespace assay::gui
