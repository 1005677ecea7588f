// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::test {

// Bytes of handshakes as clients and servers send them, made field by field.
inline std::string number(uint64_t value, size_t bytes)
{
    std::string text;
    for (size_t i = bytes; i-- > 0;)
        text += static_cast<char>(value >> (8 * i));
    return text;
}
inline std::string counted(std::string_view content, size_t bytesOfLength)
{
    return number(content.size(), bytesOfLength).append(content);
}
inline std::string numbers(const std::vector<uint16_t>& values)
{
    std::string text;
    for (const uint16_t value : values)
        text += number(value, 2);
    return text;
}

using MadeExtension = std::pair<uint16_t, std::string>;
inline MadeExtension serverName(std::string_view name)
{
    return {0, counted(number(0, 1) + counted(name, 2), 2)};
}
inline MadeExtension alpn(const std::vector<std::string>& names)
{
    std::string list;
    for (const auto& name : names)
        list += counted(name, 1);
    return {16, counted(list, 2)};
}
inline MadeExtension supportedVersions(const std::vector<uint16_t>& versions)
{
    return {43, counted(numbers(versions), 1)};
}
inline MadeExtension signatureAlgorithms(const std::vector<uint16_t>& algorithms)
{
    return {13, counted(numbers(algorithms), 2)};
}

struct MadeHello
{
    uint16_t version = 0x0303;
    std::string random = std::string(32, 'r'), session = std::string(32, 's');
    std::vector<uint16_t> ciphers = {0x1301, 0x1302, 0xc02b};
    std::vector<MadeExtension> extensions = {};

    std::string extensionBytes() const
    {
        std::string text;
        for (const auto& [type, content] : extensions)
            text += number(type, 2) + counted(content, 2);
        return counted(text, 2);
    }
    std::string client() const
    {
        return number(version, 2) + random + counted(session, 1) + counted(numbers(ciphers), 2)
            + counted(std::string(1, '\0'), 1) + extensionBytes();
    }
    std::string dtlsClient(std::string_view cookie) const
    {
        return number(version, 2) + random + counted(session, 1) + counted(cookie, 1) + counted(numbers(ciphers), 2)
            + counted(std::string(1, '\0'), 1) + extensionBytes();
    }
    std::string server() const
    {
        return number(version, 2) + random + counted(session, 1) + numbers({ciphers.at(0)}) + std::string(1, '\0')
            + extensionBytes();
    }
};

inline constexpr std::string_view retryRandom("\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
                                              "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c",
    32);

inline std::string handshake(uint8_t type, std::string_view body)
{
    return number(type, 1) + counted(body, 3);
}
inline std::string record(uint8_t type, std::string_view content)
{
    return number(type, 1) + number(0x0301, 2) + counted(content, 2);
}

// The reference example of JA4: Chrome with GREASE.
inline MadeHello chromeHello()
{
    MadeHello hello;
    hello.ciphers = {0x4a4a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
        0x009c, 0x009d, 0x002f, 0x0035};
    hello.extensions = {{0x1a1a, {}}, {0x001b, number(0x020002, 3)}, serverName("www.example.org"), {0x0033, {}},
        alpn({"h2", "http/1.1"}), {0x4469, {}}, {0x0017, {}}, {0x002d, number(0x0101, 2)},
        signatureAlgorithms({0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601}), {0x0005, {}},
        {0x0023, {}}, {0x0012, {}}, supportedVersions({0xfafa, 0x0304, 0x0303}), {0xff01, number(0, 1)},
        {0x000b, number(0x0100, 2)}, {0x000a, counted(numbers({0x2a2a, 0x001d, 0x0017}), 2)}, {0x5a5a, number(0, 1)},
        {0x0015, std::string(20, '\0')}};
    return hello;
}

} // namespace assay::test
