// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/hash/keys.h"
#include "core/fuzzy/hash/wordhash.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace assay::fuzzy {

using Shingles = std::array<uint64_t, shingleCount>;

// The 32 minima over three neighbouring words each. Two quirks of the peer are part of the value: with siphash a row is
// one word three times, and the last two words never begin a row.
Shingles makeShingles(std::span<const std::string_view> words, const Keys& keys, Algorithm algorithm);

// Over the words without anything between them.
Blake2b512 textDigest(std::span<const std::string_view> words, const Keys& keys);
// Over text that is too short for shingles, and the subject.
Blake2b512 shortTextDigest(std::string_view text, std::string_view subject, const Keys& keys);
// Over decoded data; the key is fixed, 64 zero bytes stand for no data.
Blake2b512 dataDigest(std::string_view data);

} // namespace assay::fuzzy
