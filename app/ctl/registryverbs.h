// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

// Verbs about the versions of models, in a folder or in a case.
Verb registryListVerb();
Verb registryPromoteVerb();
Verb registryRollbackVerb();
Verb registryGcVerb();
Verb promoteVerb();
Verb rollbackVerb();
Verb trainVerb();

} // namespace assay::ctl
