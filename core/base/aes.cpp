// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/aes.h"

#include <cassert>
#include <limits>
#include <memory>
#include <openssl/evp.h>

namespace assay {
namespace {

constexpr size_t tagBytes = 16;

struct ContextFree
{
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, ContextFree>;

const unsigned char* bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

// Looked up once: the library's tables take longer than a packet.
const EVP_CIPHER* gcm()
{
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
    return cipher;
}

const EVP_CIPHER* ecb()
{
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-128-ECB", nullptr);
    return cipher;
}

} // namespace

AesBlock aesEncrypt(const AesKey& key, const AesBlock& block)
{
    AesBlock out = {};
    int length = 0;
    const Context context(EVP_CIPHER_CTX_new());
    EVP_EncryptInit_ex2(context.get(), ecb(), key.data(), nullptr, nullptr);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    EVP_EncryptUpdate(context.get(), out.data(), &length, block.data(), static_cast<int>(block.size()));
    return out;
}

std::optional<std::string> aesGcmOpen(
    const AesKey& key, const AesNonce& nonce, std::string_view associated, std::string_view sealed)
{
    constexpr size_t most = std::numeric_limits<int>::max();
    if (sealed.size() < tagBytes || sealed.size() > most || associated.size() > most)
        return std::nullopt;
    const auto covered = sealed.substr(0, sealed.size() - tagBytes);
    std::array<unsigned char, tagBytes> tag = {};
    sealed.substr(covered.size()).copy(reinterpret_cast<char*>(tag.data()), tagBytes);

    std::string plain(covered.size(), '\0');
    auto* out = reinterpret_cast<unsigned char*>(plain.data());
    int length = 0;
    const Context context(EVP_CIPHER_CTX_new());
    EVP_CIPHER_CTX* const raw = context.get();
    const bool isOpen = EVP_DecryptInit_ex2(raw, gcm(), key.data(), nonce.data(), nullptr) == 1
        && EVP_DecryptUpdate(raw, nullptr, &length, bytesOf(associated), static_cast<int>(associated.size())) == 1
        && EVP_DecryptUpdate(raw, out, &length, bytesOf(covered), static_cast<int>(covered.size())) == 1
        && EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, tagBytes, tag.data()) == 1
        && EVP_DecryptFinal_ex(raw, out + length, &length) == 1;
    if (!isOpen)
        return std::nullopt;
    return plain;
}

Sha256 hmacSha256(std::string_view key, std::string_view bytes)
{
    // By its definition (RFC 2104): the library's takes three times as long to set itself up for a short text.
    constexpr size_t blockBytes = 64;
    const auto view = [](const Sha256& digest) {
        return std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size());
    };
    const Sha256 shortKey = key.size() > blockBytes ? sha256(key) : Sha256();
    std::string inner(key.size() > blockBytes ? view(shortKey) : key);
    inner.resize(blockBytes);
    std::string outer = inner;
    for (size_t i = 0; i < blockBytes; ++i) {
        inner[i] = static_cast<char>(inner[i] ^ 0x36);
        outer[i] = static_cast<char>(outer[i] ^ 0x5c);
    }
    inner += bytes;
    outer += view(sha256(inner));
    return sha256(outer);
}

Sha256 hkdfExtract(std::string_view salt, std::string_view key)
{
    return hmacSha256(salt, key);
}

std::string hkdfExpandLabel(const Sha256& secret, std::string_view label, size_t length)
{
    assert(label.size() <= 32 && length <= secret.size());
    constexpr std::string_view prefix = "tls13 ";
    std::string info;
    info += '\0';
    info += static_cast<char>(length);
    info += static_cast<char>(prefix.size() + label.size());
    info += prefix;
    info += label;
    info += '\0'; // no context
    info += '\1'; // first and only block
    const Sha256 block = hmacSha256({reinterpret_cast<const char*>(secret.data()), secret.size()}, info);
    return {reinterpret_cast<const char*>(block.data()), length};
}

} // namespace assay
