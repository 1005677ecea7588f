// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rspamd/regexpatom.h"
#include "core/rules/view/rulesmessage.h"

#include <string>

namespace assay::rules {

// Why an operand cannot be computed from the message alone ("needs the SMTP session"); empty when it can.
std::string whyAtomIsZero(const RegexpAtom& atom);
// Value of a function operand (spec/regex C.1); 0 for those with a reason above.
double callRspamdFunction(const RegexpAtom& atom, const RulesMessage& message);

} // namespace assay::rules
