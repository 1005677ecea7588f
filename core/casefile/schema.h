// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/migrations.h"

namespace assay {

// Tables of a case file. Every change is a new step at the end of schema.cpp.
const store::Schema& caseSchema();

} // namespace assay
