// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/hash/shingles.h"

#include "core/base/keyedhash.h"

#include <algorithm>
#include <limits>
#include <string>

namespace assay::fuzzy {
namespace {

std::string_view bytesOf(const Blake2b512& key)
{
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

size_t rowCount(size_t words)
{
    return words > 3 ? words - 2 : 1;
}

Shingles siphashShingles(std::span<const std::string_view> words, const Keys& keys)
{
    Shingles minima;
    minima.fill(std::numeric_limits<uint64_t>::max());
    std::string row;
    for (size_t i = 0; i < rowCount(words.size()); ++i) {
        row.clear();
        for (size_t times = std::min<size_t>(words.size(), 3); times > 0; --times)
            row += words[i];
        for (size_t j = 0; j < shingleCount; ++j)
            minima[j] = std::min(minima[j], sipHash24(row, keys.shingleKeys[j]));
    }
    return minima;
}

template <typename WordHash>
Shingles windowShingles(std::span<const std::string_view> words, const Keys& keys, WordHash wordHash)
{
    Shingles minima;
    minima.fill(std::numeric_limits<uint64_t>::max());
    Shingles before = {}; // hashes of the word before, and of the one before that
    Shingles earlier = {};
    const size_t rows = std::min(rowCount(words.size()), words.size());
    for (size_t i = 0; i < rows; ++i) {
        for (size_t j = 0; j < shingleCount; ++j) {
            const uint64_t hash = wordHash(words[i], keys.seeds[j]);
            minima[j] = std::min(minima[j], earlier[j] >> 16 ^ before[j] >> 8 ^ hash);
            earlier[j] = before[j];
            before[j] = hash;
        }
    }
    return minima;
}

} // namespace

Shingles makeShingles(std::span<const std::string_view> words, const Keys& keys, Algorithm algorithm)
{
    switch (algorithm) {
    case Algorithm::Xxhash:
        return windowShingles(words, keys, xxHash64);
    case Algorithm::Mumhash:
        return windowShingles(words, keys, mumHash);
    case Algorithm::Fasthash:
        return windowShingles(words, keys, xxHash3);
    case Algorithm::Siphash:
        break;
    }
    return siphashShingles(words, keys);
}

Blake2b512 textDigest(std::span<const std::string_view> words, const Keys& keys)
{
    KeyedBlake2b hash(bytesOf(keys.hashKey));
    for (const std::string_view word : words)
        hash.add(word);
    return hash.finish();
}

Blake2b512 shortTextDigest(std::string_view text, std::string_view subject, const Keys& keys)
{
    KeyedBlake2b hash(bytesOf(keys.hashKey));
    hash.add(text);
    hash.add(subject);
    return hash.finish();
}

Blake2b512 dataDigest(std::string_view data)
{
    if (data.empty())
        return {};
    static const Blake2b512 key = blake2b512(defaultKey);
    KeyedBlake2b hash(bytesOf(key));
    hash.add(data);
    return hash.finish();
}

} // namespace assay::fuzzy
