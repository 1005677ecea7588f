// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/hash/keys.h"

#include "core/fuzzy/hash/wordhash.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

Keys::ShingleKey firstBytes(std::string_view of)
{
    const Blake2b512 digest = blake2b512(of);
    Keys::ShingleKey key = {};
    std::copy_n(digest.begin(), key.size(), key.begin());
    return key;
}

std::string_view bytesOf(const Keys::ShingleKey& key)
{
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

} // namespace

Keys deriveKeys(std::string_view fuzzyKey, std::string_view shinglesKey)
{
    Keys keys;
    keys.hashKey = blake2b512(fuzzyKey);
    keys.shinglesKey = firstBytes(shinglesKey);
    Keys::ShingleKey last = keys.shinglesKey;
    for (size_t i = 0; i < shingleCount; ++i) {
        last = firstBytes(bytesOf(last));
        keys.shingleKeys[i] = last;
        keys.seeds[i] = readLittleEndian64(bytesOf(last).data());
    }
    return keys;
}

} // namespace assay::fuzzy
