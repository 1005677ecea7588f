// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <openssl/evp.h>

namespace assay {

struct Sha256Stream::Context
{
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    Context() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
    ~Context() { EVP_MD_CTX_free(context); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

Sha256Stream::Sha256Stream()
    : m_context(std::make_unique<Context>())
{
}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::add(std::string_view bytes)
{
    EVP_DigestUpdate(m_context->context, bytes.data(), bytes.size());
}

Sha256 Sha256Stream::finish()
{
    Sha256 digest = {};
    EVP_DigestFinal_ex(m_context->context, digest.data(), nullptr);
    return digest;
}

Sha256 sha256(std::string_view bytes)
{
    Sha256 digest = {};
    // Looked up once: the library's tables take longer than the digest of a short text.
    static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, method, nullptr);
    return digest;
}

Blake2b512 blake2b512(std::string_view bytes)
{
    Blake2b512 digest = {};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_blake2b512(), nullptr);
    return digest;
}

std::string toHex(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        text += digits[static_cast<uint8_t>(byte) >> 4];
        text += digits[static_cast<uint8_t>(byte) & 15];
    }
    return text;
}

} // namespace assay
