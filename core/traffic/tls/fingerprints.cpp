// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/base/hash.h"
#include "core/base/md5.h"
#include "core/traffic/tls/hello.h"

#include <algorithm>

namespace assay::traffic {
namespace {

// Values that clients send to keep servers tolerant (RFC 8701): 0x0a0a, 0x1a1a ... 0xfafa.
bool isGrease(uint16_t value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

std::vector<uint16_t> withoutGrease(const std::vector<uint16_t>& values)
{
    std::vector<uint16_t> kept;
    kept.reserve(values.size());
    std::copy_if(
        values.begin(), values.end(), std::back_inserter(kept), [](uint16_t value) { return !isGrease(value); });
    return kept;
}

std::vector<uint16_t> sorted(std::vector<uint16_t> values)
{
    std::sort(values.begin(), values.end());
    return values;
}

bool contains(const std::vector<uint16_t>& values, uint16_t value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

constexpr char hexDigits[] = "0123456789abcdef";

std::string hexList(const std::vector<uint16_t>& values)
{
    std::string text;
    text.reserve(values.size() * 5);
    for (const uint16_t value : values) {
        if (!text.empty())
            text += ',';
        for (int shift = 12; shift >= 0; shift -= 4)
            text += hexDigits[value >> shift & 15];
    }
    return text;
}

template <typename Number>
std::string decimalList(const std::vector<Number>& values)
{
    std::string text;
    for (const Number value : values) {
        if (!text.empty())
            text += '-';
        text += std::to_string(value);
    }
    return text;
}

// The first 12 hexadecimal digits of the SHA-256, zeros for nothing.
std::string hash12(const std::string& text)
{
    return text.empty() ? std::string(12, '0') : toHex(sha256(text)).substr(0, 12);
}

std::string_view versionDigits(uint16_t version)
{
    switch (version) {
    case 0x0304:
        return "13";
    case 0x0303:
        return "12";
    case 0x0302:
        return "11";
    case 0x0301:
        return "10";
    case 0x0300:
        return "s3";
    case 0x0002:
        return "s2";
    case 0xfeff:
        return "d1";
    case 0xfefd:
        return "d2";
    case 0xfefc:
        return "d3";
    default:
        return "00";
    }
}

uint16_t newestVersion(const TlsHello& hello)
{
    const auto versions = sorted(withoutGrease(hello.supportedVersions));
    if (versions.empty())
        return hello.legacyVersion;
    if (hello.transport == TlsTransport::Dtls) { // numbers of DTLS count down
        const auto newest = std::lower_bound(versions.begin(), versions.end(), uint16_t{0xfe00});
        if (newest != versions.end() && *newest >> 8 == 0xfe)
            return *newest;
    }
    return versions.back();
}

std::string twoDigits(size_t count)
{
    const size_t shown = std::min<size_t>(count, 99);
    return {static_cast<char>('0' + shown / 10), static_cast<char>('0' + shown % 10)};
}

std::string alpnCharacters(const TlsHello& hello)
{
    if (hello.alpn.empty() || hello.alpn.front().empty())
        return "00";
    const std::string& name = hello.alpn.front();
    if (isAsciiAlnum(name.front()) && isAsciiAlnum(name.back()))
        return {name.front(), name.back()};
    return {hexDigits[static_cast<uint8_t>(name.front()) >> 4], hexDigits[static_cast<uint8_t>(name.back()) & 15]};
}

char transportLetter(TlsTransport transport)
{
    switch (transport) {
    case TlsTransport::Quic:
        return 'q';
    case TlsTransport::Dtls:
        return 'd';
    case TlsTransport::Tcp:
        break;
    }
    return 't';
}

constexpr uint16_t serverNameExtension = 0x0000, alpnExtension = 0x0010;

std::string headOf(const TlsHello& hello, size_t ciphers, const std::vector<uint16_t>& extensions)
{
    std::string head(1, transportLetter(hello.transport));
    head += hello.isSslV2 ? "s2" : versionDigits(newestVersion(hello));
    head += contains(extensions, serverNameExtension) ? 'd' : 'i';
    head += twoDigits(ciphers);
    head += twoDigits(extensions.size());
    return head += alpnCharacters(hello);
}

std::string joined(std::string_view a, std::string_view b, std::string_view c, char separator)
{
    std::string text(a);
    text += separator;
    text += b;
    text += separator;
    return text += c;
}

void setJa4(ClientFingerprints& prints, const TlsHello& hello)
{
    const auto ciphers = withoutGrease(hello.ciphers), extensions = withoutGrease(hello.extensions);
    auto counted = sorted(extensions);
    std::erase_if(counted, [](uint16_t value) { return value == serverNameExtension || value == alpnExtension; });
    const std::string algorithms = hexList(withoutGrease(hello.signatureAlgorithms));
    const auto withAlgorithms = [&algorithms](std::string list) {
        if (!algorithms.empty()) {
            list += '_';
            list += algorithms;
        }
        return list;
    };
    const std::string head = headOf(hello, ciphers.size(), extensions);
    const std::string sortedCiphers = hexList(sorted(ciphers)), sortedRest = withAlgorithms(hexList(counted));
    const std::string sentCiphers = hexList(ciphers), sentRest = withAlgorithms(hexList(extensions));
    prints.ja4 = joined(head, hash12(sortedCiphers), hash12(sortedRest), '_');
    prints.ja4Raw = joined(head, sortedCiphers, sortedRest, '_');
    prints.ja4Original = joined(head, hash12(sentCiphers), hash12(sentRest), '_');
    prints.ja4RawOriginal = joined(head, sentCiphers, sentRest, '_');
}

} // namespace

ClientFingerprints fingerprints(const TlsHello& hello)
{
    ClientFingerprints prints;
    setJa4(prints, hello);
    if (hello.isSslV2) // JA3 has no such hellos
        return prints;
    prints.ja3Full = joined(std::to_string(hello.legacyVersion), decimalList(withoutGrease(hello.ciphers)),
        decimalList(withoutGrease(hello.extensions)), ',');
    prints.ja3Full =
        joined(prints.ja3Full, decimalList(withoutGrease(hello.groups)), decimalList(hello.pointFormats), ',');
    prints.ja3 = toHex(md5(prints.ja3Full));
    return prints;
}

ServerFingerprint serverFingerprint(const TlsHello& hello)
{
    ServerFingerprint print;
    print.ja3sFull =
        joined(std::to_string(hello.legacyVersion), decimalList(hello.ciphers), decimalList(hello.extensions), ',');
    print.ja3s = toHex(md5(print.ja3sFull));
    return print;
}

} // namespace assay::traffic
