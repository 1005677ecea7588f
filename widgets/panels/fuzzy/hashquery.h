// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/parse.h"
#include "widgets/panels/fuzzy/hashrows.h"

namespace assay::gui {

// The fields that the filter of stored hashes knows; words without a field are the beginning of a hash.
const query::FieldTable& hashFields();
query::Parsed parseHashQuery(const QString& text, const QTimeZone& zone);
// The rows that match, in the order of `sort`. Any thread. `now` counts ages.
Result<std::vector<uint32_t>> findHashes(const HashRows& rows, const query::Query& query, const TableColumns& columns,
    const SortTerms& sort, int64_t now, const RunContext& context);

} // namespace assay::gui
