// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/quickeys.h"

#include <algorithm>

namespace assay::traffic {
namespace {

std::string_view saltOf(QuicVersion version)
{
    constexpr size_t saltBytes = 20;
    switch (version) {
    case QuicVersion::V1:
        break;
    case QuicVersion::V2:
        return {"\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9", saltBytes};
    case QuicVersion::Draft29:
        return {"\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99", saltBytes};
    }
    return {"\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a", saltBytes};
}

template <size_t N>
void expand(std::array<uint8_t, N>& target, const Sha256& secret, std::string_view label)
{
    const std::string bytes = hkdfExpandLabel(secret, label, N);
    std::copy(bytes.begin(), bytes.end(), target.begin());
}

} // namespace

QuicKeys::QuicKeys(QuicVersion version, std::string_view destination)
{
    const Sha256 initial = hkdfExtract(saltOf(version), destination);
    const std::string prefix = version == QuicVersion::V2 ? "quicv2 " : "quic ";
    for (const Side side : {Side::Client, Side::Server}) {
        SideKeys& keys = m_sides[static_cast<size_t>(side)];
        Sha256 secret = {};
        expand(secret, initial, side == Side::Client ? "client in" : "server in");
        expand(keys.key, secret, prefix + "key");
        expand(keys.iv, secret, prefix + "iv");
        expand(keys.headerKey, secret, prefix + "hp");
    }
}

std::optional<std::string> QuicKeys::open(Side sender, const QuicPacket& initial) const
{
    constexpr size_t maxNumber = 4;
    AesBlock sample = {};
    const size_t sampleOffset = initial.numberOffset + maxNumber;
    if (initial.bytes.size() < sampleOffset + sample.size())
        return std::nullopt;
    const SideKeys& keys = m_sides[static_cast<size_t>(sender)];
    const auto sampled = initial.bytes.substr(sampleOffset, sample.size());
    std::copy(sampled.begin(), sampled.end(), sample.begin());
    const AesBlock mask = aesEncrypt(keys.headerKey, sample);

    std::string header(initial.bytes.substr(0, initial.numberOffset));
    header[0] = static_cast<char>(header[0] ^ (mask[0] & 0x0f));
    const size_t numberBytes = (static_cast<uint8_t>(header[0]) & 3U) + 1;
    AesNonce nonce = keys.iv;
    for (size_t i = 0; i < numberBytes; ++i) {
        const auto byte = static_cast<uint8_t>(static_cast<uint8_t>(initial.bytes[header.size()]) ^ mask[1 + i]);
        header += static_cast<char>(byte);
        nonce[nonce.size() - numberBytes + i] ^= byte;
    }
    return aesGcmOpen(keys.key, nonce, header, initial.bytes.substr(header.size()));
}

} // namespace assay::traffic
