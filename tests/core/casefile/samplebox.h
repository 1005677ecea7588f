// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

#include <string>
#include <vector>

namespace assay::test {

// Message number `index` of the made-up mail of these tests; each differs in subject, sender, length and address.
std::string sampleMessage(unsigned index);
// An mbox of `count` of them.
std::string sampleBox(unsigned count);
// Items of the case that match, in import order.
std::vector<ItemId> foundItems(const Case& file, std::string_view query = {});
// Two threads, no progress, never stopped.
RunContext plainContext();

} // namespace assay::test
