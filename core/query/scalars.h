// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/namedlist.h"
#include "core/query/parse.h"

#include <optional>

namespace assay::query {

// What one value without an operator stands for on the line of numbers: a point or, of dates, a span.
struct Extent
{
    double begin = 0, end = 0;
    bool endIncluded = true;
    // A relative time is a moment in comparisons and ranges; by itself ("date:-7d") it is the unit that begins there.
    std::optional<double> unitEnd;
};

// Nothing: the text is no such value. `context` gives zone and present of dates.
std::optional<Extent> readScalar(std::string_view text, FieldType type, const ParseContext& context);

std::optional<double> readNumber(std::string_view text); // "-2.5", "1e3"
std::optional<double> readSize(std::string_view text); // "10k" (1000), "1Gi", "2MB", in bytes
std::optional<double> readDuration(std::string_view text); // "250us", "3m", in seconds
std::optional<Extent> readDate(std::string_view text, const ParseContext& context);

// "203.0.113.7", "10.0.0.0/8", "203.0.113.*", "2001:db8:*", "*". Ends with ".." are not read here.
struct Network
{
    IpRange range;
    std::string canonical; // when bits beyond the prefix were set: the network meant
};
std::optional<Network> readNetwork(std::string_view text);

} // namespace assay::query
