// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/casefile/connections.h"
#include "core/casefile/snapshot.h"

namespace assay {

// Puts rows (in import order) into the order asked for; equal rows stay as they are. Numbers ascend, rows without one
// come last; texts are compared as searches fold them, by their first 1,024 bytes. Cancelled, BadArgument.
Result<std::vector<uint32_t>> orderRows(Connections& connections, const CaseSnapshot& snapshot,
    const std::vector<OrderTerm>& order, std::vector<uint32_t> rows, const RunContext& context);

} // namespace assay
