// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/localstorage.h"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// Hash of a digest for tables in memory: it is a cryptographic hash already.
struct DigestKey
{
    size_t operator()(const Blake2b512& digest) const
    {
        size_t value = 0;
        std::memcpy(&value, digest.data(), sizeof value);
        return value;
    }
};

// What an event of a fuzzy batch says a hash was before or is after.
struct EventState
{
    // It stays as it is, but for shingles that others take over. Only after, never before.
    bool isKept = false;
    std::optional<fuzzy::StoredHash> stored; // nullopt: not stored
};

// As the case keeps it: flag, weight, time and shingles; about 280 bytes with shingles. `reference` spares those of
// `after` that are those of `before`.
std::string packState(const EventState& state, const fuzzy::StoredHash* reference = nullptr);
// nullopt: damaged. `digest` and `reference` fill in what is not in the bytes.
std::optional<EventState> unpackState(
    std::string_view bytes, const Blake2b512& digest, const fuzzy::StoredHash* reference = nullptr);

// Both not stored, or the same flag and weight.
bool isSameState(const std::optional<fuzzy::StoredHash>& a, const std::optional<fuzzy::StoredHash>& b);

} // namespace assay
