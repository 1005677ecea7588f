// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/aes.h"
#include "core/traffic/tls/quicpacket.h"
#include "tests/core/traffic/tls/madehello.h"

#include <algorithm>

namespace assay::test {

inline AesBlock operator^(AesBlock a, const AesBlock& b)
{
    for (size_t i = 0; i < a.size(); ++i)
        a[i] ^= b[i];
    return a;
}

// AES-128-GCM after its specification, bit by bit: the other half of what the reader does with a library.
inline AesBlock gcmMultiply(const AesBlock& x, AesBlock v)
{
    AesBlock product = {};
    for (unsigned i = 0; i < 128; ++i) {
        if ((x[i / 8] >> (7 - i % 8) & 1) != 0)
            product = product ^ v;
        const bool carries = (v[15] & 1) != 0;
        for (size_t byte = 15; byte > 0; --byte)
            v[byte] = static_cast<uint8_t>(v[byte] >> 1 | v[byte - 1] << 7);
        v[0] = static_cast<uint8_t>(v[0] >> 1 ^ (carries ? 0xe1 : 0));
    }
    return product;
}

inline AesBlock gcmHash(const AesBlock& key, std::string_view associated, std::string_view sealed)
{
    const auto padded = [](std::string_view text) {
        return std::string(text).append((16 - text.size() % 16) % 16, '\0');
    };
    const std::string all =
        padded(associated) + padded(sealed) + number(associated.size() * 8, 8) + number(sealed.size() * 8, 8);
    AesBlock hash = {};
    for (size_t at = 0; at < all.size(); at += 16) {
        AesBlock block = {};
        std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(at), 16, block.begin());
        hash = gcmMultiply(hash ^ block, key);
    }
    return hash;
}

inline std::string gcmSeal(const AesKey& key, const AesNonce& nonce, std::string_view associated, std::string text)
{
    const auto pad = [&](uint32_t counter) {
        AesBlock block = {};
        std::copy(nonce.begin(), nonce.end(), block.begin());
        const std::string end = number(counter, 4);
        std::copy(end.begin(), end.end(), block.begin() + 12);
        return aesEncrypt(key, block);
    };
    AesBlock stream = {};
    for (size_t i = 0; i < text.size(); ++i) {
        if (i % 16 == 0)
            stream = pad(static_cast<uint32_t>(2 + i / 16));
        text[i] = static_cast<char>(text[i] ^ stream[i % 16]);
    }
    const AesBlock tag = gcmHash(aesEncrypt(key, {}), associated, text) ^ pad(1);
    return text.append(tag.begin(), tag.end());
}

template <size_t N>
std::array<uint8_t, N> expanded(const Sha256& secret, std::string_view label)
{
    std::array<uint8_t, N> bytes = {};
    const std::string text = hkdfExpandLabel(secret, label, N);
    std::copy(text.begin(), text.end(), bytes.begin());
    return bytes;
}

// An integer of QUIC in 4 bytes.
inline std::string quicNumber(uint32_t value)
{
    return number(value | 0x80000000, 4);
}

inline std::string cryptoFrame(uint32_t offset, std::string_view data)
{
    return number(6, 1) + quicNumber(offset) + quicNumber(static_cast<uint32_t>(data.size())) + std::string(data);
}

constexpr uint32_t quic1 = 1, quic2 = 0x6b3343cf, quicDraft29 = 0xff00001d;

// An Initial packet.
struct MadeInitial
{
    bool isClient = true;
    uint32_t version = quic1;
    std::string keyId = "original"; // connection id that keys follow from
    std::string destination = "original", source = "client";
    std::string token = {};
    std::string frames = {};
    uint32_t packetNumber = 2;
    size_t numberBytes = 4;

    std::string bytes() const
    {
        const bool isTwo = version == quic2;
        const std::string salt = isTwo ? std::string("\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93"
                                                     "\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9",
                                     20)
            : version == quicDraft29   ? std::string("\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97"
                                                       "\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99",
                    20)
                                       : std::string("\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17"
                                                       "\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a",
                                           20);
        const std::string prefix = isTwo ? "quicv2 " : "quic ";
        const auto secret = expanded<32>(hkdfExtract(salt, keyId), isClient ? "client in" : "server in");
        auto nonce = expanded<12>(secret, prefix + "iv");
        const std::string pn = number(packetNumber, numberBytes);
        for (size_t i = 0; i < numberBytes; ++i)
            nonce[12 - numberBytes + i] ^= static_cast<uint8_t>(pn[i]);

        const auto first = static_cast<uint8_t>(0xc0 | (isTwo ? 0x10 : 0) | (numberBytes - 1));
        const size_t length = numberBytes + frames.size() + 16;
        std::string header = number(first, 1) + number(version, 4) + counted(destination, 1) + counted(source, 1)
            + counted(token, 1) + number(0x4000 | length, 2) + pn;
        std::string sealed = gcmSeal(expanded<16>(secret, prefix + "key"), nonce, header, frames);
        AesBlock sample = {};
        std::copy_n(sealed.begin() + static_cast<std::ptrdiff_t>(4 - numberBytes), 16, sample.begin());
        const AesBlock mask = aesEncrypt(expanded<16>(secret, prefix + "hp"), sample);
        header[0] = static_cast<char>(header[0] ^ (mask[0] & 0x0f));
        for (size_t i = 0; i < numberBytes; ++i)
            header[header.size() - numberBytes + i] =
                static_cast<char>(header[header.size() - numberBytes + i] ^ mask[1 + i]);
        return header + sealed;
    }
};

} // namespace assay::test
