// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/parse.h"

namespace assay::query::test {

// The fields of the examples, with some of each type.
const FieldTable& testFields();
// "vip" and "scanners".
std::shared_ptr<const NamedList> testList(std::string_view name);
constexpr int64_t testNow = 1795255200; // 2026-11-21T10:00:00Z, a Saturday
// testFields(), testList(), testNow, UTC.
ParseContext testContext();

// The tree as one line: "and(symbol:X,not(label:ham))".
std::string shape(const Node& node);
// What is different between two trees, spans aside; empty when nothing is.
std::string difference(const Node& a, const Node& b);

} // namespace assay::query::test
