// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/hello.h"

#include "tests/core/traffic/tls/madehello.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

ClientFingerprints printsOf(const MadeHello& made, TlsTransport transport = TlsTransport::Tcp)
{
    const auto hello =
        parseClientHello(transport == TlsTransport::Dtls ? made.dtlsClient("cookie") : made.client(), transport);
    EXPECT_TRUE(hello);
    return hello ? fingerprints(*hello) : ClientFingerprints();
}

std::string headOf(const MadeHello& made, TlsTransport transport = TlsTransport::Tcp)
{
    return printsOf(made, transport).ja4.substr(0, 10);
}

TEST(Ja4, ReferenceExample)
{
    const auto prints = printsOf(chromeHello());
    EXPECT_EQ(prints.ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(prints.ja4Original, "t13d1516h2_acb858a92679_18f69afefd3d");
    EXPECT_EQ(prints.ja4Raw,
        "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9_"
        "0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_"
        "0403,0804,0401,0503,0805,0501,0806,0601");
    EXPECT_EQ(prints.ja4RawOriginal,
        "t13d1516h2_1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035_"
        "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015_"
        "0403,0804,0401,0503,0805,0501,0806,0601");
    EXPECT_EQ(prints.ja3Full,
        "771,4865-4866-4867-49195-49199-49196-49200-52393-52392-49171-49172-156-157-47-53,"
        "27-0-51-16-17513-23-45-13-5-35-18-43-65281-11-10-21,29-23,0");
}

TEST(Ja4, WithoutSignatureAlgorithms)
{
    auto made = chromeHello();
    for (auto& [type, content] : made.extensions)
        if (type == 13)
            content.clear();
    EXPECT_EQ(printsOf(made).ja4, "t13d1516h2_8daaf6152771_6d807ffa2a79");
}

TEST(Ja4, AlgorithmsOfOtherExtensionsDoNotCount)
{
    auto made = chromeHello();
    made.extensions.push_back({34, counted(numbers({0x0403}), 2)});
    made.extensions.push_back({50, counted(numbers({0x0403}), 2)});
    EXPECT_TRUE(printsOf(made).ja4Raw.ends_with("_0403,0804,0401,0503,0805,0501,0806,0601"));
}

TEST(Ja4, TransportGivesTheFirstLetter)
{
    MadeHello made;
    made.extensions = {{57, {}}}; // transport parameters of QUIC do not make it QUIC
    EXPECT_EQ(headOf(made, TlsTransport::Tcp)[0], 't');
    EXPECT_EQ(headOf(made, TlsTransport::Quic)[0], 'q');
    EXPECT_EQ(headOf(made, TlsTransport::Dtls)[0], 'd');
}

TEST(Ja4, VersionIsTheNewestOffered)
{
    MadeHello made;
    const auto versionOf = [&made](TlsTransport transport) { return headOf(made, transport).substr(1, 2); };
    for (const auto& [number, digits] : {std::pair<uint16_t, const char*>{0x0304, "13"}, {0x0303, "12"}, {0x0302, "11"},
             {0x0301, "10"}, {0x0300, "s3"}, {0x0002, "s2"}, {0x7f1c, "00"}}) {
        made.version = number;
        EXPECT_EQ(versionOf(TlsTransport::Tcp), digits);
    }
    made.version = 0x0303;
    made.extensions = {supportedVersions({0x0301, 0xfafa, 0x0304, 0x0303})};
    EXPECT_EQ(versionOf(TlsTransport::Tcp), "13");
    made.extensions = {supportedVersions({0x0302})}; // even if it is older than the field says
    EXPECT_EQ(versionOf(TlsTransport::Tcp), "11");
    made.extensions = {supportedVersions({0xfafa})};
    EXPECT_EQ(versionOf(TlsTransport::Tcp), "12");
}

TEST(Ja4, NumbersOfDtlsVersionsCountDown)
{
    MadeHello made;
    made.version = 0xfefd;
    EXPECT_EQ(headOf(made, TlsTransport::Dtls).substr(0, 3), "dd2");
    made.version = 0xfeff;
    EXPECT_EQ(headOf(made, TlsTransport::Dtls).substr(0, 3), "dd1");
    made.extensions = {supportedVersions({0xfeff, 0xfefc, 0xfafa, 0xfefd})};
    EXPECT_EQ(headOf(made, TlsTransport::Dtls).substr(0, 3), "dd3");
    made.extensions = {supportedVersions({0x0303, 0xfefd})};
    EXPECT_EQ(headOf(made, TlsTransport::Dtls).substr(0, 3), "dd2");
}

TEST(Ja4, CountsLeaveGreaseOutAndStopAt99)
{
    MadeHello made;
    made.ciphers = {0x0a0a, 0x1301, 0x00ff, 0x5600, 0xfafa};
    made.extensions = {{0x2a2a, {}}, {0x0a1a, {}}, {0x1234, {}}};
    EXPECT_EQ(headOf(made), "t12i030200");
    made.ciphers.clear();
    made.extensions.clear();
    for (uint16_t i = 1; i <= 99; ++i)
        made.ciphers.push_back(i);
    for (uint16_t i = 0; i < 130; ++i)
        made.extensions.push_back({static_cast<uint16_t>(0x100 + i), {}});
    EXPECT_EQ(headOf(made), "t12i999900");
    made.ciphers.push_back(0x1301);
    EXPECT_EQ(headOf(made), "t12i999900");
    EXPECT_EQ(printsOf(made).ja4Raw.size(), std::string("t12i999900_").size() + 100 * 5 - 1 + 1 + 130 * 5 - 1);
}

TEST(Ja4, CharactersOfTheFirstProtocol)
{
    const auto charactersOf = [](const std::vector<std::string>& names) {
        MadeHello made;
        made.extensions = {alpn(names)};
        return headOf(made).substr(8);
    };
    EXPECT_EQ(charactersOf({"h2", "http/1.1"}), "h2");
    EXPECT_EQ(charactersOf({"http/1.1", "h2"}), "h1");
    EXPECT_EQ(charactersOf({"X"}), "XX");
    EXPECT_EQ(charactersOf({}), "00");
    EXPECT_EQ(charactersOf({""}), "00");
    EXPECT_EQ(charactersOf({"\xba\xad", "http/1.1"}), "bd");
    EXPECT_EQ(charactersOf({"\xab"}), "ab");
    EXPECT_EQ(charactersOf({"h\xff"}), "6f");
    EXPECT_EQ(charactersOf({"\x20z"}), "2a");
    EXPECT_EQ(charactersOf({"h-"}), "6d");
}

TEST(Ja4, NothingHashesToZeros)
{
    MadeHello made;
    made.ciphers.clear();
    EXPECT_EQ(printsOf(made).ja4, "t12i000000_000000000000_000000000000");
    EXPECT_EQ(printsOf(made).ja4Original, "t12i000000_000000000000_000000000000");
    made.extensions = {{0x0a0a, {}}};
    EXPECT_EQ(printsOf(made).ja4, "t12i000000_000000000000_000000000000");
    made.extensions = {serverName("a.example")};
    EXPECT_EQ(printsOf(made).ja4, "t12d000100_000000000000_000000000000");
    EXPECT_EQ(printsOf(made).ja4Original, "t12d000100_000000000000_9af15b336e6a");
    EXPECT_EQ(printsOf(made).ja4Raw, "t12d000100__");
}

TEST(Ja3, EmptyListsKeepTheirCommas)
{
    MadeHello made;
    made.ciphers = {0x0005};
    EXPECT_EQ(printsOf(made).ja3Full, "771,5,,,");
    EXPECT_EQ(printsOf(made).ja3, "c328886785873a22aaf2a740dd46e1e9");
}

TEST(Ja3, ServerKeepsEverything)
{
    MadeHello made;
    made.ciphers = {0xc02f};
    made.extensions = {{0xff01, {}}, {0x0a0a, {}}, {0x0010, counted(counted("h2", 1), 2)}};
    const auto hello = parseServerHello(made.server(), TlsTransport::Tcp);
    ASSERT_TRUE(hello);
    EXPECT_EQ(serverFingerprint(*hello).ja3sFull, "771,49199,65281-2570-16");
    EXPECT_EQ(hello->alpn, std::vector<std::string>{"h2"});
    EXPECT_FALSE(hello->isRetryRequest);
    made.random = std::string(retryRandom);
    EXPECT_TRUE(parseServerHello(made.server(), TlsTransport::Tcp)->isRetryRequest);
}

TEST(TlsHello, IsReadAsSent)
{
    const auto hello = parseClientHello(chromeHello().client(), TlsTransport::Tcp);
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->legacyVersion, 0x0303);
    EXPECT_EQ(hello->ciphers.size(), 16u);
    EXPECT_EQ(hello->extensions.size(), 18u);
    EXPECT_EQ(hello->serverName, "www.example.org");
    EXPECT_EQ(hello->alpn, (std::vector<std::string>{"h2", "http/1.1"}));
    EXPECT_EQ(hello->groups, (std::vector<uint16_t>{0x2a2a, 0x001d, 0x0017}));
    EXPECT_EQ(hello->pointFormats, std::vector<uint8_t>{0});
}

