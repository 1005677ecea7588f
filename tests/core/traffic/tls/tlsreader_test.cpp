// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/tlsreader.h"

#include "core/traffic/tls/hellopairs.h"
#include "tests/core/traffic/tls/madehello.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

const std::string changeCipherSpec = record(20, "\x01"), applicationData = record(23, std::string(40, 'x'));

MadeHello retryRequest()
{
    MadeHello made = chromeHello();
    made.random = std::string(retryRandom);
    return made;
}

std::string clientRecord()
{
    return record(22, handshake(1, chromeHello().client()));
}
std::string serverRecord()
{
    return record(22, handshake(2, chromeHello().server()));
}

class TlsReaderTest : public testing::Test
{
protected:
    void client(std::string_view bytes) { send(Side::Client, bytes); }
    void server(std::string_view bytes) { send(Side::Server, bytes); }
    void send(Side side, std::string_view bytes)
    {
        ++m_frame;
        m_reader.data(side, bytes, m_frame, static_cast<int64_t>(m_frame) * 1000);
    }

    uint64_t m_frame = 0;
    std::vector<SeenHello> m_seen;
    TlsReader m_reader{[this](const SeenHello& hello) { m_seen.push_back(hello); }};
};

TEST_F(TlsReaderTest, BothHellos)
{
    client(clientRecord());
    EXPECT_FALSE(m_reader.isDone());
    server(serverRecord() + record(22, handshake(11, "certificates")));
    ASSERT_EQ(m_seen.size(), 2u);
    EXPECT_EQ(m_seen[0].side, Side::Client);
    EXPECT_EQ(m_seen[0].frame, 1u);
    EXPECT_EQ(m_seen[0].time, 1000);
    EXPECT_EQ(fingerprints(m_seen[0].hello).ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(m_seen[1].side, Side::Server);
    EXPECT_TRUE(m_reader.isDone());
}

TEST_F(TlsReaderTest, ByteByByteOverSplitRecords)
{
    const std::string message = handshake(1, chromeHello().client());
    const std::string bytes =
        record(22, message.substr(0, 2)) + record(22, message.substr(2, 100)) + record(22, message.substr(102));
    for (const char byte : bytes)
        client(std::string(1, byte));
    ASSERT_EQ(m_seen.size(), 1u);
    EXPECT_EQ(m_seen[0].frame, bytes.size()); // that of its last byte
    EXPECT_EQ(fingerprints(m_seen[0].hello).ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

TEST_F(TlsReaderTest, SeveralMessagesInOneRecord)
{
    server(record(22, handshake(0, "") + handshake(2, chromeHello().server()) + handshake(14, "")));
    EXPECT_EQ(m_seen.size(), 1u);
}

TEST_F(TlsReaderTest, CutHelloGivesNothing)
{
    const std::string bytes = clientRecord();
    client(bytes.substr(0, bytes.size() - 1));
    EXPECT_TRUE(m_seen.empty());
    m_reader.gap(Side::Client, 1);
    client(bytes);
    EXPECT_TRUE(m_seen.empty());
}

TEST_F(TlsReaderTest, RetryRequestHasTwoPairs)
{
    client(clientRecord());
    server(record(22, handshake(2, retryRequest().server())) + changeCipherSpec);
    EXPECT_FALSE(m_reader.isDone());
    client(changeCipherSpec + clientRecord());
    server(serverRecord() + applicationData);
    ASSERT_EQ(m_seen.size(), 4u);
    EXPECT_TRUE(m_seen[1].hello.isRetryRequest);
    EXPECT_EQ(m_seen[2].side, Side::Client);
    EXPECT_TRUE(m_reader.isDone());
}

TEST_F(TlsReaderTest, EarlyDataBeforeTheSecondHello)
{
    auto made = chromeHello();
    made.extensions.push_back({42, {}});
    client(record(22, handshake(1, made.client())) + changeCipherSpec + applicationData);
    server(record(22, handshake(2, retryRequest().server())));
    client(clientRecord());
    EXPECT_EQ(m_seen.size(), 3u);
}

TEST_F(TlsReaderTest, EncryptedHandshakeIsNoHello)
{
    client(clientRecord() + changeCipherSpec + applicationData + clientRecord());
    EXPECT_EQ(m_seen.size(), 1u);
}

TEST_F(TlsReaderTest, AlertBeforeTheServersHello)
{
    client(clientRecord());
    server(record(21, "\x01\x70") + serverRecord());
    EXPECT_EQ(m_seen.size(), 2u);
}

TEST_F(TlsReaderTest, SslV2HelloIsAnsweredInTls)
{
    const std::string message = number(1, 1) + number(0x0301, 2) + number(3, 2) + number(0, 2) + number(16, 2)
        + number(0x000035, 3) + std::string(16, 'c');
    const std::string bytes = number(0x8000 | message.size(), 2) + message;
    EXPECT_TRUE(looksLikeTls(bytes));
    EXPECT_TRUE(looksLikeTls(bytes.substr(0, 11)));
    EXPECT_FALSE(looksLikeTls(bytes.substr(0, 10)));
    client(bytes.substr(0, 7));
    client(bytes.substr(7));
    server(serverRecord());
    ASSERT_EQ(m_seen.size(), 2u);
    EXPECT_TRUE(m_seen[0].hello.isSslV2);
    EXPECT_TRUE(m_reader.isDone());
}

TEST_F(TlsReaderTest, OtherBytesEndItsSides)
{
    client("GET / HTTP/1.1\r\n\r\n");
    server("HTTP/1.1 200 OK\r\n\r\n");
    EXPECT_TRUE(m_reader.isDone());
    EXPECT_TRUE(m_seen.empty());
}

TEST_F(TlsReaderTest, EndlessHandshakesEnd)
{
    client(record(22, number(1, 1) + number(0xffffff, 3)));
    server(record(22, number(2, 1) + number(0x01ff00, 3)));
    EXPECT_FALSE(m_reader.isDone());
    for (int i = 0; i < 20; ++i)
        server(record(22, std::string(16000, 'x')));
    EXPECT_TRUE(m_reader.isDone());
    EXPECT_TRUE(m_seen.empty());
}

TEST_F(TlsReaderTest, EndlessAlertsEnd)
{
    for (int i = 0; i < 40'000; ++i)
        client(record(21, "\x01\x70"));
    server("x");
    EXPECT_FALSE(m_reader.isDone());
    server("xxxxx");
    EXPECT_TRUE(m_reader.isDone());
}

TEST(LooksLikeTls, TellsHandshakesFromOthers)
{
    EXPECT_TRUE(looksLikeTls(clientRecord().substr(0, 6)));
    EXPECT_TRUE(looksLikeTls(serverRecord()));
    EXPECT_FALSE(looksLikeTls(clientRecord().substr(0, 5)));
    EXPECT_FALSE(looksLikeTls(applicationData));
    EXPECT_FALSE(looksLikeTls(record(22, "\x0b\0\0\0")));
    EXPECT_FALSE(looksLikeTls(std::string("\x16\x02\x01\x00\x50\x01", 6)));
    EXPECT_FALSE(looksLikeTls(std::string("\x16\x03\x01\xff\xff\x01", 6)));
    EXPECT_FALSE(looksLikeTls("GET / HTTP/1.1"));
    EXPECT_FALSE(looksLikeTls(std::string(20, '\x80')));
}

class HelloPairsTest : public testing::Test
{
protected:
    static SeenHello hello(Side side, uint64_t frame, uint16_t cipher)
    {
        SeenHello seen;
        seen.side = side;
        seen.frame = frame;
        seen.hello.ciphers = {cipher};
        return seen;
    }
    static std::string ja3s(uint16_t cipher) { return serverFingerprint(hello(Side::Server, 0, cipher).hello).ja3s; }

    std::vector<std::pair<uint64_t, std::string>> m_pairs;
    HelloPairs m_helloPairs{
        [this](const SeenHello& client, const std::string& ja3s) { m_pairs.emplace_back(client.frame, ja3s); }};
};

TEST_F(HelloPairsTest, EachHelloHasItsAnswer)
{
    m_helloPairs.add(hello(Side::Client, 1, 1));
    m_helloPairs.add(hello(Side::Server, 2, 2));
    m_helloPairs.add(hello(Side::Client, 3, 3));
    m_helloPairs.add(hello(Side::Server, 4, 4));
    m_helloPairs.finish();
    EXPECT_EQ(m_pairs, (std::vector<std::pair<uint64_t, std::string>>{{1, ja3s(2)}, {3, ja3s(4)}}));
}

TEST_F(HelloPairsTest, AnswersBelongToTheLastHello)
{
    m_helloPairs.add(hello(Side::Client, 1, 1));
    m_helloPairs.add(hello(Side::Client, 2, 1)); // with the cookie of DTLS
    EXPECT_TRUE(m_pairs.empty());
    m_helloPairs.add(hello(Side::Server, 3, 2));
    m_helloPairs.add(hello(Side::Client, 4, 1));
    m_helloPairs.finish();
    EXPECT_EQ(m_pairs, (std::vector<std::pair<uint64_t, std::string>>{{1, ""}, {2, ja3s(2)}, {4, ""}}));
}

TEST_F(HelloPairsTest, AnAnswerMayComeFirst)
{
    m_helloPairs.add(hello(Side::Server, 1, 2));
    m_helloPairs.add(hello(Side::Client, 2, 1));
    m_helloPairs.finish();
    EXPECT_EQ(m_pairs, (std::vector<std::pair<uint64_t, std::string>>{{2, ja3s(2)}}));
}

TEST_F(HelloPairsTest, WaitingHellosAreBounded)
{
    for (uint64_t i = 0; i < 1000; ++i)
        m_helloPairs.add(hello(Side::Client, i, 1));
    EXPECT_GT(m_pairs.size(), 900u);
    EXPECT_GT(m_helloPairs.keptBytes(), 0u);
    EXPECT_LT(m_helloPairs.keptBytes(), 10'000u);
    m_helloPairs.finish();
    EXPECT_EQ(m_pairs.size(), 1000u);
}

} // namespace
} // namespace assay::traffic
