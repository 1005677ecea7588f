// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

// Verbs about labels, the audit log and the lists of a case.
Verb labelVerb();
Verb undoVerb();
Verb redoVerb();
Verb auditShowVerb();
Verb auditVerifyVerb();
Verb listsShowVerb();
Verb listsAddVerb();
Verb listsRemoveVerb();

} // namespace assay::ctl
