// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/httpcrypt.h"

#include "core/base/base32.h"
#include "core/base/hash.h"
#include "core/base/longbox.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

constexpr size_t boxHead = sizeof(BoxNonce) + sizeof(BoxMac);

std::span<uint8_t> bytesOf(std::string& text, size_t from)
{
    return {reinterpret_cast<uint8_t*>(text.data()) + from, text.size() - from};
}

std::string sealText(std::string plain, const CryptoKey& key)
{
    BoxNonce nonce;
    randomBytes(nonce);
    std::string box(boxHead, '\0');
    box += plain;
    const BoxMac mac = sealLong(bytesOf(box, boxHead), nonce, key);
    std::copy(nonce.begin(), nonce.end(), box.begin());
    std::copy(mac.begin(), mac.end(), box.begin() + sizeof(BoxNonce));
    return box;
}

std::optional<std::string> unsealText(std::string box, const CryptoKey& key)
{
    if (box.size() < boxHead)
        return std::nullopt;
    BoxNonce nonce;
    BoxMac mac;
    std::copy_n(box.begin(), nonce.size(), nonce.begin());
    std::copy_n(box.begin() + sizeof(BoxNonce), mac.size(), mac.begin());
    if (!unsealLong(bytesOf(box, boxHead), nonce, mac, key))
        return std::nullopt;
    box.erase(0, boxHead);
    return box;
}

// By which a server knows which of its keys is meant.
std::string shortIdOf(const PublicKey& key)
{
    const Blake2b512 hash = blake2b512({reinterpret_cast<const char*>(key.data()), key.size()});
    return toBase32({reinterpret_cast<const char*>(hash.data()), 5});
}

} // namespace

std::optional<HttpMessage> sealHttpRequest(
    const HttpMessage& inner, const Keypair& own, const PublicKey& server, CryptoKey& shared)
{
    const auto key = sharedKey(own.secretKey, server);
    if (!key)
        return std::nullopt;
    shared = *key;
    HttpMessage outer;
    outer.start = "POST /post HTTP/1.1";
    outer.headers = {{"Connection", "close"}, {"Key", shortIdOf(server) + "=" + keyText(own.publicKey)}};
    outer.body = sealText(formatHttp(inner), shared);
    return outer;
}

std::optional<OpenedRequest> openHttpRequest(HttpMessage outer, const Keypair& own)
{
    const std::string_view header = outer.header("Key");
    const size_t sign = header.find('=');
    if (sign == header.npos || header.substr(0, sign) != shortIdOf(own.publicKey))
        return std::nullopt;
    const auto peer = parsePublicKey(header.substr(sign + 1));
    const auto shared = peer ? sharedKey(own.secretKey, *peer) : std::nullopt;
    const auto text = shared ? unsealText(std::move(outer.body), *shared) : std::nullopt;
    auto message = text ? parseHttp(*text) : std::nullopt;
    if (!message)
        return std::nullopt;
    return OpenedRequest{std::move(*message), *peer, *shared};
}

HttpMessage sealHttpReply(const HttpMessage& inner, const CryptoKey& shared)
{
    HttpMessage outer;
    outer.start = "HTTP/1.1 200 OK";
    outer.headers = {{"Connection", "close"}};
    outer.body = sealText(formatHttp(inner), shared);
    return outer;
}

std::optional<HttpMessage> openHttpReply(HttpMessage outer, const CryptoKey& shared)
{
    const auto text = unsealText(std::move(outer.body), shared);
    return text ? parseHttp(*text) : std::nullopt;
}

} // namespace assay::fuzzy
