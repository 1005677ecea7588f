// SPDX-License-Identifier: GPL-3.0-or-later
// Keys, word hashes, shingles and digests against values that the peer's own library gave.
#include "core/base/file.h"
#include "core/base/keyedhash.h"
#include "core/fuzzy/hash/shingles.h"
#include "tests/core/fuzzy/goldenprimitives.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;

std::string hex64(uint64_t value)
{
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

TEST(FuzzyPrimitives, DefaultKeysAreThoseOfThePeer)
{
    const Keys keys = deriveKeys(defaultKey, defaultKey);
    EXPECT_EQ(toHex(keys.shinglesKey), "ef43ae80cc8dc34c6f1bd6181bae8774");
    EXPECT_EQ(toHex(keys.shingleKeys[0]), "e6aedfabc073ecb4fbc1fa5e547de6f9");
    EXPECT_EQ(hex64(keys.seeds[0]), "b4ec73c0abdfaee6");
}

TEST(FuzzyPrimitives, WordHashesOfKnownWords)
{
    const uint64_t seed = 0xb4ec73c0abdfaee6;
    EXPECT_EQ(hex64(mumHash("abcd", seed)), "92aaa6fe2eb46a19");
    EXPECT_EQ(hex64(xxHash64("abcd", seed)), "f6bb4ca8f60383bf");
    EXPECT_EQ(hex64(xxHash3("abcd", seed)), "e60f8698790c552f");
    EXPECT_EQ(hex64(mumHash("abcd", 0)), "48491a1bcd752982");
}

TEST(FuzzyPrimitives, AlgorithmNames)
{
    EXPECT_EQ(algorithmFromName("OLD"), Algorithm::Siphash);
    EXPECT_EQ(algorithmFromName("fast"), Algorithm::Fasthash);
    EXPECT_EQ(algorithmFromName(algorithmName(Algorithm::Mumhash)), Algorithm::Mumhash);
    EXPECT_EQ(algorithmFromName("md5"), std::nullopt);
}

TEST(FuzzyPrimitives, NoDataHasNoDigest)
{
    EXPECT_EQ(dataDigest(""), Blake2b512{});
    EXPECT_NE(dataDigest("x"), Blake2b512{});
    const std::vector<std::string_view> words = {"a", "b"};
    const Keys keys = deriveKeys("k", "k");
    EXPECT_EQ(textDigest(words, keys), shortTextDigest("a", "b", keys));
    EXPECT_NE(textDigest(words, keys), textDigest(words, deriveKeys("l", "k")));
}

TEST(FuzzyPrimitives, GoldenKeys)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json rows =
        goldenPrimitives(shared).at("key_derivation"); // kept: a temporary would be gone before the first row
    ASSERT_FALSE(rows.empty());
    for (const Json& row : rows) {
        const auto text = row.at("string").get<std::string>();
        const Keys keys = deriveKeys(text, text);
        EXPECT_EQ(toHex(keys.hashKey), row.at("hash_key_64").get<std::string>()) << text;
        EXPECT_EQ(toHex(keys.shinglesKey), row.at("shingles_key_16").get<std::string>()) << text;
        for (size_t i = 0; i < shingleCount; ++i)
            EXPECT_EQ(toHex(keys.shingleKeys[i]), row.at("shingle_subkeys").at(i).get<std::string>()) << text << i;
    }
}

TEST(FuzzyPrimitives, GoldenDigests)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json rows =
        goldenPrimitives(shared).at("blake2b_keyed"); // kept: a temporary would be gone before the first row
    ASSERT_FALSE(rows.empty());
    for (const Json& row : rows) {
        KeyedBlake2b hash(bytesOfHex(row.at("key_hex")));
        hash.add(bytesOfHex(row.at("data_hex")));
        EXPECT_EQ(toHex(hash.finish()), row.at("out").get<std::string>());
    }
}

TEST(FuzzyPrimitives, GoldenWordHashes)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json golden = goldenPrimitives(shared);
    const Json& part = golden.at("word_hash");
    const Keys keys = deriveKeys(defaultKey, defaultKey);
    for (const Json& row : part.at("rows")) {
        const auto word = row.at("word").get<std::string>();
        for (size_t i = 0; i < part.at("seed_hex").size(); ++i) {
            const uint64_t seed = std::stoull(part.at("seed_hex")[i].get<std::string>(), nullptr, 16);
            EXPECT_EQ(hex64(xxHash64(word, seed)), row.at("xxh64")[i].get<std::string>()) << word;
            EXPECT_EQ(hex64(mumHash(word, seed)), row.at("mum")[i].get<std::string>()) << word;
            EXPECT_EQ(hex64(xxHash3(word, seed)), row.at("xxh3")[i].get<std::string>()) << word;
        }
        EXPECT_EQ(hex64(sipHash24(word, keys.shingleKeys[0])), row.at("siphash24_subkeys_0_31")[0].get<std::string>());
        EXPECT_EQ(hex64(sipHash24(word, keys.shingleKeys[31])), row.at("siphash24_subkeys_0_31")[1].get<std::string>());
    }
}

TEST(FuzzyPrimitives, GoldenShingles)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json rows = goldenPrimitives(shared).at("shingles"); // kept: a temporary would be gone before the first row
    ASSERT_FALSE(rows.empty());
    for (const Json& row : rows) {
        const auto key = row.at("shingles_key_string").get<std::string>();
        const auto words = row.at("words").get<std::vector<std::string>>();
        const std::vector<std::string_view> views(words.begin(), words.end());
        const Shingles shingles = makeShingles(
            views, deriveKeys(defaultKey, key), *algorithmFromName(row.at("algorithm").get<std::string>()));
        for (size_t i = 0; i < shingleCount; ++i)
            EXPECT_EQ(hex64(shingles[i]), row.at("hashes")[i].get<std::string>())
                << row.at("algorithm") << words.size();
    }
}

} // namespace
} // namespace assay::fuzzy
