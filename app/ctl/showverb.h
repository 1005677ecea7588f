// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"

namespace assay::ctl {

Verb showVerb();

} // namespace assay::ctl
