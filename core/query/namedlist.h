// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::query {

// Both ends included; low <= high.
struct IpRange
{
    IpAddress low, high;
    bool operator==(const IpRange&) const = default;
};

// Addresses as sorted, merged ranges. A million lines build in well under a second; contains() is logarithmic.
class IpRangeSet
{
public:
    IpRangeSet() = default;
    explicit IpRangeSet(std::vector<IpRange> ranges); // any order, may overlap
    bool contains(const IpAddress& address) const;
    bool isEmpty() const { return m_ranges.empty(); }
    const std::vector<IpRange>& ranges() const { return m_ranges; } // sorted, merged
    bool operator==(const IpRangeSet&) const = default;

private:
    std::vector<IpRange> m_ranges;
};

// A list that queries name with "@": addresses for ip fields, words for text and keyword fields. Immutable.
struct NamedList
{
    std::string name; // without "@"
    IpRangeSet addresses; // of a list of addresses
    std::vector<std::string> words; // of a list of words, sorted, folded
};
// Null: there is no such list.
using ListLookup = std::function<std::shared_ptr<const NamedList>(std::string_view name)>;

} // namespace assay::query
