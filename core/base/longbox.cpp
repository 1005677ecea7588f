// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/longbox.h"

#include <sodium.h>

namespace assay {
namespace {

using MacKey = std::array<unsigned char, crypto_onetimeauth_poly1305_KEYBYTES>;

MacKey macKeyOf(const BoxNonce& nonce, const CryptoKey& key)
{
    MacKey macKey;
    crypto_stream_xchacha20(macKey.data(), macKey.size(), nonce.data(), key.data());
    return macKey;
}

void applyStream(std::span<uint8_t> message, const BoxNonce& nonce, const CryptoKey& key)
{
    crypto_stream_xchacha20_xor_ic(message.data(), message.data(), message.size(), nonce.data(), 1, key.data());
}

} // namespace

BoxMac sealLong(std::span<uint8_t> message, const BoxNonce& nonce, const CryptoKey& key)
{
    applyStream(message, nonce, key);
    BoxMac mac = {};
    crypto_onetimeauth_poly1305(mac.data(), message.data(), message.size(), macKeyOf(nonce, key).data());
    return mac;
}

bool unsealLong(std::span<uint8_t> message, const BoxNonce& nonce, const BoxMac& mac, const CryptoKey& key)
{
    const MacKey macKey = macKeyOf(nonce, key);
    if (crypto_onetimeauth_poly1305_verify(mac.data(), message.data(), message.size(), macKey.data()) != 0)
        return false;
    applyStream(message, nonce, key);
    return true;
}

} // namespace assay
