// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/itemvalues.h"
#include "widgets/bridge/itemrows.h"

namespace assay::gui {

// Columns of the list for request sets; cells of messages are empty.
TableColumns trafficColumns();

// What lists are mostly about: decides which columns they show by default.
enum class ListContents { Mail, Traffic, Mixed };
// Keys of the columns that lists of traffic and of both show by default, from left to right; of mail none: those that
// say so themselves.
QStringList usualColumns(ListContents contents);

// Counts the kinds of items of a case as it grows.
class ContentsCounter
{
public:
    // A few of the other kind do not make a case mixed.
    ListContents update(const ItemTable& items);
    void reset() { *this = {}; }

private:
    size_t m_rows = 0;
    uint64_t m_requestSets = 0;
};

// The first value of an item in a column of the index; empty when it has none or is not indexed yet.
std::string indexedText(const CaseSnapshot& snapshot, uint32_t row, TextColumn column);
// The network that people mean by "the same subnet": "203.0.113.0/24", "2001:db8:0:1::/64".
std::string subnetOf(const IpAddress& address);

} // namespace assay::gui
