// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

// Verbs about captures and access logs.
Verb trafficRebucketVerb();
Verb trafficSynthVerb();
Verb trafficSetsVerb();
Verb trafficFlowsVerb();
Verb trafficHttpVerb();
Verb trafficSmtpVerb();
Verb trafficSshVerb();
Verb trafficTlsVerb();

} // namespace assay::ctl
