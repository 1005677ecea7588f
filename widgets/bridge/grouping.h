// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "widgets/bridge/itemrows.h"

#include <memory>

namespace assay::gui {

// What the list puts together. Copies: equal messages behind the first.
enum class GroupBy { None, Thread, SenderDomain, SourceIp, Copies, FuzzyCluster, Ja4 };
// Stable names for files: "", "thread", "domain", "ip", "copies", "cluster", "ja4".
QString groupName(GroupBy by);
GroupBy groupFromName(const QString& name); // None when unknown

// `order` put together; groups come in the order of their first rows, members keep theirs, those of a thread go by
// date. Threads and clusters of one item and items without copies are plain rows; so are items that the index does not
// cover yet.
// Any thread; Cancelled when asked to stop.
Result<std::shared_ptr<const RowGroups>> groupRows(
    const ItemRows& rows, GroupBy by, const std::vector<uint32_t>& order, const RunContext& context);
// What is written above a group whose first row is `row`.
QString groupHeading(GroupBy by, const TableRows& rows, uint32_t row);

// The domain of an address such as "Ann <ann@Example.org>": "example.org"; empty when there is none.
std::string senderDomain(std::string_view from);
// The thread of an item, as the field `thread` of queries has it; empty when it is not known.
std::string threadOf(const CaseSnapshot& snapshot, uint32_t row);

} // namespace assay::gui
