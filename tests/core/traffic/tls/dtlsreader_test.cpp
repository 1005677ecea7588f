// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/dtlsreader.h"

#include "tests/core/traffic/tls/madehello.h"
#include "tests/core/traffic/tls/madequic.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

std::string fragment(uint8_t type, uint16_t messageNumber, std::string_view body, size_t from, size_t length)
{
    return number(type, 1) + number(body.size(), 3) + number(messageNumber, 2) + number(from, 3)
        + counted(body.substr(from, length), 3);
}
std::string whole(uint8_t type, uint16_t messageNumber, std::string_view body)
{
    return fragment(type, messageNumber, body, 0, body.size());
}
std::string dtlsRecord(std::string_view content, uint16_t epoch = 0, uint8_t type = 22)
{
    return number(type, 1) + number(0xfefd, 2) + number(epoch, 2) + number(0, 6) + counted(content, 2);
}

std::string clientBody(std::string_view cookie = {})
{
    auto made = chromeHello();
    made.version = 0xfefd;
    std::erase_if(made.extensions, [](const auto& extension) { return extension.first == 43; });
    return made.dtlsClient(cookie);
}
std::string serverBody()
{
    auto made = chromeHello();
    made.version = 0xfefd;
    made.extensions = {{0xff01, {}}};
    return made.server();
}
const std::string clientHead = "dd2d1515h2";

class DtlsReaderTest : public testing::Test
{
protected:
    bool send(std::string_view datagram) { return m_dtls.datagram(true, datagram, m_sink); }
    static std::string headOf(const TlsHello& hello) { return fingerprints(hello).ja4.substr(0, 10); }

    std::vector<std::pair<Side, TlsHello>> m_seen;
    DtlsReader::Sink m_sink = [this](Side side, TlsHello&& hello) { m_seen.emplace_back(side, std::move(hello)); };
    DtlsReader m_dtls;
};

TEST_F(DtlsReaderTest, BothHellos)
{
    EXPECT_TRUE(send(dtlsRecord(whole(1, 0, clientBody()))));
    EXPECT_TRUE(m_dtls.datagram(false, dtlsRecord(whole(2, 1, serverBody()) + whole(11, 2, "certificates")), m_sink));
    ASSERT_EQ(m_seen.size(), 2u);
    EXPECT_EQ(m_seen[0].first, Side::Client);
    EXPECT_EQ(headOf(m_seen[0].second), clientHead);
    EXPECT_EQ(m_seen[1].first, Side::Server);
    EXPECT_EQ(serverFingerprint(m_seen[1].second).ja3sFull, "65277,19018,65281");
}

TEST_F(DtlsReaderTest, FragmentsInAnyOrderOverRecordsAndDatagrams)
{
    const std::string body = clientBody();
    send(dtlsRecord(fragment(1, 0, body, 150, body.size() - 150)));
    send(dtlsRecord(fragment(1, 0, body, 40, 70)) + dtlsRecord(fragment(1, 0, body, 100, 60)));
    EXPECT_TRUE(m_seen.empty());
    EXPECT_GT(m_dtls.keptBytes(), 0u);
    send(dtlsRecord(fragment(1, 0, body, 0, 50)));
    ASSERT_EQ(m_seen.size(), 1u);
    EXPECT_EQ(headOf(m_seen[0].second), clientHead);
    EXPECT_EQ(m_dtls.keptBytes(), 0u);
}

TEST_F(DtlsReaderTest, CookieMakesASecondHello)
{
    send(dtlsRecord(whole(1, 0, clientBody())));
    send(dtlsRecord(whole(1, 0, clientBody()))); // again: no answer came
    m_dtls.datagram(false, dtlsRecord(whole(3, 0, number(0xfeff, 2) + counted("cookie", 1))), m_sink);
    send(dtlsRecord(whole(1, 1, clientBody("cookie"))));
    ASSERT_EQ(m_seen.size(), 2u);
    EXPECT_EQ(fingerprints(m_seen[0].second).ja4, fingerprints(m_seen[1].second).ja4);
}

TEST_F(DtlsReaderTest, EncryptedRecordsAreNotRead)
{
    EXPECT_TRUE(send(dtlsRecord(whole(1, 0, clientBody()), 1)));
    EXPECT_TRUE(send(dtlsRecord(whole(1, 0, clientBody()), 0, 23)));
    EXPECT_TRUE(m_seen.empty());
}

TEST_F(DtlsReaderTest, CutOnesGiveNothing)
{
    const std::string bytes = dtlsRecord(whole(1, 0, clientBody()));
    for (size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(send(std::string_view(bytes).substr(0, length)));
    send(dtlsRecord(fragment(1, 0, clientBody(), 0, 50)));
    EXPECT_TRUE(m_seen.empty());
}

TEST_F(DtlsReaderTest, OddFragmentsAreBounded)
{
    send(dtlsRecord(number(1, 1) + number(0xffffff, 3) + number(0, 2) + number(0, 3) + counted("x", 3)));
    send(dtlsRecord(number(1, 1) + number(10, 3) + number(0, 2) + number(9, 3) + counted("xyz", 3)));
    EXPECT_EQ(m_dtls.keptBytes(), 0u);
    for (uint16_t i = 0; i < 10'000; ++i)
        send(dtlsRecord(fragment(1, i, std::string(60'000, 'x'), 1, 1200)));
    EXPECT_TRUE(m_seen.empty());
    EXPECT_LT(m_dtls.keptBytes(), 10'000u);
}

TEST(DatagramReader, TellsProtocolsByTheirBytes)
{
    std::vector<SeenHello> seen;
    DatagramReader quic([&](const SeenHello& hello) { seen.push_back(hello); });
    MadeInitial made;
    made.frames = cryptoFrame(0, handshake(1, chromeHello().client()));
    quic.datagram(true, "\x1a\x2b dns", 1, 1);
    EXPECT_EQ(quic.protocol(), "");
    quic.datagram(true, made.bytes(), 7, 70);
    EXPECT_EQ(quic.protocol(), "quic");
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].frame, 7u);
    EXPECT_EQ(seen[0].time, 70);
    EXPECT_EQ(seen[0].hello.transport, TlsTransport::Quic);

    DatagramReader dtls([&](const SeenHello& hello) { seen.push_back(hello); });
    dtls.datagram(false, dtlsRecord(whole(1, 0, clientBody())), 9, 90);
    EXPECT_EQ(dtls.protocol(), "dtls");
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[1].side, Side::Client);

    DatagramReader unknown([&](const SeenHello& hello) { seen.push_back(hello); });
    unknown.datagram(true, number(0xc3, 1) + number(0xff00001b, 4) + counted("12345678", 1) + counted("", 1), 1, 1);
    EXPECT_EQ(unknown.protocol(), "quic/unknown-ff00001b");
    EXPECT_EQ(seen.size(), 2u);
}

} // namespace
} // namespace assay::traffic
