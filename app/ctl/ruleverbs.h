// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

// Verbs about rule files.
Verb rulesListVerb();
Verb rulesTestVerb();

} // namespace assay::ctl
