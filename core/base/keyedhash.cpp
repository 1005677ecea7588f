// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/keyedhash.h"

#include <algorithm>
#include <sodium.h>
#include <xxhash.h>

namespace assay {
namespace {

const unsigned char* unsignedBytes(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

} // namespace

struct KeyedBlake2b::Context
{
    crypto_generichash_blake2b_state state;
};

KeyedBlake2b::KeyedBlake2b(std::string_view key)
    : m_context(std::make_unique<Context>())
{
    // Chooses the implementation that fits the processor; repeated calls cost nothing.
    [[maybe_unused]] static const int ready = sodium_init();
    const size_t length = std::min<size_t>(key.size(), crypto_generichash_blake2b_KEYBYTES_MAX);
    crypto_generichash_blake2b_init(
        &m_context->state, length ? unsignedBytes(key) : nullptr, length, std::tuple_size<Blake2b512>::value);
}

KeyedBlake2b::~KeyedBlake2b() = default;

void KeyedBlake2b::add(std::string_view bytes)
{
    crypto_generichash_blake2b_update(&m_context->state, unsignedBytes(bytes), bytes.size());
}

Blake2b512 KeyedBlake2b::finish()
{
    Blake2b512 digest = {};
    crypto_generichash_blake2b_final(&m_context->state, digest.data(), digest.size());
    return digest;
}

uint64_t sipHash24(std::string_view bytes, const std::array<uint8_t, 16>& key)
{
    std::array<unsigned char, 8> out = {};
    crypto_shorthash_siphash24(out.data(), unsignedBytes(bytes), bytes.size(), key.data());
    uint64_t value = 0;
    for (size_t i = out.size(); i-- > 0;)
        value = value << 8 | out[i];
    return value;
}

uint64_t xxHash64(std::string_view bytes, uint64_t seed)
{
    return XXH64(bytes.data(), bytes.size(), seed);
}

uint64_t xxHash3(std::string_view bytes, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

} // namespace assay
