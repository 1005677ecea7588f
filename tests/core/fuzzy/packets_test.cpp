// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/fuzzy/wire/packets.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;
using Datagram = std::vector<uint8_t>;

Datagram fromHex(const std::string& hex)
{
    Datagram bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

Request sampleRequest(bool withShingles)
{
    Request request;
    request.command = static_cast<uint8_t>(Command::Write);
    request.flag = 11;
    request.value = -7;
    request.tag = 0xDEADBEEF;
    request.hash.digest.fill(0xAB);
    if (withShingles) {
        request.hash.shingles.emplace();
        std::iota(request.hash.shingles->begin(), request.hash.shingles->end(), uint64_t{1} << 63);
    }
    return request;
}

Datagram encoded(const Request& request)
{
    std::array<uint8_t, maxDatagram> bytes;
    const size_t size = encodeRequest(request, bytes);
    return Datagram(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
}

Datagram withTail(const Request& request, const Datagram& tail)
{
    Datagram datagram = encoded(request);
    datagram.insert(datagram.end(), tail.begin(), tail.end());
    return datagram;
}

TEST(FuzzyPackets, RequestsReadBack)
{
    for (const bool withShingles : {false, true}) {
        Request request = sampleRequest(withShingles);
        request.domain = "example.org";
        request.address = IpAddress::parse("192.0.2.7");
        const Datagram datagram = encoded(request);
        EXPECT_EQ(datagram.size(), commandBytes + (withShingles ? shingleBytes : 0) + 2 + 11 + 5);
        const auto read = decodeRequest(datagram);
        ASSERT_TRUE(read);
        EXPECT_TRUE(read->is(Command::Write));
        EXPECT_EQ(read->version, 4);
        EXPECT_EQ(read->flag, request.flag);
        EXPECT_EQ(read->value, request.value);
        EXPECT_EQ(read->tag, request.tag);
        EXPECT_EQ(read->hash.digest, request.hash.digest);
        EXPECT_EQ(read->hash.shingles, request.hash.shingles);
        EXPECT_EQ(read->domain, "example.org");
        EXPECT_EQ(read->address, request.address);
    }
}

TEST(FuzzyPackets, OfALongDomainTheEndIsSent)
{
    Request request = sampleRequest(true);
    const std::string domain = std::string(100, 'a') + std::string(60, 'b') + ".org";
    request.domain = domain;
    request.address = IpAddress::parse("2001:db8::1");
    const Datagram datagram = encoded(request);
    const auto read = decodeRequest(datagram);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->domain, std::string(60, 'b') + ".org");
    EXPECT_EQ(read->address, request.address);
}

TEST(FuzzyPackets, EveryTruncationIsRefused)
{
    Request request = sampleRequest(true);
    request.domain = "example.org";
    request.address = IpAddress::parse("192.0.2.7");
    const Datagram whole = encoded(request);
    const size_t plain = commandBytes + shingleBytes;
    for (size_t length = 0; length < whole.size(); ++length) {
        // Between two extensions a shorter request ends well.
        const bool endsWell = length == plain || length == plain + 2 + 11;
        EXPECT_EQ(decodeRequest(ConstBytes(whole).first(length)).has_value(), endsWell) << length;
    }
    EXPECT_FALSE(decodeRequest(Datagram(maxDatagram + 1, 4)));
}

TEST(FuzzyPackets, VersionsAreChecked)
{
    for (unsigned version = 0; version < 256; ++version) {
        Datagram datagram = encoded(sampleRequest(false));
        datagram[0] = static_cast<uint8_t>(version);
        const auto read = decodeRequest(datagram);
        EXPECT_EQ(read.has_value(), version == 3 || version == 4 || version == 0x14) << version;
        if (read) {
            EXPECT_EQ(read->version, version & 15);
            EXPECT_EQ(read->takesLongReplies, version == 0x14);
        }
        datagram.push_back(0);
        EXPECT_EQ(decodeRequest(datagram).has_value(), version == 4 || version == 0x14) << version;
    }
}

TEST(FuzzyPackets, AnyCountOfShinglesMeansAllOfThem)
{
    Datagram datagram = encoded(sampleRequest(true));
    datagram[2] = 1;
    ASSERT_TRUE(decodeRequest(datagram));
    EXPECT_EQ(decodeRequest(datagram)->hash.shingles, sampleRequest(true).hash.shingles);
    datagram.pop_back();
    EXPECT_FALSE(decodeRequest(datagram));
}

TEST(FuzzyPackets, Extensions)
{
    const Request request = sampleRequest(false);
    const auto fits = [&](const Datagram& tail) { return decodeRequest(withTail(request, tail)).has_value(); };
    EXPECT_TRUE(fits({'d', 0}));
    EXPECT_TRUE(fits({'d', 0, 0, 0, 0})); // what 3.4 sends without a domain
    EXPECT_FALSE(fits({'d', 0, 0, 0, 1}));
    EXPECT_FALSE(fits({'d'}));
    EXPECT_FALSE(fits({'d', 3, 'a', 'b'}));
    EXPECT_TRUE(fits({'4', 1, 2, 3, 4, 'd', 1, 'a'}));
    EXPECT_FALSE(fits({'4', 1, 2, 3}));
    EXPECT_FALSE(fits({'x', 1, 2}));
    EXPECT_TRUE(fits({0x80, 4, 1, 2, 3, 4}));
    EXPECT_FALSE(fits({0x80, 3, 1, 2, 3}));
    EXPECT_TRUE(fits({0x81, 2, 1, 2, '4', 1, 2, 3, 4}));
    EXPECT_TRUE(fits({0xFF, 0}));
    EXPECT_FALSE(fits({0xFF}));
    EXPECT_FALSE(fits({0xFF, 2, 1}));
}

TEST(FuzzyPackets, RepliesReadBack)
{
    Reply reply;
    reply.value = -3;
    reply.flag = 12;
    reply.tag = 99;
    reply.probability = 0.75F;
    reply.digest.fill(7);
    reply.time = 1'700'000'000;
    reply.isStoredDigest = true;
    std::array<uint8_t, replyBytes> bytes;
    ASSERT_EQ(encodeReply(reply, 4, bytes), replyBytes);
    const auto read = decodeReply(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->value, -3);
    EXPECT_EQ(read->digest, reply.digest);
    EXPECT_EQ(read->time, reply.time);
    EXPECT_TRUE(read->isStoredDigest);
    ASSERT_EQ(encodeReply(reply, 3, bytes), shortReplyBytes);
    const auto shortOne = decodeReply(ConstBytes(bytes).first(shortReplyBytes));
    ASSERT_TRUE(shortOne);
    EXPECT_TRUE(shortOne->isShort);
    EXPECT_EQ(shortOne->flag, 12u);
}

TEST(FuzzyPackets, OnlyProbabilitiesAreTakenForOnes)
{
    Reply reply;
    std::array<uint8_t, replyBytes> bytes;
    for (const float odd : {-0.1F, 1.5F, std::nanf(""), INFINITY, -INFINITY}) {
        reply.probability = odd;
        encodeReply(reply, 4, bytes);
        EXPECT_FALSE(decodeReply(bytes)) << odd;
    }
    EXPECT_FALSE(decodeReply(Datagram(95)));
    EXPECT_FALSE(decodeReply(Datagram(97)));
    EXPECT_FALSE(decodeReply(Datagram()));
}

TEST(FuzzyPackets, RepliesWithFurtherFlags)
{
    Datagram datagram(longReplyBytes, 0);
    datagram[0] = 5; // weight
    datagram[84] = 2; // further flags
    datagram[88] = 9;
    datagram[92] = 13;
    const auto read = decodeReply(datagram);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->value, 5);
    ASSERT_EQ(read->extraCount, 2);
    EXPECT_EQ(read->extras[0].value, 9);
    EXPECT_EQ(read->extras[0].flag, 13u);
    datagram[84] = 8;
    EXPECT_FALSE(decodeReply(datagram));
}

