// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace assay {

// A 32-bit number of one kind, so that a rule number cannot be passed for an item number. Numbers start at 0 and are
// positions in the vector that owns the things; the default value is "none".
template <typename Tag>
struct Id
{
    static constexpr uint32_t noneValue = UINT32_MAX;
    uint32_t value = noneValue;

    bool isNone() const { return value == noneValue; }
    auto operator<=>(const Id&) const = default;
};

using SourceId = Id<struct SourceTag>;
using ItemId = Id<struct ItemTag>;
using ScanId = Id<struct ScanTag>;
using BatchId = Id<struct BatchTag>;
using RuleId = Id<struct RuleTag>;
using PatternId = Id<struct PatternTag>;
using PatternClassId = Id<struct PatternClassTag>;
using SymbolId = Id<struct SymbolTag>;

} // namespace assay

template <typename Tag>
struct std::hash<assay::Id<Tag>>
{
    size_t operator()(const assay::Id<Tag>& id) const noexcept { return std::hash<uint32_t>{}(id.value); }
};
