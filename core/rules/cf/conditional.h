// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/rules/cf/peertable.h"

#include <string_view>
#include <vector>

namespace assay::rules {

// Value of an `if` expression (spec/regex B.2). BadRule with reason and offset when it cannot be read.
Result<bool> evaluateCondition(std::string_view expression, const PeerTable& peer);

// Open if, else, endif of one file.
class ConditionalStack
{
public:
    bool isSkipping() const { return m_skipping; }
    void openIf(bool value);
    bool takeElse(); // false: there is no open if
    bool takeEndif(); // false: there is no open if
    size_t openCount() const { return m_outer.size(); }
    // The rest of the file is not for this program.
    void skipRest() { m_skipping = true; }

private:
    std::vector<bool> m_outer; // whether lines were skipped before each open if
    bool m_skipping = false;
};

} // namespace assay::rules
