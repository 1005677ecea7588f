// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/hellobytes.h"

#include "core/traffic/tls/hello.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace assay::traffic {
namespace {

constexpr uint16_t grease = 0x0a0a; // stands for any reserved value

constexpr uint16_t chromeCiphers[] = {grease, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8,
    0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
constexpr uint16_t chromeExtensions[] = {grease, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005,
    0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, grease, 0x0015};
constexpr uint16_t headlessExtensions[] = {grease, 0x0000, 0x0017, 0xff01, 0x000a, 0x000b, 0x0023, 0x0010, 0x0005,
    0x000d, 0x0012, 0x0033, 0x002d, 0x002b, 0x001b, grease, 0x0015};
constexpr uint16_t chromeAlgorithms[] = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601};

constexpr uint16_t firefoxCiphers[] = {0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030, 0xc00a,
    0xc009, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
constexpr uint16_t firefoxExtensions[] = {0x0000, 0x0017, 0xff01, 0x000a, 0x000b, 0x0023, 0x0010, 0x0005, 0x0022,
    0x0033, 0x002b, 0x000d, 0x002d, 0x001c, 0xfe0d};
constexpr uint16_t firefoxAlgorithms[] = {
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201};

constexpr uint16_t safariCiphers[] = {grease, 0x1301, 0x1302, 0x1303, 0xc02c, 0xc02b, 0xcca9, 0xc030, 0xc02f, 0xcca8,
    0xc00a, 0xc009, 0xc014, 0xc013, 0x009d, 0x009c, 0x0035, 0x002f, 0xc008, 0xc012, 0x000a};
constexpr uint16_t safariExtensions[] = {grease, 0x0000, 0x0017, 0xff01, 0x000a, 0x000b, 0x0010, 0x0005, 0x000d, 0x0012,
    0x0033, 0x002d, 0x002b, 0x001b, grease, 0x0015};
constexpr uint16_t safariAlgorithms[] = {
    0x0403, 0x0804, 0x0401, 0x0503, 0x0203, 0x0805, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201};

constexpr uint16_t openSslCiphers[] = {0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b,
    0xc02f, 0x009e, 0xc024, 0xc028, 0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033,
    0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x00ff};
constexpr uint16_t openSslExtensions[] = {
    0x0000, 0x000b, 0x000a, 0x0010, 0x0016, 0x0017, 0x0031, 0x000d, 0x002b, 0x002d, 0x0033};
constexpr uint16_t openSslAlgorithms[] = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804,
    0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301};

constexpr uint16_t pythonCiphers[] = {0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0x009f,
    0x009e, 0xccaa, 0xc024, 0xc028, 0xc023, 0xc027, 0x00ff};
constexpr uint16_t pythonExtensions[] = {
    0x0000, 0x000b, 0x000a, 0x0023, 0x0010, 0x0016, 0x0017, 0x000d, 0x002b, 0x002d, 0x0033};

constexpr uint16_t goCiphers[] = {
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x1301, 0x1302, 0x1303};
constexpr uint16_t goExtensions[] = {
    0x0000, 0x0005, 0x000a, 0x000b, 0x000d, 0xff01, 0x0017, 0x0010, 0x0012, 0x002b, 0x0033};
constexpr uint16_t goAlgorithms[] = {
    0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0503, 0x0603, 0x0201, 0x0203};

constexpr uint16_t okHttpCiphers[] = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xcca9, 0xc02f, 0xc030, 0xcca8, 0xc013,
    0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
constexpr uint16_t okHttpExtensions[] = {
    0x0000, 0x0017, 0xff01, 0x000a, 0x000b, 0x0010, 0x0005, 0x000d, 0x0033, 0x002d, 0x002b};

struct Profile
{
    std::span<const uint16_t> ciphers, extensions, algorithms;
    std::string_view alpn; // as on the wire, without the length of the list
    bool shuffles = false;
};

constexpr std::string_view both("\x02h2\x08http/1.1", 12), oldOnly("\x08http/1.1", 9);

// In the order of TlsStack.
const Profile profiles[] = {
    {chromeCiphers, chromeExtensions, chromeAlgorithms, both, true},
    {firefoxCiphers, firefoxExtensions, firefoxAlgorithms, both},
    {safariCiphers, safariExtensions, safariAlgorithms, both},
    {openSslCiphers, openSslExtensions, openSslAlgorithms, both},
    {pythonCiphers, pythonExtensions, openSslAlgorithms, oldOnly},
    {goCiphers, goExtensions, goAlgorithms, both},
    {okHttpCiphers, okHttpExtensions, chromeAlgorithms, both},
    {chromeCiphers, headlessExtensions, chromeAlgorithms, both},
};

void append16(std::string& bytes, size_t value)
{
    bytes += static_cast<char>(value >> 8);
    bytes += static_cast<char>(value);
}

std::string sized16(std::string_view bytes)
{
    std::string sized;
    append16(sized, bytes.size());
    return sized += bytes;
}

std::string sized8(std::string_view bytes)
{
    std::string sized(1, static_cast<char>(bytes.size()));
    return sized += bytes;
}

std::string numbers(std::span<const uint16_t> values, uint16_t reserved)
{
    std::string bytes;
    for (const uint16_t value : values)
        append16(bytes, value == grease ? reserved : value);
    return bytes;
}

std::string noise(SynthRandom& random, size_t length)
{
    std::string bytes;
    while (bytes.size() < length)
        bytes += static_cast<char>(random.next());
    return bytes;
}

uint16_t reservedValue(SynthRandom& random)
{
    const uint64_t high = random.below(16) << 4 | 0xa;
    return static_cast<uint16_t>(high << 8 | high);
}

std::string keyShare(SynthRandom& random)
{
    std::string share("\x00\x1d", 2);
    share += sized16(noise(random, 32));
    return share;
}

// What an extension carries.
std::string extensionBody(uint16_t type, const Profile& profile, std::string_view serverName, SynthRandom& random)
{
    switch (type) {
    case 0x0000:
        return sized16(std::string(1, '\0') + sized16(serverName));
    case 0x0005:
        return std::string("\x01\x00\x00\x00\x00", 5);
    case 0x000a:
        return sized16(std::string("\x00\x1d\x00\x17\x00\x18", 6));
    case 0x000b:
        return std::string("\x01\x00", 2);
    case 0x000d:
        return sized16(numbers(profile.algorithms, grease));
    case 0x0010:
        return sized16(profile.alpn);
    case 0x0015:
        return std::string(32, '\0');
    case 0x001b:
        return std::string("\x02\x00\x02", 3);
    case 0x001c:
        return std::string("\x40\x01", 2);
    case 0x0022:
        return sized16(std::string("\x04\x03\x05\x03\x06\x03", 6));
    case 0x002b:
        return sized8(std::string("\x03\x04\x03\x03", 4));
    case 0x002d:
        return std::string("\x01\x01", 2);
    case 0x0033:
        return sized16(keyShare(random));
    case 0x4469:
        return sized16(std::string("\x02h2", 3));
    case 0xfe0d:
        return noise(random, 186);
    case 0xff01:
        return std::string(1, '\0');
    default:
        return {};
    }
}

std::string handshake(uint8_t type, std::string_view body)
{
    std::string bytes(1, static_cast<char>(type));
    bytes += static_cast<char>(body.size() >> 16);
    append16(bytes, body.size() & 0xffff);
    return bytes += body;
}

} // namespace

