// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::traffic {

enum class TlsTransport : uint8_t { Tcp, Quic, Dtls };

// A ClientHello or ServerHello as sent.
struct TlsHello
{
    TlsTransport transport = TlsTransport::Tcp;
    uint16_t legacyVersion = 0;
    std::vector<uint16_t> ciphers; // of a ServerHello the one chosen
    std::vector<uint16_t> extensions; // in order
    std::vector<uint16_t> supportedVersions, groups, signatureAlgorithms;
    std::vector<uint8_t> pointFormats;
    std::vector<std::string> alpn; // bytes
    std::optional<std::string> serverName;
    bool isSslV2 = false;
    bool isRetryRequest = false; // ServerHello that is a HelloRetryRequest
};

// `body`: the handshake message without its header (type and length; in DTLS 12 bytes). Nothing when it is cut or
// malformed: half a hello has no fingerprint. Bounded by the body.
std::optional<TlsHello> parseClientHello(std::string_view body, TlsTransport transport);
std::optional<TlsHello> parseServerHello(std::string_view body, TlsTransport transport);
// `message`: what an SSLv2 record carries, from its type on. `ciphers` are those that TLS knows too.
std::optional<TlsHello> parseSslV2Hello(std::string_view message);

// Fingerprints of a ClientHello (JA4: FoxIO, BSD-3; JA3: Salesforce, BSD-3). An SSLv2 hello has no JA3.
struct ClientFingerprints
{
    std::string ja4, ja4Raw, ja4Original, ja4RawOriginal, ja3, ja3Full;
};
ClientFingerprints fingerprints(const TlsHello& clientHello);
struct ServerFingerprint
{
    std::string ja3s, ja3sFull;
};
ServerFingerprint serverFingerprint(const TlsHello& serverHello);

} // namespace assay::traffic
