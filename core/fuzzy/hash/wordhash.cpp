// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/hash/wordhash.h"

#include "core/base/ascii.h"

#include <array>
#include <bit>
#include <cstring>

namespace assay::fuzzy {
namespace {

constexpr uint64_t startPrime = 0xc42b5e2e6480b23b;
constexpr uint64_t blockPrime = 0x7b51ec3d22f7096f;
constexpr uint64_t tailPrime = 0xaf47d47c99b1461b;
constexpr uint64_t finishPrime = 0xa9a7ae7ceff79f3f;
constexpr uint64_t stepPrime = 0x2e0bb864e9ea7df5;
constexpr uint64_t stepWordPrime = 0xcdb32970830fcaa1;
constexpr std::array<uint64_t, 4> wordPrimes = {
    0x9ebdcae10d981691, 0x32b9b9b97a27ac7d, 0x29b5584d83d35bbd, 0x4b04e0e61401255f};

uint64_t mum(uint64_t a, uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<uint64_t>(product >> 64) + static_cast<uint64_t>(product);
}

} // namespace

std::optional<Algorithm> algorithmFromName(std::string_view name)
{
    struct Name
    {
        std::string_view text;
        Algorithm algorithm;
    };
    static constexpr Name names[] = {{"siphash", Algorithm::Siphash}, {"old", Algorithm::Siphash},
        {"xxhash", Algorithm::Xxhash}, {"mumhash", Algorithm::Mumhash}, {"fasthash", Algorithm::Fasthash},
        {"fast", Algorithm::Fasthash}};
    for (const Name& known : names) {
        if (equalsIgnoringCase(known.text, name))
            return known.algorithm;
    }
    return std::nullopt;
}

std::string_view algorithmName(Algorithm algorithm)
{
    static constexpr std::string_view names[] = {"siphash", "xxhash", "mumhash", "fasthash"};
    return names[static_cast<size_t>(algorithm)];
}

uint64_t readLittleEndian64(const char* bytes)
{
    uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (std::endian::native == std::endian::big)
        value = __builtin_bswap64(value);
    return value;
}

uint64_t mumHash(std::string_view bytes, uint64_t seed)
{
    const char* at = bytes.data();
    size_t left = bytes.size();
    uint64_t result = mum(seed + left, startPrime);
    while (left > 32) {
        for (size_t i = 0; i < wordPrimes.size(); ++i)
            result ^= mum(readLittleEndian64(at + 8 * i), wordPrimes[i]);
        result = mum(result, blockPrime);
        at += 32;
        left -= 32;
    }
    for (size_t i = 0; left >= 8; ++i, at += 8, left -= 8)
        result ^= mum(readLittleEndian64(at), wordPrimes[i]);
    if (left > 0) {
        uint64_t tail = 0;
        for (size_t i = left; i-- > 0;)
            tail = tail << 8 | static_cast<uint8_t>(at[i]);
        result ^= mum(tail, tailPrime);
    }
    return mumFinish(result);
}

uint64_t mumStep(uint64_t state, uint64_t word)
{
    return mum(state, stepPrime) ^ mum(word, stepWordPrime);
}

uint64_t mumFinish(uint64_t state)
{
    state ^= mum(state, finishPrime);
    return state ^ mum(state, tailPrime);
}

} // namespace assay::fuzzy
