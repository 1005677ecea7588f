// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

// Verbs about scans and cases.
Verb scanVerb();
Verb importVerb();
Verb findVerb();
Verb reportVerb();
Verb caseNewVerb();
Verb caseInfoVerb();
Verb caseCheckVerb();
Verb compareVerb();
Verb fusionVerb();
Verb demoVerb();
Verb benchUiVerb();

} // namespace assay::ctl