std::string clientHelloBytes(TlsStack stack, std::string_view serverName, SynthRandom random)
{
    const Profile& profile = profiles[static_cast<size_t>(stack)];
    std::vector<uint16_t> order(profile.extensions.begin(), profile.extensions.end());
    if (profile.shuffles) { // all but the reserved ones at both ends and padding
        for (size_t i = order.size() - 3; i > 1; --i)
            std::swap(order[i], order[1 + random.below(i)]);
    }
    std::string extensions;
    uint16_t reserved = reservedValue(random);
    for (const uint16_t type : order) {
        append16(extensions, type == grease ? reserved : type);
        if (type == grease)
            reserved = static_cast<uint16_t>((reserved + 0x1010) & 0xfafa); // none comes twice
        extensions += sized16(extensionBody(type, profile, serverName, random));
    }
    std::string body("\x03\x03", 2);
    body += noise(random, 32);
    body += sized8(noise(random, 32));
    body += sized16(numbers(profile.ciphers, reservedValue(random)));
    body += std::string("\x01\x00", 2);
    body += sized16(extensions);
    return handshake(1, body);
}

std::string serverHelloBytes(TlsStack client, SynthRandom random)
{
    const Profile& profile = profiles[static_cast<size_t>(client)];
    std::string extensions("\x00\x2b\x00\x02\x03\x04\x00\x33", 8);
    extensions += sized16(keyShare(random));
    std::string body("\x03\x03", 2);
    body += noise(random, 32);
    body += sized8(noise(random, 32));
    const bool offersFirst = std::find(profile.ciphers.begin(), profile.ciphers.end(), 0x1301) != profile.ciphers.end();
    append16(body, offersFirst ? 0x1301 : 0x1302);
    body += '\0';
    body += sized16(extensions);
    return handshake(2, body);
}

std::string tlsRecord(uint8_t type, std::string_view bytes)
{
    std::string record(1, static_cast<char>(type));
    record += std::string("\x03\x03", 2);
    return record += sized16(bytes);
}

std::string_view ja4Of(TlsStack stack)
{
    static const std::array<std::string, std::size(profiles)> all = [] {
        std::array<std::string, std::size(profiles)> values;
        for (size_t i = 0; i < values.size(); ++i) {
            const std::string hello = clientHelloBytes(static_cast<TlsStack>(i), "a.example", SynthRandom(i));
            const auto parsed = parseClientHello(std::string_view(hello).substr(4), TlsTransport::Tcp);
            values[i] = parsed ? fingerprints(*parsed).ja4 : std::string();
        }
        return values;
    }();
    return all[static_cast<size_t>(stack)];
}

} // namespace assay::traffic