TEST(TlsHello, CutOnesAreNone)
{
    for (const auto transport : {TlsTransport::Tcp, TlsTransport::Dtls}) {
        const std::string body =
            transport == TlsTransport::Dtls ? chromeHello().dtlsClient("c") : chromeHello().client();
        ASSERT_TRUE(parseClientHello(body, transport));
        const size_t withoutExtensions = body.size() - chromeHello().extensionBytes().size();
        for (size_t length = 0; length < body.size(); ++length)
            EXPECT_EQ(parseClientHello(body.substr(0, length), transport).has_value(), length == withoutExtensions)
                << length;
        EXPECT_FALSE(parseClientHello(body + "x", transport));
    }
    const std::string server = chromeHello().server();
    ASSERT_TRUE(parseServerHello(server, TlsTransport::Tcp));
    EXPECT_FALSE(parseServerHello(server.substr(0, server.size() - 1), TlsTransport::Tcp));
    EXPECT_FALSE(parseServerHello(server.substr(0, 20), TlsTransport::Tcp));
}

TEST(TlsHello, OddInsidesOfExtensionsLeaveAHello)
{
    MadeHello made;
    made.extensions = {{0, "\x01"}, {10, "\xff\xff\x01"}, {11, ""}, {13, "\x00"},
        {16, std::string("\x00\x03\x09h2", 5)}, {43, "\x09\x03"}};
    const auto hello = parseClientHello(made.client(), TlsTransport::Tcp);
    ASSERT_TRUE(hello);
    EXPECT_EQ(fingerprints(*hello).ja4.substr(0, 10), "t12d030600");
    EXPECT_FALSE(hello->serverName);
    EXPECT_TRUE(hello->alpn.empty());
}

TEST(SslV2, HelloHasNoExtensions)
{
    const std::string ciphers = number(0x010080, 3) + number(0x000004, 3) + number(0x000035, 3);
    const std::string message = number(1, 1) + number(0x0301, 2) + number(ciphers.size(), 2) + number(0, 2)
        + number(16, 2) + ciphers + std::string(16, 'c');
    const auto hello = parseSslV2Hello(message);
    ASSERT_TRUE(hello);
    EXPECT_TRUE(hello->isSslV2);
    EXPECT_EQ(hello->ciphers, (std::vector<uint16_t>{0x0004, 0x0035}));
    EXPECT_EQ(fingerprints(*hello).ja4Raw, "ts2i020000_0004,0035_");
    EXPECT_EQ(fingerprints(*hello).ja3, "");
    EXPECT_FALSE(parseSslV2Hello(message.substr(1)));
    EXPECT_FALSE(parseSslV2Hello(message + "c"));
    EXPECT_FALSE(parseSslV2Hello(message.substr(0, message.size() - 1)));
}

} // namespace
} // namespace assay::traffic
