// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/sshreader.h"

#include "core/base/hash.h"
#include "core/base/md5.h"
#include "tests/core/traffic/tls/madehello.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

std::string packet(std::string_view payload)
{
    const std::string padding(8, '\0');
    return number(payload.size() + 1 + padding.size(), 4) + number(padding.size(), 1) + std::string(payload) + padding;
}

std::string keyExchange()
{
    std::string payload = number(20, 1) + std::string(16, 'c');
    for (const char* list : {"curve25519-sha256,ext-info-c", "ssh-ed25519", "aes-to", "aes-from", "mac-to", "mac-from",
             "zlib-to", "none", "", ""})
        payload += counted(list, 4);
    return packet(payload + std::string(5, '\0'));
}

std::string md5Of(std::string_view text)
{
    return toHex(md5(text));
}

TEST(SshReader, BannersAndAlgorithms)
{
    SshReader reader;
    reader.data(Side::Client, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n" + keyExchange());
    reader.data(Side::Server, "SSH-2.0-dropbear\n" + keyExchange());
    EXPECT_TRUE(reader.isDone());
    EXPECT_EQ(reader.session().clientBanner, "SSH-2.0-OpenSSH_9.2p1 Debian-2");
    EXPECT_EQ(reader.session().serverBanner, "SSH-2.0-dropbear");
    EXPECT_EQ(reader.session().hassh, md5Of("curve25519-sha256,ext-info-c;aes-to;mac-to;zlib-to"));
    EXPECT_EQ(reader.session().hasshServer, md5Of("curve25519-sha256,ext-info-c;aes-from;mac-from;none"));
}

TEST(SshReader, ByteByByteBehindOtherLinesAndPackets)
{
    SshReader reader;
    const std::string ignored = packet(number(2, 1) + counted("ignored", 4));
    for (const char byte : "Welcome to the server\r\n\r\nSSH-2.0-x\r\n" + ignored + keyExchange())
        reader.data(Side::Server, std::string(1, byte));
    EXPECT_EQ(reader.session().serverBanner, "SSH-2.0-x");
    EXPECT_EQ(reader.session().hasshServer, md5Of("curve25519-sha256,ext-info-c;aes-from;mac-from;none"));
    EXPECT_FALSE(reader.isDone()); // the client has said nothing
}

TEST(SshReader, SshOneHasBannersOnly)
{
    SshReader reader;
    reader.data(Side::Client, "SSH-1.5-1.2.26\n" + number(0x00010002, 4) + std::string(30, 'x'));
    EXPECT_EQ(reader.session().clientBanner, "SSH-1.5-1.2.26");
    EXPECT_EQ(reader.session().hassh, "");
}

TEST(SshReader, CutKeyExchangeGivesNothing)
{
    const std::string whole = keyExchange();
    SshReader reader;
    reader.data(Side::Client, "SSH-2.0-x\r\n" + whole.substr(0, whole.size() - 1));
    EXPECT_EQ(reader.session().hassh, "");
    reader.gap(Side::Client, 1);
    reader.data(Side::Client, whole);
    EXPECT_EQ(reader.session().hassh, "");
    SshReader lists; // a list longer than its packet
    lists.data(Side::Client, "SSH-2.0-x\r\n" + packet(number(20, 1) + std::string(16, 'c') + number(1'000'000, 4)));
    EXPECT_EQ(lists.session().hassh, "");
}

TEST(SshReader, EndlessTalkEnds)
{
    SshReader reader;
    for (int i = 0; i < 3000; ++i)
        reader.data(Side::Server, std::string(100, 'x'));
    reader.data(Side::Client, "not SSH\r\n");
    EXPECT_TRUE(reader.isDone());
    EXPECT_EQ(reader.session().serverBanner, "");
}

TEST(SshReader, ManyShortLinesEnd)
{
    SshReader reader;
    reader.data(Side::Client, "SSH-2.0-x\r\n" + keyExchange());
    for (int i = 0; i < 300'000; ++i)
        reader.data(Side::Server, "x\n");
    EXPECT_TRUE(reader.isDone());
}

TEST(LooksLikeSsh, ByTheBanner)
{
    EXPECT_TRUE(looksLikeSsh("SSH-2.0-x"));
    EXPECT_TRUE(looksLikeSsh("SSH-1"));
    EXPECT_FALSE(looksLikeSsh("SSH-"));
    EXPECT_FALSE(looksLikeSsh("SSH-x"));
    EXPECT_FALSE(looksLikeSsh("ssh-2.0"));
}

} // namespace
} // namespace assay::traffic
