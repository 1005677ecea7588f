// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/aes.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace assay {
namespace {

std::string fromHex(std::string_view hex)
{
    std::string bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

template <size_t N>
std::array<uint8_t, N> arrayOf(std::string_view hex)
{
    std::array<uint8_t, N> bytes = {};
    const std::string text = fromHex(hex);
    std::copy_n(text.begin(), std::min(N, text.size()), bytes.begin());
    return bytes;
}

TEST(Aes, BlockOfFips197)
{
    EXPECT_EQ(toHex(aesEncrypt(
                  arrayOf<16>("000102030405060708090a0b0c0d0e0f"), arrayOf<16>("00112233445566778899aabbccddeeff"))),
        "69c4e0d86a7b0430d8cdb78070b4c55a");
}

// Test case 4 of the specification of GCM.
TEST(Aes, GcmOpensWhatItsTagFits)
{
    const auto key = arrayOf<16>("feffe9928665731c6d6a8f9467308308");
    const auto nonce = arrayOf<12>("cafebabefacedbaddecaf888");
    const std::string associated = fromHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    std::string sealed =
        fromHex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa0"
                "51ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47");
    const auto plain = aesGcmOpen(key, nonce, associated, sealed);
    ASSERT_TRUE(plain);
    EXPECT_EQ(toHex(*plain),
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de6"
        "57"
        "ba637b39");
    EXPECT_FALSE(aesGcmOpen(key, nonce, "other", sealed));
    EXPECT_FALSE(aesGcmOpen(key, nonce, associated, sealed.substr(0, 15)));
    EXPECT_FALSE(aesGcmOpen(key, nonce, associated, ""));
    sealed[0] ^= 1;
    EXPECT_FALSE(aesGcmOpen(key, nonce, associated, sealed));
}

// RFC 4231, test cases 2 and 6; the secrets of RFC 9001, A.1.
TEST(Hkdf, PublishedValues)
{
    EXPECT_EQ(toHex(hmacSha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(toHex(hmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    const auto secret = hkdfExtract(fromHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), fromHex("8394c8f03e515708"));
    EXPECT_EQ(toHex(secret), "7db5df06e7a69e432496adedb00851923595221596ae2ae9fb8115c1e9ed0a44");
    const std::string client = hkdfExpandLabel(secret, "client in", 32);
    EXPECT_EQ(toHex(client), "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea");
    Sha256 clientSecret = {};
    std::copy_n(client.begin(), 32, clientSecret.begin());
    EXPECT_EQ(toHex(hkdfExpandLabel(clientSecret, "quic iv", 12)), "fa044b2f42a3fd3b46fb255c");
}

} // namespace
} // namespace assay
