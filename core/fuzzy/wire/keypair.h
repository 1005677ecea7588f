// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay::fuzzy {

using PublicKey = std::array<uint8_t, 32>; // X25519

// 52 characters, as rspamd's configuration has it.
std::string keyText(const PublicKey& key);
std::optional<PublicKey> parsePublicKey(std::string_view text);

// Secret and public half; the secret is wiped on destruction and never printed but by `toUcl`.
struct Keypair
{
    Keypair() = default;
    Keypair(const Keypair&) = default;
    Keypair& operator=(const Keypair&) = default;
    ~Keypair();

    PublicKey publicKey = {};
    std::array<uint8_t, 32> secretKey = {};

    static Keypair generate();
    // From the two texts of rspamd; BadArgument when they do not belong together.
    static Result<Keypair> fromText(std::string_view publicText, std::string_view secretText);
    // Reads what `rspamadm keypair -u` prints: keypair { pubkey, privkey, id, ... }, with or without the outer block.
    static Result<Keypair> read(const std::filesystem::path& file);
    // The same text; write it with mode 0600.
    std::string toUcl() const;
    // base32 of BLAKE2b-512 of the public key: what allow_update_keys lists.
    std::string id() const;
    // 13 characters that statistics show: base32 of the first 8 bytes of the public key.
    std::string shortId() const;
};

} // namespace assay::fuzzy