TEST(FuzzyPackets, SealedRequestsAndReplies)
{
    const Keypair server = Keypair::generate(), client = Keypair::generate();
    const Session session{client.publicKey, server.publicKey, *sharedKey(client.secretKey, server.publicKey)};
    const Datagram plain = encoded(sampleRequest(true));
    std::array<uint8_t, maxDatagram> datagram;
    const Bytes sealed = Bytes(datagram).first(sealRequest(plain, session, datagram));
    EXPECT_EQ(sealed.size(), 416u);
    const auto head = decodeRequestHead(sealed);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->clientKey, client.publicKey);
    EXPECT_TRUE(std::equal(head->keyId.begin(), head->keyId.end(), server.publicKey.begin()));
    sealed[sealed.size() - 1] ^= 1;
    EXPECT_TRUE(unsealRequest(sealed, *head, session.shared).empty());
    sealed[sealed.size() - 1] ^= 1;
    const ConstBytes opened = unsealRequest(sealed, *head, *sharedKey(server.secretKey, head->clientKey));
    EXPECT_TRUE(std::equal(opened.begin(), opened.end(), plain.begin(), plain.end()));
    EXPECT_FALSE(decodeRequestHead(sealed.first(159)));
    EXPECT_TRUE(unsealReply(sealed.first(39), session.shared).empty());
}

// Requests and replies as the peer's own library encrypted them.
TEST(FuzzyPackets, Golden)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json all = Json::parse(*readFile(shared / "golden" / "fuzzy" / "primitives.json"));
    CryptoKey key = {};
    const Datagram shared32 = fromHex(all.at("shared_secret").at("nm"));
    std::copy(shared32.begin(), shared32.end(), key.begin());
    size_t requests = 0, replies = 0;
    for (const Json& row : all.at("packets").at("requests")) {
        Datagram datagram = fromHex(row.at("datagram"));
        const auto head = decodeRequestHead(datagram);
        ASSERT_TRUE(head) << row.at("name");
        EXPECT_EQ(toHex(head->mac), row.at("mac").get<std::string>());
        const ConstBytes plain = unsealRequest(datagram, *head, key);
        EXPECT_EQ(Datagram(plain.begin(), plain.end()), fromHex(row.at("plain")));
        const auto request = decodeRequest(plain);
        ASSERT_TRUE(request) << row.at("name");
        EXPECT_EQ(encoded(*request), fromHex(row.at("plain")));
        ++requests;
    }
    for (const Json& row : all.at("packets").at("replies")) {
        Datagram datagram = fromHex(row.at("datagram"));
        const ConstBytes plain = unsealReply(datagram, key);
        EXPECT_EQ(Datagram(plain.begin(), plain.end()), fromHex(row.at("plain")));
        const auto reply = decodeReply(plain);
        ASSERT_TRUE(reply) << row.at("name");
        std::array<uint8_t, replyBytes> bytes;
        const size_t size = encodeReply(*reply, reply->isShort ? 3 : 4, bytes);
        EXPECT_TRUE(
            std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size), plain.begin(), plain.end()));
        ++replies;
    }
    EXPECT_GE(requests, 5u);
    EXPECT_GE(replies, 2u);
}

} // namespace
} // namespace assay::fuzzy
