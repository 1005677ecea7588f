// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace assay {

// X25519 keys and the box of rspamd's fuzzy protocol: XChaCha20 from its second block on, Poly1305 over the ciphertext
// with the head of the first block as key. It is neither libsodium's secretbox nor the IETF construction.

using CryptoKey = std::array<uint8_t, 32>;
using BoxNonce = std::array<uint8_t, 24>;
using BoxMac = std::array<uint8_t, 16>;

void randomBytes(std::span<uint8_t> bytes); // from the system
// Cheap unpredictable bytes: a ChaCha20 stream that is seeded from the system, one a thread.
void fastRandomBytes(std::span<uint8_t> bytes);
void wipe(std::span<uint8_t> bytes); // not optimised away

CryptoKey makeSecretKey(); // clamped
CryptoKey publicKeyOf(const CryptoKey& secret);
// The key that both sides of an exchange get; nullopt when the other side's key is of low order.
std::optional<CryptoKey> sharedKey(const CryptoKey& secret, const CryptoKey& otherPublic);

constexpr size_t maxBoxBytes = 2048; // of one message

// Encrypts in place; at most maxBoxBytes (asserted). A nonce must never be used twice with one key.
BoxMac seal(std::span<uint8_t> message, const BoxNonce& nonce, const CryptoKey& key);
// Decrypts in place. False, with the message untouched, when it was not sealed so or is too long.
bool unseal(std::span<uint8_t> message, const BoxNonce& nonce, const BoxMac& mac, const CryptoKey& key);

} // namespace assay
