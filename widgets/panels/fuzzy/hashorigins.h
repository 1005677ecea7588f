// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/panels/fuzzy/hashrows.h"

namespace assay::gui {

// Where a stored hash came from, one line each, newest first; says so when nothing is known.
QString originText(const std::vector<HashOrigin>& origins, const QTimeZone& zone);
// The query that lists the items which hashes came from; empty when none is known. For a job.
Result<QString> originQuery(
    const Case& file, const std::string& storage, const std::vector<HashRow>& hashes, const RunContext& context);

} // namespace assay::gui
