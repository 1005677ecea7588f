// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/fuzzyserver.h"
#include "core/fuzzy/wire/serverworker.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

IpAddress address(const std::string& text)
{
    return *IpAddress::parse(text);
}

TEST(LruMap, ForgetsWhatWasUsedLongestAgo)
{
    LruMap<int, int> map(3);
    for (int i = 0; i < 3; ++i)
        map[i] = 10 * i;
    ASSERT_TRUE(map.find(0));
    map[3] = 30;
    EXPECT_EQ(map.size(), 3u);
    EXPECT_FALSE(map.find(1));
    EXPECT_EQ(*map.find(0), 0);
    EXPECT_EQ(map[4], 0);
    EXPECT_FALSE(map.find(2));
    LruMap<int, int> tiny(0);
    tiny[1] = 1;
    tiny[2] = 2;
    EXPECT_EQ(tiny.size(), 1u);
}

TEST(RateLimiter, LeaksAndCloses)
{
    RateLimit limit;
    limit.rate = 2;
    limit.burst = 4;
    limit.bucketTtl = std::chrono::seconds(100);
    RateLimiter limiter(limit);
    const IpAddress client = address("192.0.2.1");
    double now = 1000;
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(limiter.isOver(client, now));
    now += 1; // two leaked
    EXPECT_FALSE(limiter.isOver(client, now));
    EXPECT_FALSE(limiter.isOver(client, now));
    EXPECT_TRUE(limiter.isOver(client, now));
    EXPECT_TRUE(limiter.isOver(client, now + 99)); // though all has leaked
    EXPECT_FALSE(limiter.isOver(client, now + 100));
    EXPECT_FALSE(limiter.isOver(address("192.0.3.1"), now));
}

TEST(RateLimiter, NetworksShareABucket)
{
    RateLimit limit;
    limit.rate = 1;
    limit.burst = 1;
    const auto share = [&](const char* one, const char* other) {
        RateLimiter limiter(limit);
        return !limiter.isOver(address(one), 0) && limiter.isOver(address(other), 0);
    };
    EXPECT_TRUE(share("192.0.2.1", "192.0.2.254"));
    EXPECT_FALSE(share("192.0.2.1", "192.0.3.1"));
    EXPECT_TRUE(share("2001:db8:1:2:3::1", "2001:db8:1:2:3::2")); // /96
    EXPECT_FALSE(share("2001:db8:1:2:3::1", "2001:db8:1:2:4::1"));
    limit.networkBits = 8; // of IPv6 at least 64
    EXPECT_TRUE(share("192.0.2.1", "192.9.9.9"));
    EXPECT_TRUE(share("2001:db8:1:2:3::1", "2001:db8:1:2:4::1"));
    EXPECT_FALSE(share("2001:db8:1:2::1", "2001:db8:1:3::1"));
    limit.networkBits = 32;
    EXPECT_FALSE(share("192.0.2.1", "192.0.2.2"));
    limit.rate = 0;
    EXPECT_FALSE(share("192.0.2.1", "192.0.2.1"));
}

TEST(RateLimiter, KeepsABoundedNumberOfBuckets)
{
    RateLimit limit;
    limit.rate = 1;
    limit.burst = 1;
    limit.maxBuckets = 10;
    RateLimiter limiter(limit);
    EXPECT_FALSE(limiter.isOver(address("192.0.2.1"), 0));
    for (int i = 0; i < 10; ++i)
        EXPECT_FALSE(limiter.isOver(address("10.0." + std::to_string(i) + ".1"), 0));
    EXPECT_FALSE(limiter.isOver(address("192.0.2.1"), 0)); // forgotten
}

class Sessions : public testing::Test
{
protected:
    Sessions()
        : m_keys(1)
    {
        m_keys[0].keypair = Keypair::generate();
        m_sessions.emplace(m_keys);
    }
    // Whether a datagram opens that this client sealed; a forged one is sealed with another key.
    bool opens(const Keypair& client, const char* from, double now, bool isForged = false)
    {
        const PublicKey& server = m_keys[0].keypair.publicKey;
        const CryptoKey shared = isForged ? CryptoKey{} : *sharedKey(client.secretKey, server);
        const std::vector<uint8_t> plain(commandBytes);
        std::array<uint8_t, maxDatagram> space;
        const Bytes datagram = Bytes(space).first(sealRequest(plain, Session{client.publicKey, server, shared}, space));
        size_t key = noKey;
        CryptoKey found = {};
        return !m_sessions->open(datagram, *decodeRequestHead(datagram), address(from), now, key, found).empty();
    }

    std::vector<ServerKey> m_keys;
    std::optional<SessionKeys> m_sessions;
};

