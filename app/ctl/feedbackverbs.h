// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

// Verbs about the batches of a case.
Verb feedbackNewVerb();
Verb feedbackAddVerb();
Verb feedbackListVerb();
Verb feedbackShowVerb();
Verb feedbackReviewVerb();
Verb feedbackSubmitVerb();
Verb feedbackWithdrawVerb();
Verb feedbackExportVerb();
Verb feedbackImportVerb();
Verb feedbackInboxVerb();
Verb feedbackAssistVerb();

} // namespace assay::ctl
