// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/quicreader.h"

#include "tests/core/traffic/tls/madequic.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

std::string fromHex(std::string_view hex)
{
    std::string bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

const std::string clientMessage = handshake(1, chromeHello().client());
const std::string serverMessage = handshake(2, chromeHello().server());
const std::string clientPrint = "q13d1516h2_8daaf6152771_e5627efa2ab1";

// The example of RFC 9001, A.2.
MadeInitial publishedInitial()
{
    MadeInitial made;
    made.keyId = made.destination = fromHex("8394c8f03e515708");
    made.source = {};
    made.frames = fromHex("060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413"
                          "011302010000c0000000"
                          "10000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c706e00"
                          "05000501000000000033"
                          "00260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b00030203"
                          "04000d0010000e040305"
                          "0306030203080408050806002d00020101001c00024001003900320408ffffffffffffffff05048000ffff070480"
                          "00ffff08011001048000"
                          "75300901100f088394c8f03e51570806048000ffff");
    made.frames.resize(1162);
    return made;
}

class QuicReaderTest : public testing::Test
{
protected:
    bool client(std::string_view datagram) { return m_reader.datagram(true, datagram, m_sink); }
    bool server(std::string_view datagram) { return m_reader.datagram(false, datagram, m_sink); }
    static std::string initial(MadeInitial made, std::string frames)
    {
        made.frames = std::move(frames);
        return made.bytes();
    }
    static MadeInitial ofServer(const MadeInitial& client)
    {
        MadeInitial made = client;
        made.isClient = false;
        made.destination = client.source;
        made.source = "server-id";
        made.token = {};
        return made;
    }
    std::vector<std::string> prints() const
    {
        std::vector<std::string> texts;
        for (const auto& [side, hello] : m_seen)
            texts.push_back(side == Side::Client ? fingerprints(hello).ja4 : "server");
        return texts;
    }
    using Prints = std::vector<std::string>;

    std::vector<std::pair<Side, TlsHello>> m_seen;
    QuicReader::Sink m_sink = [this](Side side, TlsHello&& hello) { m_seen.emplace_back(side, std::move(hello)); };
    QuicReader m_reader;
};

TEST_F(QuicReaderTest, PublishedPackets)
{
    const std::string bytes = publishedInitial().bytes();
    ASSERT_TRUE(bytes.starts_with(fromHex("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11")));
    ASSERT_TRUE(bytes.ends_with(fromHex("e221af44860018ab0856972e194cd934")));
    EXPECT_TRUE(client(bytes));
    ASSERT_EQ(m_seen.size(), 1u);
    EXPECT_EQ(m_seen[0].second.serverName, "example.com");
    EXPECT_TRUE(
        server(fromHex("cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780b"
                       "b38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb"
                       "19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee")));
    ASSERT_EQ(m_seen.size(), 2u);
    EXPECT_EQ(m_seen[1].first, Side::Server);
    EXPECT_EQ(serverFingerprint(m_seen[1].second).ja3sFull, "771,4865,51-43");
}

TEST_F(QuicReaderTest, EveryVersionThatIsKnown)
{
    for (const uint32_t version : {quic1, quic2, quicDraft29}) {
        for (const size_t numberBytes : {1u, 2u, 4u}) {
            QuicReader reader;
            m_seen.clear();
            MadeInitial made;
            made.version = version;
            made.numberBytes = numberBytes;
            reader.datagram(true, initial(made, cryptoFrame(0, clientMessage)), m_sink);
            reader.datagram(false, initial(ofServer(made), cryptoFrame(0, serverMessage)), m_sink);
            EXPECT_EQ(prints(), (Prints{clientPrint, "server"})) << version;
        }
    }
}

TEST_F(QuicReaderTest, PiecesInAnyOrderOverFramesAndDatagrams)
{
    const std::string padding(20, '\0'), ping(1, '\1');
    const std::string ack =
        number(2, 1) + quicNumber(7) + quicNumber(0) + quicNumber(1) + quicNumber(2) + quicNumber(0) + quicNumber(1);
    const std::string ackWithCounts =
        number(3, 1) + quicNumber(7) + quicNumber(0) + quicNumber(0) + quicNumber(2) + std::string(3, '\0');
    const auto piece = [](uint32_t from, uint32_t to) {
        return cryptoFrame(from, std::string_view(clientMessage).substr(from, to - from));
    };
    client(initial({}, piece(200, 250) + padding + piece(10, 60) + ping + piece(100, 120)));
    client(initial({}, ack + piece(0, 10) + ackWithCounts + piece(40, 100)));
    EXPECT_TRUE(m_seen.empty());
    const auto size = static_cast<uint32_t>(clientMessage.size());
    client(initial({}, piece(250, size - 1)));
    client(initial({}, piece(110, 220)));
    EXPECT_TRUE(m_seen.empty()); // its last byte is missing
    client(initial({}, piece(size - 1, size)));
    EXPECT_EQ(prints(), Prints{clientPrint});
}

TEST_F(QuicReaderTest, PiecesSentAgainMayBeLonger)
{
    client(initial({}, cryptoFrame(50, std::string_view(clientMessage).substr(50, 10))));
    client(initial({}, cryptoFrame(50, std::string_view(clientMessage).substr(50))));
    client(initial({}, cryptoFrame(50, std::string_view(clientMessage).substr(50, 5))));
    EXPECT_TRUE(m_seen.empty());
    client(initial({}, cryptoFrame(0, std::string_view(clientMessage).substr(0, 50))));
    EXPECT_EQ(prints(), Prints{clientPrint});
}

TEST_F(QuicReaderTest, FirstPieceCountsWhereTheyOverlap)
{
    std::string other = clientMessage;
    other[60] = 'X'; // in the session id
    client(initial({}, cryptoFrame(0, clientMessage.substr(0, 100))));
    client(initial({}, cryptoFrame(0, clientMessage)));
    client(initial({}, cryptoFrame(0, other)));
    EXPECT_EQ(prints(), Prints{clientPrint});
}

TEST_F(QuicReaderTest, CoalescedPackets)
{
    const std::string handshakePacket = number(0xe0, 1) + number(quic1, 4) + counted("original", 1)
        + counted("client", 1) + number(0x4010, 2) + std::string(16, 'x');
    client(initial({}, cryptoFrame(0, clientMessage.substr(0, 50))) + handshakePacket
        + initial({}, cryptoFrame(50, clientMessage.substr(50))) + std::string(60, '\0'));
    EXPECT_EQ(prints(), Prints{clientPrint});
}

TEST_F(QuicReaderTest, RetryChangesTheKeys)
{
    for (const uint32_t version : {quic1, quic2}) {
        QuicReader reader;
        m_seen.clear();
        MadeInitial made;
        made.version = version;
        reader.datagram(true, initial(made, cryptoFrame(0, clientMessage)), m_sink);
        const uint8_t type = version == quic2 ? 0xc0 : 0xf0;
        reader.datagram(false,
            number(type, 1) + number(version, 4) + counted("client", 1) + counted("retry-id", 1) + std::string(80, 't'),
            m_sink);
        made.keyId = made.destination = "retry-id";
        made.token = std::string(30, 't');
        reader.datagram(true, initial(made, cryptoFrame(0, clientMessage)), m_sink);
        EXPECT_EQ(prints(), Prints{clientPrint}); // the same hello again
        reader.datagram(false, initial(ofServer(made), cryptoFrame(0, serverMessage)), m_sink);
        EXPECT_EQ(prints(), (Prints{clientPrint, "server"}));
    }
}

TEST_F(QuicReaderTest, CutHelloIsCompletedBehindARetry)
{
    MadeInitial made;
    client(initial(made, cryptoFrame(0, clientMessage.substr(0, 100))));
    server(number(0xf0, 1) + number(quic1, 4) + counted("client", 1) + counted("retry-id", 1) + std::string(40, 't'));
    made.keyId = made.destination = "retry-id";
    client(initial(made, cryptoFrame(100, clientMessage.substr(100))));
    client(initial(made, cryptoFrame(0, clientMessage)));
    EXPECT_EQ(prints(), Prints{clientPrint});
}

TEST_F(QuicReaderTest, RetryRequestOfTlsHasTwoHellos)
{
    auto retry = chromeHello();
    retry.random = std::string(retryRandom);
    const std::string retryMessage = handshake(2, retry.server());
    const auto end = static_cast<uint32_t>(clientMessage.size());
    client(initial({}, cryptoFrame(0, clientMessage)));
    MadeInitial answer = ofServer({});
    server(initial(answer, cryptoFrame(0, retryMessage)));
    MadeInitial second;
    second.destination = "server-id";
    client(initial(second, cryptoFrame(end, clientMessage)));
    server(initial(answer, cryptoFrame(static_cast<uint32_t>(retryMessage.size()), serverMessage)));
    EXPECT_EQ(prints(), (Prints{clientPrint, "server", clientPrint, "server"}));
}

TEST_F(QuicReaderTest, ServersMayAnswerInAnotherVersion)
{
    client(initial({}, cryptoFrame(0, clientMessage)));
    MadeInitial answer = ofServer({});
    answer.version = quic2;
    server(initial(answer, cryptoFrame(0, serverMessage)));
    EXPECT_EQ(prints(), (Prints{clientPrint, "server"}));
}

TEST_F(QuicReaderTest, RepetitionsAreNotOtherHellos)
{
    for (int i = 0; i < 3; ++i) {
        client(initial({}, cryptoFrame(0, clientMessage)));
        server(initial(ofServer({}), cryptoFrame(0, serverMessage)));
    }
    EXPECT_EQ(prints(), (Prints{clientPrint, "server"}));
}

TEST_F(QuicReaderTest, ConversationsMayHaveSeveralConnectionsAndBeginWithTheServer)
{
    for (const char* id : {"first-id", "second-id", "third-id", "fourth-id", "fifth-id", "sixth-id"}) {
        MadeInitial made;
        made.keyId = made.destination = id;
        server(initial(made, cryptoFrame(0, clientMessage))); // by the receiver of the first packet
        client(initial(ofServer(made), cryptoFrame(0, serverMessage)));
    }
    EXPECT_EQ(m_seen.size(), 12u);
}

TEST_F(QuicReaderTest, WhatNoKeyOpensIsPassedOver)
{
    std::string bytes = initial({}, cryptoFrame(0, clientMessage));
    bytes.back() ^= 1;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(client(bytes));
    EXPECT_TRUE(m_seen.empty());
    EXPECT_TRUE(server(initial(ofServer({}), cryptoFrame(0, serverMessage)))); // of a client that was not seen
    EXPECT_TRUE(m_seen.empty());
    EXPECT_EQ(m_reader.keptBytes(), 0u);
}

TEST_F(QuicReaderTest, EveryCutIsPassedOver)
{
    const std::string bytes = initial({}, cryptoFrame(0, clientMessage));
    for (size_t length = 0; length < bytes.size(); ++length) {
        QuicReader reader;
        reader.datagram(true, std::string_view(bytes).substr(0, length), m_sink);
    }
    EXPECT_TRUE(m_seen.empty());
    client(number(0xc0, 1) + number(quic1, 4) + counted("original", 1) + counted("", 1) + counted("", 1)
        + number(0x14, 1) + std::string(20, 'x')); // too short for a sample and a tag
    client(number(0xc0, 1) + number(quic1, 4) + counted("original", 1) + counted("", 1)
        + std::string(8, '\xff')); // a token without end
    client(number(0xc0, 1) + number(quic1, 4) + counted(std::string(21, 'i'), 1) + std::string(100, 'x'));
    EXPECT_TRUE(m_seen.empty());
}

TEST_F(QuicReaderTest, OddFramesAreBounded)
{
    client(initial({}, number(6, 1) + std::string(8, '\xff') + quicNumber(1) + "x")); // an offset of 2^62
    client(initial({}, cryptoFrame(0x3fffffff, "x")));
    client(initial({}, number(2, 1) + quicNumber(0) + quicNumber(0) + std::string(8, '\xff'))); // 2^62 ranges
    client(initial({}, number(0x1c, 1) + cryptoFrame(0, clientMessage)));
    for (uint32_t i = 0; i < 3000; ++i)
        client(initial({}, cryptoFrame(2 * i + 10, "x")));
    EXPECT_TRUE(m_seen.empty());
    EXPECT_LT(m_reader.keptBytes(), 300'000u);
}

TEST(QuicPacket, TypesOfVersionTwoAreNumberedOtherwise)
{
    for (const auto& [version, bits, type] : {std::tuple{quic1, 0, QuicType::Initial}, {quic1, 1, QuicType::ZeroRtt},
             {quic1, 2, QuicType::Handshake}, {quic1, 3, QuicType::Retry}, {quic2, 1, QuicType::Initial},
             {quic2, 2, QuicType::ZeroRtt}, {quic2, 3, QuicType::Handshake}, {quic2, 0, QuicType::Retry}}) {
        const std::string bytes = number(static_cast<uint64_t>(0xc0 | bits << 4), 1) + number(version, 4)
            + counted("d", 1) + counted("s", 1) + std::string(30, '\0');
        std::string_view datagram = bytes;
        const auto packet = takeQuicPacket(datagram);
        ASSERT_TRUE(packet);
        EXPECT_EQ(packet->type, type);
    }
}

TEST(QuicPacket, UnknownVersionsAreTold)
{
    const auto header = [](uint32_t version, std::string_view destination) {
        return number(0xc3, 1) + number(version, 4) + counted(destination, 1) + counted("", 1);
    };
    EXPECT_EQ(unknownQuicVersion(header(0xff00001b, "12345678")), 0xff00001bU);
    EXPECT_EQ(unknownQuicVersion(header(0x1a2a3a4a, "12345678")), 0x1a2a3a4aU);
    EXPECT_EQ(unknownQuicVersion(header(0x12345678, "12345678")), std::nullopt);
    EXPECT_EQ(unknownQuicVersion(header(0x12345678, "12345678") + std::string(1200, 'x')), 0x12345678U);
    EXPECT_EQ(unknownQuicVersion(header(quic1, "12345678")), std::nullopt);
    EXPECT_EQ(unknownQuicVersion(header(0, "12345678") + number(quic1, 4)), 0u);
    EXPECT_EQ(unknownQuicVersion(header(0, "12345678") + number(7, 4)), std::nullopt);
    EXPECT_EQ(unknownQuicVersion("\xc3"), std::nullopt);
}

} // namespace
} // namespace assay::traffic
