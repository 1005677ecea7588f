// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cryptobox.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <sodium.h>

namespace assay {
namespace {

constexpr size_t blockBytes = 64;

// Chooses the implementations that fit the processor; repeated calls cost nothing.
void makeReady()
{
    [[maybe_unused]] static const int ready = sodium_init();
}

// The stream of a message: its first block makes the key of the MAC, the rest covers the text. One derivation and one
// call for both are what the two named library calls would do twice.
class Stream
{
public:
    Stream(size_t textBytes, const BoxNonce& nonce, const CryptoKey& key)
    {
        makeReady();
        std::array<unsigned char, crypto_core_hchacha20_OUTPUTBYTES> derived;
        crypto_core_hchacha20(derived.data(), nonce.data(), key.data(), nullptr);
        crypto_stream_chacha20(
            m_bytes.data(), blockBytes + textBytes, nonce.data() + crypto_core_hchacha20_INPUTBYTES, derived.data());
    }
    const unsigned char* macKey() const { return m_bytes.data(); }
    void apply(std::span<uint8_t> text) const
    {
        for (size_t i = 0; i < text.size(); ++i)
            text[i] ^= m_bytes[blockBytes + i];
    }

private:
    std::array<unsigned char, blockBytes + maxBoxBytes> m_bytes; // filled as far as asked
};

class RandomPool
{
public:
    RandomPool() { randomBytes(m_key); }
    ~RandomPool() { wipe(m_key); }
    RandomPool(const RandomPool&) = delete;
    RandomPool& operator=(const RandomPool&) = delete;

    void take(std::span<uint8_t> bytes)
    {
        while (!bytes.empty()) {
            if (m_used == m_bytes.size())
                refill();
            const size_t count = std::min(bytes.size(), m_bytes.size() - m_used);
            std::memcpy(bytes.data(), m_bytes.data() + m_used, count);
            m_used += count;
            bytes = bytes.subspan(count);
        }
    }

private:
    // Half a kilobyte at a time; the first bytes become the next key, so that what was given out stays unknown.
    void refill()
    {
        constexpr std::array<unsigned char, crypto_stream_chacha20_NONCEBYTES> nonce = {};
        crypto_stream_chacha20(m_bytes.data(), m_bytes.size(), nonce.data(), m_key.data());
        std::copy_n(m_bytes.begin(), m_key.size(), m_key.begin());
        m_used = m_key.size();
    }

    CryptoKey m_key = {};
    std::array<uint8_t, 512> m_bytes = {};
    size_t m_used = m_bytes.size();
};

} // namespace

void randomBytes(std::span<uint8_t> bytes)
{
    makeReady();
    randombytes_buf(bytes.data(), bytes.size());
}

void fastRandomBytes(std::span<uint8_t> bytes)
{
    thread_local RandomPool pool;
    pool.take(bytes);
}

void wipe(std::span<uint8_t> bytes)
{
    sodium_memzero(bytes.data(), bytes.size());
}

CryptoKey makeSecretKey()
{
    CryptoKey key;
    randomBytes(key);
    key[0] &= 248;
    key[31] = static_cast<uint8_t>((key[31] & 127) | 64);
    return key;
}

CryptoKey publicKeyOf(const CryptoKey& secret)
{
    makeReady();
    CryptoKey key = {};
    crypto_scalarmult_base(key.data(), secret.data());
    return key;
}

std::optional<CryptoKey> sharedKey(const CryptoKey& secret, const CryptoKey& otherPublic)
{
    makeReady();
    CryptoKey point = {}, key = {};
    if (crypto_scalarmult(point.data(), secret.data(), otherPublic.data()) != 0)
        return std::nullopt;
    constexpr std::array<unsigned char, crypto_core_hchacha20_INPUTBYTES> zero = {};
    crypto_core_hchacha20(key.data(), zero.data(), point.data(), nullptr);
    wipe(point);
    return key;
}

BoxMac seal(std::span<uint8_t> message, const BoxNonce& nonce, const CryptoKey& key)
{
    assert(message.size() <= maxBoxBytes);
    const Stream stream(message.size(), nonce, key);
    stream.apply(message);
    BoxMac mac = {};
    crypto_onetimeauth_poly1305(mac.data(), message.data(), message.size(), stream.macKey());
    return mac;
}

bool unseal(std::span<uint8_t> message, const BoxNonce& nonce, const BoxMac& mac, const CryptoKey& key)
{
    if (message.size() > maxBoxBytes)
        return false;
    const Stream stream(message.size(), nonce, key);
    if (crypto_onetimeauth_poly1305_verify(mac.data(), message.data(), message.size(), stream.macKey()) != 0)
        return false;
    stream.apply(message);
    return true;
}

} // namespace assay
