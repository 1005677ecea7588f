// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::fuzzy {

// The word hash below the shingles. Storages hold hashes of one algorithm each.
enum class Algorithm : uint8_t { Siphash, Xxhash, Mumhash, Fasthash };

// "mumhash" ...; "old" reads as siphash and "fast" as fasthash. Case does not matter.
std::optional<Algorithm> algorithmFromName(std::string_view name);
std::string_view algorithmName(Algorithm algorithm);

// The multiply-and-mix hash of rspamd ("mumhash"), the same on every platform.
uint64_t mumHash(std::string_view bytes, uint64_t seed);

// The running form that thins long texts: one whole word of eight bytes, and the end.
uint64_t mumStep(uint64_t state, uint64_t word);
uint64_t mumFinish(uint64_t state);

// Eight bytes as a little-endian number; `bytes` must hold as many.
uint64_t readLittleEndian64(const char* bytes);

} // namespace assay::fuzzy
