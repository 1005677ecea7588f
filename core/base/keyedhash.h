// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace assay {

// BLAKE2b-512 with a key of at most 64 bytes (none when empty), of bytes that arrive in pieces. One thread at a time.
class KeyedBlake2b
{
public:
    explicit KeyedBlake2b(std::string_view key);
    ~KeyedBlake2b();
    KeyedBlake2b(const KeyedBlake2b&) = delete;
    KeyedBlake2b& operator=(const KeyedBlake2b&) = delete;
    void add(std::string_view bytes);
    Blake2b512 finish(); // ends the hash

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

// SipHash-2-4 with 64 bits of result.
uint64_t sipHash24(std::string_view bytes, const std::array<uint8_t, 16>& key);
// XXH64 and XXH3-64 with a seed.
uint64_t xxHash64(std::string_view bytes, uint64_t seed);
uint64_t xxHash3(std::string_view bytes, uint64_t seed);

} // namespace assay