TEST_F(Sessions, WhoForgesIsNoLongerListenedTo)
{
    const Keypair known = Keypair::generate(), late = Keypair::generate(), forger = Keypair::generate();
    EXPECT_TRUE(opens(known, "192.0.2.1", 100));
    for (int i = 0; i < 500; ++i)
        EXPECT_FALSE(opens(forger, "192.0.2.1", 100, true));
    EXPECT_FALSE(opens(late, "192.0.2.1", 100));
    EXPECT_TRUE(opens(known, "192.0.2.1", 100)); // its key is known
    EXPECT_TRUE(opens(late, "192.0.2.2", 100));
    EXPECT_TRUE(opens(forger, "192.0.2.1", 101)); // a second later some are tried again
}

TEST_F(Sessions, ForgersTogetherAreBounded)
{
    const Keypair known = Keypair::generate(), late = Keypair::generate(), forger = Keypair::generate();
    EXPECT_TRUE(opens(known, "192.0.2.1", 100));
    for (int i = 0; i < 5000; ++i) {
        const std::string from = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
        EXPECT_FALSE(opens(forger, from.c_str(), 100, true));
    }
    EXPECT_FALSE(opens(late, "192.0.2.2", 100));
    EXPECT_TRUE(opens(known, "192.0.2.1", 100));
    EXPECT_TRUE(opens(late, "192.0.2.2", 101));
}

ServerStatistics sampleStatistics()
{
    ServerStatistics statistics;
    statistics.stored = 1234;
    statistics.invalidRequests = 2;
    statistics.checked = {1, 1'500'000};
    statistics.shingles = {0, 100'000};
    statistics.found = {1, 12'345};
    ServerStatistics::Key& key = statistics.keys["uucxpbdq1aeyn"];
    key.counts = {5, 4, 3, 2, 1};
    key.ips["127.0.0.1"] = {5, 4, 3, 2, 1};
    statistics.ips["127.0.0.1"] = {5, 4, 3, 2, 1};
    statistics.ips["127.0.0.2"] = {9, 0, 0, 0, 0};
    statistics.errorIps["192.0.2.1"] = 2;
    return statistics;
}

TEST(ServerStatistics, ReadLikeThoseOfThePeer)
{
    EXPECT_EQ(statisticsText(sampleStatistics(), "abc"),
        "Statistics for storage abc\n"
        "fuzzy_found: (v0.6: 1), (v0.8: 12.34k)\n"
        "fuzzy_stored: 1.23k\n"
        "fuzzy_shingles: (v0.6: 0), (v0.8: 100k)\n"
        "fuzzy_expired: 0\n"
        "invalid_requests: 2\n"
        "delayed_hashes: 0\n"
        "fuzzy_checked: (v0.6: 1), (v0.8: 1.50M)\n"
        "\n"
        "Keys statistics:\n"
        "Key id: uucxpbdq1aeyn\n"
        "\tChecked: 5\n\tMatched: 4\n\tErrors: 1\n\tAdded: 3\n\tDeleted: 2\n"
        "\n"
        "\tIPs stat:\n"
        "\t127.0.0.1\n"
        "\t\tChecked: 5\n\t\tMatched: 4\n\t\tErrors: 1\n\t\tAdded: 3\n\t\tDeleted: 2\n"
        "\n\n\n"
        "Errors IPs statistics:\n"
        "192.0.2.1: 2\n"
        "\n\n"
        "IPs statistics:\n"
        "127.0.0.2\n\tChecked: 9\n\tMatched: 0\n\tErrors: 0\n\tAdded: 0\n\tDeleted: 0\n\n"
        "127.0.0.1\n\tChecked: 5\n\tMatched: 4\n\tErrors: 1\n\tAdded: 3\n\tDeleted: 2\n\n");
}

TEST(ServerStatistics, OrdersAndParts)
{
    StatisticsText how;
    how.rawNumbers = true;
    how.withKeys = false;
    how.order = StatisticsOrder::Matched;
    const std::string text = statisticsText(sampleStatistics(), "abc", how);
    EXPECT_NE(text.find("fuzzy_stored: 1234\n"), std::string::npos);
    EXPECT_EQ(text.find("Key id"), std::string::npos);
    EXPECT_LT(text.find("127.0.0.1\n"), text.find("127.0.0.2\n"));
    how.order = StatisticsOrder::Ip;
    const std::string byAddress = statisticsText(sampleStatistics(), "abc", how);
    EXPECT_LT(byAddress.find("127.0.0.2\n"), byAddress.find("127.0.0.1\n"));
    how.withIps = false;
    EXPECT_EQ(statisticsText(sampleStatistics(), "abc", how).find("IPs"), std::string::npos);
}

TEST(ServerStatistics, Json)
{
    const auto json = nlohmann::json::parse(statisticsJson(sampleStatistics()));
    EXPECT_EQ(json.at("fuzzy_stored"), 1234);
    EXPECT_EQ(json.at("fuzzy_checked"), (std::vector<int>{1, 1'500'000}));
    EXPECT_EQ(json.at("errors_ips").at("192.0.2.1"), 2);
    const auto& key = json.at("keys").at("uucxpbdq1aeyn");
    EXPECT_EQ(key.at("added"), 3);
    EXPECT_EQ(key.at("ips").at("127.0.0.1").at("deleted"), 2);
}

} // namespace
} // namespace assay::fuzzy
