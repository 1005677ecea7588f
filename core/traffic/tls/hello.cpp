// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/hello.h"

#include "core/traffic/tls/bytecursor.h"

namespace assay::traffic {
namespace {

enum Extension : uint16_t {
    serverNameExtension = 0,
    groupsExtension = 10,
    pointFormatsExtension = 11,
    signatureAlgorithmsExtension = 13,
    alpnExtension = 16,
    supportedVersionsExtension = 43,
};

constexpr size_t randomBytes = 32;
// The random value that makes a ServerHello a HelloRetryRequest (RFC 8446, 4.1.3).
constexpr std::string_view retryRandom("\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
                                       "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c",
    randomBytes);

void appendNumbers(std::vector<uint16_t>& numbers, std::string_view bytes)
{
    ByteCursor cursor(bytes);
    while (cursor.rest().size() >= 2)
        numbers.push_back(cursor.u16());
}

void readServerName(TlsHello& hello, std::string_view content)
{
    constexpr uint8_t hostName = 0;
    ByteCursor names(ByteCursor(content).counted(2));
    while (names.hasMore() && !hello.serverName) {
        const uint8_t type = names.u8();
        const auto name = names.counted(2);
        if (names.isOk() && type == hostName)
            hello.serverName = std::string(name);
    }
}

void readAlpn(TlsHello& hello, std::string_view content)
{
    ByteCursor names(ByteCursor(content).counted(2));
    while (names.hasMore()) {
        const auto name = names.counted(1);
        if (names.isOk())
            hello.alpn.emplace_back(name);
    }
}

// What is odd inside an extension leaves its values out; the hello stays one.
void readClientExtension(TlsHello& hello, uint16_t type, std::string_view content)
{
    switch (type) {
    case serverNameExtension:
        readServerName(hello, content);
        break;
    case groupsExtension:
        appendNumbers(hello.groups, ByteCursor(content).counted(2));
        break;
    case pointFormatsExtension:
        for (const char format : ByteCursor(content).counted(1))
            hello.pointFormats.push_back(static_cast<uint8_t>(format));
        break;
    case signatureAlgorithmsExtension:
        appendNumbers(hello.signatureAlgorithms, ByteCursor(content).counted(2));
        break;
    case alpnExtension:
        readAlpn(hello, content);
        break;
    case supportedVersionsExtension:
        appendNumbers(hello.supportedVersions, ByteCursor(content).counted(1));
        break;
    default:
        break;
    }
}

void readServerExtension(TlsHello& hello, uint16_t type, std::string_view content)
{
    if (type == alpnExtension)
        readAlpn(hello, content);
    else if (type == supportedVersionsExtension)
        appendNumbers(hello.supportedVersions, content.substr(0, 2));
}

// The end of a hello: nothing, or the extensions and nothing behind them.
bool readExtensions(TlsHello& hello, ByteCursor& cursor, void (*readExtension)(TlsHello&, uint16_t, std::string_view))
{
    if (!cursor.hasMore())
        return cursor.isOk();
    ByteCursor extensions(cursor.counted(2));
    if (!cursor.isOk() || cursor.hasMore())
        return false;
    while (extensions.hasMore()) {
        const uint16_t type = extensions.u16();
        const auto content = extensions.counted(2);
        if (!extensions.isOk())
            return false;
        hello.extensions.push_back(type);
        readExtension(hello, type, content);
    }
    return true;
}

} // namespace

std::optional<TlsHello> parseClientHello(std::string_view body, TlsTransport transport)
{
    TlsHello hello;
    hello.transport = transport;
    ByteCursor cursor(body);
    hello.legacyVersion = cursor.u16();
    cursor.take(randomBytes);
    cursor.counted(1); // session
    if (transport == TlsTransport::Dtls)
        cursor.counted(1); // cookie
    const auto ciphers = cursor.counted(2);
    const auto compressions = cursor.counted(1);
    if (!cursor.isOk() || ciphers.size() % 2 != 0 || compressions.empty())
        return std::nullopt;
    appendNumbers(hello.ciphers, ciphers);
    if (!readExtensions(hello, cursor, readClientExtension))
        return std::nullopt;
    return hello;
}

std::optional<TlsHello> parseServerHello(std::string_view body, TlsTransport transport)
{
    TlsHello hello;
    hello.transport = transport;
    ByteCursor cursor(body);
    hello.legacyVersion = cursor.u16();
    hello.isRetryRequest = cursor.take(randomBytes) == retryRandom;
    cursor.counted(1); // session
    hello.ciphers.push_back(cursor.u16());
    cursor.u8(); // compression
    if (!cursor.isOk() || !readExtensions(hello, cursor, readServerExtension))
        return std::nullopt;
    return hello;
}

std::optional<TlsHello> parseSslV2Hello(std::string_view message)
{
    constexpr size_t cipherBytes = 3;
    TlsHello hello;
    hello.isSslV2 = true;
    ByteCursor cursor(message);
    const uint8_t type = cursor.u8();
    hello.legacyVersion = cursor.u16();
    const uint16_t cipherLength = cursor.u16(), sessionLength = cursor.u16(), challengeLength = cursor.u16();
    ByteCursor ciphers(cursor.take(cipherLength));
    cursor.take(sessionLength);
    cursor.take(challengeLength);
    const bool isKnownVersion = hello.legacyVersion == 0x0002 || hello.legacyVersion >> 8 == 3;
    const bool isPlausible = type == 1 && isKnownVersion && cipherLength > 0 && cipherLength % cipherBytes == 0
        && (sessionLength == 0 || sessionLength == 16) && challengeLength >= 16 && challengeLength <= 32;
    if (!cursor.isOk() || cursor.hasMore() || !isPlausible)
        return std::nullopt;
    while (ciphers.hasMore()) {
        const uint32_t cipher = ciphers.u24();
        if (cipher <= 0xffff) // those of SSLv2 itself have no number of two bytes
            hello.ciphers.push_back(static_cast<uint16_t>(cipher));
    }
    return hello;
}

} // namespace assay::traffic
