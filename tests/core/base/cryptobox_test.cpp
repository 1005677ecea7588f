// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cryptobox.h"
#include "core/base/hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace assay {
namespace {

template <typename Bytes>
Bytes bytesOf(const std::string& hex)
{
    Bytes bytes = {};
    for (size_t i = 0; i < bytes.size() && 2 * i + 1 < hex.size(); ++i)
        bytes[i] = static_cast<uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
    return bytes;
}

std::vector<uint8_t> text(const std::string& characters)
{
    return {characters.begin(), characters.end()};
}

TEST(CryptoBox, PublicKeysAreThoseOfThePeer)
{
    const auto secret = bytesOf<CryptoKey>("50115c4e43da7834d8c48123e72f85277e62dfa86bde7bc1d5feb4001f521950");
    EXPECT_EQ(toHex(publicKeyOf(secret)), "73b2d7c270122320d6f1bad54806e6718c5d4263923a4cad10e27513b5d20231");
}

TEST(CryptoBox, BothSidesShareAKey)
{
    const CryptoKey one = makeSecretKey(), other = makeSecretKey();
    const auto here = sharedKey(one, publicKeyOf(other));
    ASSERT_TRUE(here);
    EXPECT_EQ(here, sharedKey(other, publicKeyOf(one)));
    EXPECT_NE(here, sharedKey(one, publicKeyOf(one)));
    EXPECT_EQ(one[0] & 7, 0);
    EXPECT_EQ(one[31] & 0xC0, 0x40);
}

TEST(CryptoBox, KeysOfLowOrderAreRefused)
{
    EXPECT_EQ(sharedKey(makeSecretKey(), CryptoKey{}), std::nullopt);
    CryptoKey one = {};
    one[0] = 1;
    EXPECT_EQ(sharedKey(makeSecretKey(), one), std::nullopt);
}

TEST(CryptoBox, WhatIsSealedOpensOnce)
{
    CryptoKey key;
    BoxNonce nonce;
    randomBytes(key);
    randomBytes(nonce);
    for (const size_t length : {size_t{0}, size_t{1}, size_t{63}, size_t{64}, size_t{65}, size_t{332}, maxBoxBytes}) {
        const auto plain = text(std::string(length, 'x'));
        auto message = plain;
        const BoxMac mac = seal(message, nonce, key);
        EXPECT_TRUE(length == 0 || message != plain);
        ASSERT_TRUE(unseal(message, nonce, mac, key)) << length;
        EXPECT_EQ(message, plain);
    }
}

TEST(CryptoBox, EveryChangedBitIsNoticed)
{
    CryptoKey key;
    BoxNonce nonce;
    randomBytes(key);
    randomBytes(nonce);
    auto message = text("attack at dawn");
    const BoxMac mac = seal(message, nonce, key);
    for (size_t bit = 0; bit < message.size() * 8; ++bit) {
        auto changed = message;
        changed[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
        const auto before = changed;
        EXPECT_FALSE(unseal(changed, nonce, mac, key));
        EXPECT_EQ(changed, before);
    }
    BoxMac otherMac = mac;
    otherMac[15] ^= 1;
    EXPECT_FALSE(unseal(message, nonce, otherMac, key));
    BoxNonce otherNonce = nonce;
    otherNonce[23] ^= 1;
    EXPECT_FALSE(unseal(message, otherNonce, mac, key));
    std::vector<uint8_t> tooLong(maxBoxBytes + 1);
    EXPECT_FALSE(unseal(tooLong, nonce, mac, key));
}

TEST(CryptoBox, FastRandomBytesDoNotRepeat)
{
    std::vector<uint64_t> drawn(20'000);
    for (uint64_t& value : drawn)
        fastRandomBytes({reinterpret_cast<uint8_t*>(&value), sizeof value});
    std::sort(drawn.begin(), drawn.end());
    EXPECT_EQ(std::adjacent_find(drawn.begin(), drawn.end()), drawn.end());
}

} // namespace
} // namespace assay
