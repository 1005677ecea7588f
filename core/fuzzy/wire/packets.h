// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cryptobox.h"
#include "core/base/ipaddress.h"
#include "core/fuzzy/storage/fuzzystorage.h"
#include "core/fuzzy/wire/keypair.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace assay::fuzzy {

// The datagrams of rspamd's fuzzy protocol. Decoders take whatever the network brings; they read nothing beyond the
// span and accept only what has one meaning.

using Bytes = std::span<uint8_t>;
using ConstBytes = std::span<const uint8_t>;

constexpr size_t maxDatagram = 1024; // longer ones are refused by both programs
constexpr size_t commandBytes = 76;
constexpr size_t shingleBytes = 8 * shingleCount;
constexpr size_t shortReplyBytes = 16; // to clients of version 3
constexpr size_t replyBytes = 96;
constexpr size_t longReplyBytes = 144; // with further flags, from the newest servers
constexpr size_t requestHeadBytes = 84; // before the ciphertext
constexpr size_t replyHeadBytes = 40;

enum class Command : uint8_t { Check = 0, Write = 1, Delete = 2, Stat = 3, Ping = 4 };

struct Request
{
    bool isKnown() const { return command <= static_cast<uint8_t>(Command::Ping); }
    bool is(Command which) const { return command == static_cast<uint8_t>(which); }

    uint8_t version = 4; // 3 or 4
    bool takesLongReplies = false; // a newer client, which also reads the byte that says whose digest a reply holds
    uint8_t command = 0; // a Command, or a number that nobody knows
    uint8_t flag = 0;
    int32_t value = 0;
    uint32_t tag = 0;
    HashQuery hash;
    std::string_view domain; // of the sender, in the datagram; empty: not told
    std::optional<IpAddress> address; // of the SMTP client
};

// Nullopt: to be dropped. `Request::domain` points into `datagram`.
std::optional<Request> decodeRequest(ConstBytes datagram);
// Writes the request in the form of version 4; returns its length. Of a domain the last 64 bytes are sent.
size_t encodeRequest(const Request& request, std::span<uint8_t, maxDatagram> datagram);

struct Reply
{
    int32_t value = 0; // a weight; a code while the probability is at most 0.5
    uint32_t flag = 0;
    uint32_t tag = 0;
    float probability = 0;
    // The rest is not told to clients of version 3.
    bool isShort = false;
    Blake2b512 digest = {};
    uint32_t time = 0;
    bool isStoredDigest = false; // only newer servers say so
    struct Extra
    {
        int32_t value = 0;
        uint32_t flag = 0;
    };
    std::array<Extra, 7> extras = {}; // further flags of the hash
    uint8_t extraCount = 0;
};

std::optional<Reply> decodeReply(ConstBytes datagram);
// In the form that fits `version` (3: 16 bytes, else 96); returns the length.
size_t encodeReply(const Reply& reply, uint8_t version, std::span<uint8_t, replyBytes> datagram);

// What stands before the ciphertext of a request.
struct RequestHead
{
    std::array<uint8_t, 8> keyId = {}; // first bytes of the server's public key
    PublicKey clientKey = {};
    BoxNonce nonce = {};
    BoxMac mac = {};
};

// Nullopt when the datagram is not an encrypted request: too short or without its mark.
std::optional<RequestHead> decodeRequestHead(ConstBytes datagram);

// One side of an encrypted exchange.
struct Session
{
    PublicKey clientKey = {};
    PublicKey serverKey = {};
    CryptoKey shared = {};
};

// Encrypts `plain` into `datagram` behind a head; returns the length.
size_t sealRequest(ConstBytes plain, const Session& session, std::span<uint8_t, maxDatagram> datagram);
// Decrypts in place; empty when it is forged.
ConstBytes unsealRequest(Bytes datagram, const RequestHead& head, const CryptoKey& shared);
size_t sealReply(ConstBytes plain, const CryptoKey& shared, std::span<uint8_t, replyHeadBytes + replyBytes> datagram);
ConstBytes unsealReply(Bytes datagram, const CryptoKey& shared);

} // namespace assay::fuzzy
