// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/eval/evals.h"

namespace assay::rules {

// The mail went through a gateway that removes or rewrites Received fields, so they prove nothing: a list server of the
// ezmlm kind, MSN groups, or nothing left at all.
bool wentThroughHeaderRemover(EvalContext& context);

// Received fields with runs of white space as one blank.
struct SqueezedTrace
{
    explicit SqueezedTrace(EvalContext& context);
    std::string text;
};

} // namespace assay::rules
