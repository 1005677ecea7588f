// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cryptobox.h"
#include "core/fuzzy/replication/httpmessage.h"
#include "core/fuzzy/wire/keypair.h"

namespace assay::fuzzy {

// HTTPCrypt: a whole message, encrypted, as the body of another one. Sizes are those of the caller's reading.

// Encrypts `inner` for the server; nullopt when its key is of low order. `shared` is for the reply.
std::optional<HttpMessage> sealHttpRequest(
    const HttpMessage& inner, const Keypair& own, const PublicKey& server, CryptoKey& shared);

struct OpenedRequest
{
    HttpMessage message;
    PublicKey peer = {}; // who sent it
    CryptoKey shared = {};
};
// Nullopt: not encrypted, for another key, or forged.
std::optional<OpenedRequest> openHttpRequest(HttpMessage outer, const Keypair& own);

HttpMessage sealHttpReply(const HttpMessage& inner, const CryptoKey& shared);
std::optional<HttpMessage> openHttpReply(HttpMessage outer, const CryptoKey& shared);

} // namespace assay::fuzzy
