// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

// Verbs about captures and access logs.
Verb trafficSynthVerb();
Verb trafficSetsVerb();

} // namespace assay::ctl
