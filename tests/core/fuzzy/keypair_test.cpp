// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/base32.h"
#include "core/base/cryptobox.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/fuzzy/wire/keypair.h"
#include "tests/core/fuzzy/goldenprimitives.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;

constexpr const char* publicText = "uucxpbdq1aeynm864pitrdahtdd5fbpc1wqawsnnnx7gt4k4necy";
constexpr const char* secretText = "okraf8pe4g6edcuabheq6zwo8t9rsxdimuzzzyz468pboxek3ywy";

TEST(FuzzyKeypair, ReadsThePairsOfThePeer)
{
    const auto pair = Keypair::fromText(publicText, secretText);
    ASSERT_TRUE(pair) << pair.error().toString();
    EXPECT_EQ(toHex(pair->publicKey), "73b2d7c270122320d6f1bad54806e6718c5d4263923a4cad10e27513b5d20231");
    EXPECT_EQ(pair->shortId(), "uucxpbdq1aeyn");
    EXPECT_EQ(pair->id(),
        "6h3sigjso9u7wotzrmmjdy9eci49a3sx314kdcfwrxsh9hpk9ypc1qtrxh4hd9jkm61fmr8op4u9crjgsoh9bmpmxuf63fyh73fzzdd");
}

TEST(FuzzyKeypair, RefusesHalvesOfDifferentPairs)
{
    EXPECT_EQ(
        Keypair::fromText(keyText(Keypair::generate().publicKey), secretText).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(Keypair::fromText(publicText, "short").error().subject, "private key");
    EXPECT_EQ(Keypair::fromText(std::string(52, '2'), secretText).error().subject, "public key");
    EXPECT_FALSE(parsePublicKey(std::string(51, 'y')));
    EXPECT_FALSE(parsePublicKey(std::string(54, 'y')));
    EXPECT_EQ(parsePublicKey(std::string(52, 'Y')), PublicKey{});
}

TEST(FuzzyKeypair, ItsFileReadsBack)
{
    const test::TemporaryDir folder;
    const Keypair pair = Keypair::generate();
    const auto read = Keypair::read(folder.write("key", pair.toUcl()));
    ASSERT_TRUE(read) << read.error().toString();
    EXPECT_EQ(read->publicKey, pair.publicKey);
    EXPECT_EQ(read->secretKey, pair.secretKey);
    const std::string inner = std::string("pubkey = ") + publicText + "\nprivkey = " + secretText + ";\n";
    EXPECT_EQ(keyText(Keypair::read(folder.write("inner", inner))->publicKey), publicText);
}

TEST(FuzzyKeypair, SaysWhatIsWrongWithAFile)
{
    const test::TemporaryDir folder;
    const auto detail = [&](const std::string& content) {
        const auto pair = Keypair::read(folder.write("key", content));
        return pair || pair.error().code != ErrorCode::BadData ? std::string("no such error") : pair.error().detail;
    };
    EXPECT_EQ(detail("keypair { algorithm = nistp256; }"), "algorithm is nistp256, not curve25519");
    EXPECT_EQ(detail("encoding = hex"), "encoding is hex, not base32");
    EXPECT_NE(detail("keypair {").find("line 1"), std::string::npos);
    EXPECT_NE(detail("keypair {}").find("base32"), std::string::npos);
    EXPECT_EQ(Keypair::read(folder.path() / "none").error().code, ErrorCode::NotFound);
}

TEST(FuzzyKeypair, GoldenBase32)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json rows = goldenPrimitives(shared).at("zbase32"); // kept: a temporary would be gone before the first row
    ASSERT_FALSE(rows.empty());
    for (const Json& row : rows) {
        const std::string bytes = bytesOfHex(row.at("hex"));
        EXPECT_EQ(toBase32(bytes), row.at("text").get<std::string>());
        EXPECT_EQ(fromBase32(row.at("text").get<std::string>()), bytes);
    }
    EXPECT_EQ(fromBase32("l"), std::nullopt);
}

TEST(FuzzyKeypair, GoldenPairsAndSharedKeys)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json all = goldenPrimitives(shared);
    std::vector<Keypair> pairs;
    for (const Json& row : all.at("keypairs")) {
        const auto pair =
            Keypair::fromText(row.at("pubkey_b32").get<std::string>(), row.at("privkey_b32").get<std::string>());
        ASSERT_TRUE(pair);
        EXPECT_EQ(toHex(pair->secretKey), row.at("privkey_hex").get<std::string>());
        EXPECT_EQ(pair->id(), row.at("id_b32").get<std::string>());
        EXPECT_EQ(pair->shortId(), row.at("stat_key_name").get<std::string>());
        pairs.push_back(*pair);
    }
    ASSERT_GE(pairs.size(), 2u);
    const auto key = sharedKey(pairs[1].secretKey, pairs[0].publicKey);
    ASSERT_TRUE(key);
    EXPECT_EQ(toHex(*key), all.at("shared_secret").at("nm").get<std::string>());
}

} // namespace
} // namespace assay::fuzzy
