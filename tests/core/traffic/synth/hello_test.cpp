// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/capturewriter.h"
#include "core/traffic/synth/hellobytes.h"
#include "core/traffic/tls/hello.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::traffic {
namespace {

constexpr TlsStack stacks[] = {TlsStack::Chrome, TlsStack::Firefox, TlsStack::Safari, TlsStack::OpenSsl,
    TlsStack::Python, TlsStack::Go, TlsStack::OkHttp, TlsStack::Headless};

std::optional<TlsHello> parsed(const std::string& message)
{
    return parseClientHello(std::string_view(message).substr(4), TlsTransport::Tcp);
}

TEST(SynthHello, EveryLibraryHasAFingerprintOfItsOwn)
{
    std::set<std::string_view> all;
    for (const TlsStack stack : stacks)
        all.insert(ja4Of(stack));
    EXPECT_EQ(all.size(), std::size(stacks));
    EXPECT_EQ(all.count(""), 0u);
}

// Published values of programs that send these hellos.
TEST(SynthHello, FingerprintsAreThoseOfThePrograms)
{
    EXPECT_EQ(ja4Of(TlsStack::Chrome), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(ja4Of(TlsStack::Safari).substr(0, 23), "t13d2014h2_a09f3c656075");
    EXPECT_EQ(ja4Of(TlsStack::Firefox).substr(0, 23), "t13d1715h2_5b57614c22b0");
}

TEST(SynthHello, ABrowserThatShufflesKeepsItsFingerprint)
{
    const auto first = parsed(clientHelloBytes(TlsStack::Chrome, "a.example", SynthRandom(1)));
    const auto second = parsed(clientHelloBytes(TlsStack::Chrome, "b.example", SynthRandom(2)));
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->extensions, second->extensions);
    EXPECT_NE(fingerprints(*first).ja3, fingerprints(*second).ja3);
    EXPECT_EQ(fingerprints(*first).ja4, fingerprints(*second).ja4);
    EXPECT_EQ(second->serverName, "b.example");
    const auto steady = parsed(clientHelloBytes(TlsStack::Firefox, "a.example", SynthRandom(3)));
    const auto steadyToo = parsed(clientHelloBytes(TlsStack::Firefox, "a.example", SynthRandom(4)));
    ASSERT_TRUE(steady && steadyToo);
    EXPECT_EQ(fingerprints(*steady).ja3, fingerprints(*steadyToo).ja3);
}

TEST(SynthHello, ServersAnswer)
{
    for (const TlsStack stack : stacks) {
        const std::string message = serverHelloBytes(stack, SynthRandom(7));
        const auto hello = parseServerHello(std::string_view(message).substr(4), TlsTransport::Tcp);
        ASSERT_TRUE(hello);
        EXPECT_EQ(hello->ciphers, std::vector<uint16_t>{0x1301});
        EXPECT_EQ(hello->supportedVersions, std::vector<uint16_t>{0x0304});
    }
}

std::string captureOf(uint64_t seed, SynthCaptureWriter::Kind kind)
{
    SynthOptions options;
    options.seed = seed;
    options.requests = 400;
    options.maxBody = 2000;
    std::string capture;
    SynthCaptureWriter writer(seed, kind);
    const auto made = synthesizeTraffic(options,
        [&](const SynthRequest& request) {
            writer.append(capture, request);
            return true;
        },
        {});
    EXPECT_TRUE(made);
    writer.finish(capture);
    return capture;
}

uint32_t little32(std::string_view bytes, size_t at)
{
    uint32_t value = 0;
    for (size_t i = 4; i > 0; --i)
        value = value << 8 | static_cast<uint8_t>(bytes[at + i - 1]);
    return value;
}

TEST(SynthCapture, PacketsAreInOrderOfTimeAndTheSameForTheSameSeed)
{
    for (const auto kind : {SynthCaptureWriter::Kind::Clear, SynthCaptureWriter::Kind::Encrypted}) {
        const std::string capture = captureOf(3, kind);
        EXPECT_EQ(capture, captureOf(3, kind));
        EXPECT_NE(capture, captureOf(4, kind));
        uint64_t last = 0;
        size_t at = 24, packets = 0;
        for (; at + 16 <= capture.size(); ++packets) {
            const uint64_t time = uint64_t{little32(capture, at)} * 1'000'000 + little32(capture, at + 4);
            ASSERT_GE(time, last);
            last = time;
            at += 16 + little32(capture, at + 8);
        }
        EXPECT_EQ(at, capture.size());
        EXPECT_GT(packets, 2000u);
        const bool isClear = capture.find("GET / HTTP/1.1\r\nHost: ") != std::string::npos;
        EXPECT_EQ(isClear, kind == SynthCaptureWriter::Kind::Clear);
    }
}

TEST(SynthCapture, MailIsSentAsSmtpWantsIt)
{
    EXPECT_EQ(smtpData("A: b\n\n.\n..x\r\nend"), "A: b\r\n\r\n..\r\n...x\r\nend\r\n.\r\n");
    EXPECT_EQ(smtpData(""), ".\r\n");
}

} // namespace
} // namespace assay::traffic
