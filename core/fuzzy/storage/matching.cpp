// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/matching.h"

namespace assay::fuzzy {
namespace {

float probabilityOf(unsigned counted)
{
    return static_cast<float>(counted) / static_cast<float>(shingleCount);
}

// Step by step what the peer's SQLite storage does with sorted ids.
ShingleMatch selectAsPeer(const ShingleOwners& sorted)
{
    ShingleMatch match;
    int64_t current = noOwner;
    unsigned count = 0, most = 0;
    for (const int64_t id : sorted) {
        if (id == noOwner)
            continue;
        if (id == current) {
            ++count;
            continue;
        }
        current = id;
        if (count >= most) {
            most = count;
            match.id = id;
        }
        count = 0;
    }
    match.probability = probabilityOf(std::max(count, most));
    return match;
}

ShingleMatch selectMost(const ShingleOwners& sorted)
{
    ShingleMatch match;
    unsigned most = 0;
    for (size_t i = 0; i < sorted.size();) {
        size_t end = i + 1;
        while (end < sorted.size() && sorted[end] == sorted[i])
            ++end;
        const auto counted = static_cast<unsigned>(end - i - 1);
        if (sorted[i] != noOwner && counted >= most) { // of equals the newest
            most = counted;
            match.id = sorted[i];
        }
        i = end;
    }
    match.probability = probabilityOf(most);
    return match;
}

} // namespace

ShingleMatch selectMatch(ShingleOwners owners, bool compatSelection)
{
    const bool isUniform = std::all_of(owners.begin(), owners.end(), [&](int64_t id) { return id == owners[0]; });
    if (!isUniform)
        std::sort(owners.begin(), owners.end());
    return compatSelection ? selectAsPeer(owners) : selectMost(owners);
}

} // namespace assay::fuzzy
