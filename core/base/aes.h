// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

using AesKey = std::array<uint8_t, 16>;
using AesBlock = std::array<uint8_t, 16>;
using AesNonce = std::array<uint8_t, 12>;

// One block of AES-128.
AesBlock aesEncrypt(const AesKey& key, const AesBlock& block);

// Opens AES-128-GCM; `sealed` ends with the tag of 16 bytes. Nothing when the tag does not fit, or `sealed` is 2 GiB or
// more.
std::optional<std::string> aesGcmOpen(
    const AesKey& key, const AesNonce& nonce, std::string_view associated, std::string_view sealed);

// HKDF with SHA-256 (RFC 5869), and the expansion that TLS 1.3 derives its keys with (RFC 8446, 7.1), without a
// context: `label` without "tls13 ", at most 32 bytes of it; `length` of the result at most 32.
Sha256 hmacSha256(std::string_view key, std::string_view bytes);
Sha256 hkdfExtract(std::string_view salt, std::string_view key);
std::string hkdfExpandLabel(const Sha256& secret, std::string_view label, size_t length);

} // namespace assay
