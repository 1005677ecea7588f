// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/casefile/connections.h"
#include "core/casefile/snapshot.h"

namespace assay {

// What one term sorts by: at each level a number a row, and whether rows that are equal there must go a level deeper.
class SortKeys
{
public:
    virtual ~SortKeys() = default;
    virtual uint64_t key(uint32_t row, size_t level) const = 0;
    virtual bool goesOn(uint64_t key, size_t level) const = 0;
};

bool isSortable(std::string_view name);
// The keys of one column of the list for these rows; the snapshot must live as long. Texts are compared as searches
// fold them, by their first 1,024 bytes.
Result<std::unique_ptr<const SortKeys>> makeSortKeys(Connections& connections, const CaseSnapshot& snapshot,
    std::string_view name, const std::vector<uint32_t>& rows, const RunContext& context);

} // namespace assay
