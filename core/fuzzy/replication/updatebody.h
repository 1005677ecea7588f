// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/fuzzystorage.h"

#include <string>

namespace assay::fuzzy {

// What a master sends after a flush: its version, then the changes as records of 80 or 336 bytes, each behind its
// length, and a length of 0.
std::string encodeUpdate(uint32_t revision, std::span<const StorageChange> changes);

struct Update
{
    uint32_t revision = 0;
    std::vector<StorageChange> changes;
    bool isWhole = true; // false: from some record on it could not be read; what was before counts
};
// Nullopt when not even the version is there. Commands that are no changes are passed over.
std::optional<Update> decodeUpdate(std::string_view body);

} // namespace assay::fuzzy
