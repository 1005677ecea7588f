// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic tls, traffic ssh
#include "tests/core/ctl/runctl.h"
#include "tests/core/traffic/tls/madequic.h"
#include "tests/support/madepackets.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::test {
namespace {

// TLS, with a protocol name that is not ASCII, QUIC and SSH, whose banners come in two segments.
std::string captureOfHellos()
{
    MadeCapture capture;
    auto made = chromeHello();
    made.extensions.at(4) = alpn({"\xba\xad", "h2"});
    MadeConnection tls(capture, 40001, 8443);
    tls.handshake();
    const std::string hello = record(22, handshake(1, made.client()));
    tls.client(hello.substr(0, 90));
    tls.client(hello.substr(90));
    tls.server(record(22, handshake(2, made.server())));
    tls.close();

    MadeInitial initial;
    initial.frames = cryptoFrame(0, handshake(1, chromeHello().client()));
    capture.add(ethernet(udp("10.0.0.1", 50000, "10.0.0.9", 4433, initial.bytes())));

    MadeConnection ssh(capture, 40002, 2222);
    ssh.handshake();
    ssh.server("SSH-2.0-OpenSSH");
    ssh.server("_9.2\r\n");
    ssh.client("SSH-2.0-Go\r\n");
    ssh.close();
    return capture.pcap();
}

TEST(CtlTraffic, TlsGivesAnObjectForEachClientHello)
{
    const TemporaryDir folder;
    const std::string path = folder.write("a.pcap", captureOfHellos());
    const auto result = runCtl({"traffic", "tls", path, "--jsonl"});
    EXPECT_EQ(result.code, 0) << result.err;
    const auto objects = result.objects();
    ASSERT_EQ(objects.size(), 2u) << result.out;
    const auto byTransport = [&](const char* name) {
        return objects[0].at("transport") == name ? objects[0] : objects[1];
    };
    const auto tls = byTransport("tcp"), quic = byTransport("quic");
    EXPECT_TRUE(result.out.starts_with(R"({"schema":"assay.tls/1",)"));
    EXPECT_EQ(tls.at("source"), path);
    EXPECT_EQ(tls.at("stream"), 0);
    EXPECT_EQ(tls.at("frame"), 5); // that completes it
    EXPECT_EQ(tls.at("src"), "10.0.0.1");
    EXPECT_EQ(tls.at("src_port"), 40001);
    EXPECT_EQ(tls.at("dst_port"), 8443);
    EXPECT_EQ(tls.at("sni"), "www.example.org");
    EXPECT_EQ(tls.at("alpn"), nlohmann::json::parse(R"(["\u00ba\u00ad","h2"])"));
    EXPECT_EQ(tls.at("ja4"), "t13d1516bd_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(tls.at("ja4_o"), "t13d1516bd_acb858a92679_18f69afefd3d");
    EXPECT_TRUE(tls.at("ja3_full").get<std::string>().starts_with("771,4865-4866-"));
    EXPECT_EQ(tls.at("ja3s").get<std::string>().size(), 32u);
    EXPECT_EQ(quic.at("ja4"), "q13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(quic.at("stream"), 0);
    EXPECT_EQ(quic.at("ja3s"), "");
}

TEST(CtlTraffic, SshGivesAnObjectForEachConnection)
{
    const TemporaryDir folder;
    const std::string path = folder.write("a.pcap", captureOfHellos());
    const auto result = runCtl({"traffic", "ssh", path, "--jsonl"});
    EXPECT_EQ(result.code, 0) << result.err;
    const auto objects = result.objects();
    ASSERT_EQ(objects.size(), 1u) << result.out;
    EXPECT_EQ(objects[0].at("schema"), "assay.ssh/1");
    EXPECT_EQ(objects[0].at("stream"), 1);
    EXPECT_EQ(objects[0].at("client_banner"), "SSH-2.0-Go");
    EXPECT_EQ(objects[0].at("server_banner"), "SSH-2.0-OpenSSH_9.2");
    EXPECT_EQ(objects[0].at("hassh"), "");
}

TEST(CtlTraffic, HellosOfOtherFilesAreToldAndTheRunGoesOn)
{
    const TemporaryDir folder;
    const std::string path = folder.write("a.pcap", captureOfHellos()), other = folder.write("b.txt", "no capture");
    const auto result = runCtl({"traffic", "tls", other, path, "--jsonl"});
    EXPECT_EQ(result.code, 1);
    const auto objects = result.objects();
    ASSERT_EQ(objects.size(), 3u) << result.out;
    EXPECT_TRUE(objects[0].contains("error"));
    EXPECT_EQ(objects[0].at("source"), other);
}

} // namespace
} // namespace assay::test
