// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::gui {

// An order of rows put together in groups: the members of group g are members[starts[g]] ... members[starts[g + 1]].
// Immutable; any thread.
struct RowGroups
{
    std::vector<uint32_t> members; // row numbers, group after group
    std::vector<uint32_t> starts = {0}; // one more than there are groups
    std::vector<uint64_t> keys; // of each group, the same in the next snapshot
    bool firstStands = false; // the first member stands in the list for all of its group, instead of a heading
    bool plainSingles = false; // groups of one are plain rows

    uint32_t count() const { return static_cast<uint32_t>(starts.size() - 1); }
    std::span<const uint32_t> of(uint32_t group) const
    {
        return std::span(members).subspan(starts[group], starts[group + 1] - starts[group]);
    }
};

} // namespace assay::gui
