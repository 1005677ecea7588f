// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/traffic/tls/hello.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace assay::traffic {
namespace {

using Json = nlohmann::json;

std::string fromHex(const std::string& hex)
{
    std::string bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

TlsTransport transportOf(const Json& vector)
{
    const auto letter = vector.at("transport_char").get<std::string>();
    return letter == "q" ? TlsTransport::Quic : letter == "d" ? TlsTransport::Dtls : TlsTransport::Tcp;
}

std::vector<std::string> latin1(const std::vector<std::string>& names)
{
    std::vector<std::string> texts;
    for (const auto& name : names) {
        std::string& text = texts.emplace_back();
        for (const char c : name) {
            const auto byte = static_cast<uint8_t>(c);
            if (byte >= 0x80)
                text += static_cast<char>(0xc0 | byte >> 6);
            text += byte >= 0x80 ? static_cast<char>(0x80 | (byte & 0x3f)) : c;
        }
    }
    return texts;
}

void compareClient(const TlsHello& hello, const Json& vector)
{
    const auto prints = fingerprints(hello);
    EXPECT_EQ(prints.ja4, vector.at("ja4"));
    EXPECT_EQ(prints.ja4Raw, vector.at("ja4_r"));
    EXPECT_EQ(prints.ja4Original, vector.at("ja4_o"));
    EXPECT_EQ(prints.ja4RawOriginal, vector.at("ja4_ro"));
    EXPECT_EQ(prints.ja3, vector.at("ja3"));
    EXPECT_EQ(prints.ja3Full, vector.at("ja3_full"));
    EXPECT_EQ(hello.serverName.value_or(""), vector.at("sni").is_null() ? "" : vector.at("sni").get<std::string>());
    EXPECT_EQ(latin1(hello.alpn), vector.value("alpn", std::vector<std::string>()));
}

TEST(HelloVectors, AgreeWithTheirFingerprints)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto text = readFile(shared / "golden/ja4/hello_vectors.jsonl");
    ASSERT_TRUE(text);
    std::istringstream lines(*text);
    int clients = 0, servers = 0;
    for (std::string line; std::getline(lines, line);) {
        const Json vector = Json::parse(line);
        SCOPED_TRACE(vector.at("pcap").get<std::string>() + " " + vector.at("frame").dump());
        const std::string message = fromHex(vector.at("handshake_hex"));
        const auto transport = transportOf(vector);
        const std::string body = message.substr(transport == TlsTransport::Dtls ? 12 : 4);
        const bool isClient = vector.at("kind") == "client_hello";
        const auto hello = isClient ? parseClientHello(body, transport) : parseServerHello(body, transport);
        ASSERT_TRUE(hello);
        if (isClient) {
            compareClient(*hello, vector);
        } else {
            EXPECT_EQ(serverFingerprint(*hello).ja3s, vector.at("ja3s"));
            EXPECT_EQ(serverFingerprint(*hello).ja3sFull, vector.at("ja3s_full"));
        }
        ++(isClient ? clients : servers);
    }
    EXPECT_GT(clients, 100);
    EXPECT_GT(servers, 50);
}

} // namespace
} // namespace assay::traffic
