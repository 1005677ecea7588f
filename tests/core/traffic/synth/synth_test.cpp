// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/traffic/synth/labelwriter.h"
#include "core/traffic/synth/logwriter.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace assay::traffic {
namespace {

struct Row
{
    int64_t time;
    std::string ip, host, method, path, query, userAgent;
    uint16_t status;
    uint64_t bytes;
    uint32_t actor, attack;
    ActorKind kind;
};

struct Made
{
    std::vector<Row> rows;
    std::string log;
    SynthSummary summary;
};

Made make(const SynthOptions& options)
{
    Made made;
    SynthLogWriter writer(SynthLogWriter::Format::VhostCombined);
    const auto summary = synthesizeTraffic(options,
        [&](const SynthRequest& one) {
            const Request& r = one.request;
            made.rows.push_back({r.time, r.client.toString(), std::string(r.host), std::string(r.method),
                std::string(r.path), std::string(r.query.value_or("")), std::string(r.userAgent.value_or("-")),
                r.status.value_or(0), r.replyBytes.value_or(0), one.actor, one.attack, one.kind});
            writer.append(made.log, one);
            return true;
        },
        {});
    EXPECT_TRUE(summary);
    if (summary)
        made.summary = *summary;
    return made;
}

SynthOptions smallOptions(unsigned difficulty = 1, uint64_t seed = 5)
{
    SynthOptions options;
    options.seed = seed;
    options.requests = 20'000;
    options.difficulty = difficulty;
    return options;
}

TEST(Synth, TheSameSeedGivesTheSameBytesAndAnotherSeedOthers)
{
    const Made first = make(smallOptions());
    EXPECT_EQ(first.log, make(smallOptions()).log);
    EXPECT_NE(first.log, make(smallOptions(1, 6)).log);
}

TEST(Synth, GivesAboutAsManyRequestsAsAskedInOrderOfTime)
{
    for (unsigned difficulty = 0; difficulty < 4; ++difficulty) {
        const SynthOptions options = smallOptions(difficulty);
        const Made made = make(options);
        EXPECT_EQ(made.summary.requests, made.rows.size());
        EXPECT_GT(made.rows.size(), 15'000u) << difficulty;
        EXPECT_LT(made.rows.size(), 26'000u) << difficulty;
        int64_t last = options.start * 1'000'000'000;
        for (const Row& row : made.rows) {
            ASSERT_GE(row.time, last);
            last = row.time;
        }
        EXPECT_LT(last, (options.start + options.seconds) * 1'000'000'000);
    }
}

TEST(Synth, EveryKindComesAndTheSummaryCountsThem)
{
    for (unsigned difficulty = 0; difficulty < 4; ++difficulty) {
        const Made made = make(smallOptions(difficulty));
        std::array<uint64_t, actorKindCount> counted = {};
        for (const Row& row : made.rows)
            ++counted[static_cast<size_t>(row.kind)];
        EXPECT_EQ(counted, made.summary.requestsOfKind);
        for (size_t i = 0; i < actorKindCount; ++i)
            EXPECT_GT(counted[i], 0u) << difficulty << " " << actorClass(static_cast<ActorKind>(i)).name;
    }
}

TEST(Synth, IncidentsAreAsTheSummarySays)
{
    const SynthOptions options = smallOptions();
    const Made made = make(options);
    ASSERT_EQ(made.summary.attacks.size(), options.attacks.size());
    for (size_t i = 0; i < options.attacks.size(); ++i) {
        const SynthAttack& attack = made.summary.attacks[i];
        EXPECT_EQ(attack.kind, options.attacks[i]);
        std::set<std::string> addresses;
        uint64_t requests = 0;
        for (const Row& row : made.rows) {
            if (row.attack != i + 1)
                continue;
            EXPECT_EQ(row.kind, attack.kind);
            EXPECT_EQ(row.host, attack.host);
            EXPECT_GE(row.time, attack.first);
            EXPECT_LE(row.time, attack.last);
            addresses.insert(row.ip);
            ++requests;
        }
        EXPECT_EQ(requests, attack.requests);
        EXPECT_EQ(addresses.size(), attack.addresses);
        EXPECT_GT(requests, 0u);
    }
}

TEST(Synth, AddressesAndHostsAreReserved)
{
    const auto shared = IpNetwork::parse("100.64.0.0/10"), own = IpNetwork::parse("10.0.0.0/8"),
               six = IpNetwork::parse("2001:db8::/32");
    bool hasSix = false;
    for (const Row& row : make(smallOptions()).rows) {
        const auto ip = IpAddress::parse(row.ip);
        ASSERT_TRUE(ip);
        EXPECT_TRUE(shared->contains(*ip) || own->contains(*ip) || six->contains(*ip)) << row.ip;
        hasSix = hasSix || six->contains(*ip);
        EXPECT_EQ(row.host.substr(row.host.size() - 8), ".example");
        EXPECT_EQ(row.path.front(), '/');
    }
    EXPECT_TRUE(hasSix);
}

TEST(Synth, AnActorKeepsItsAddressAndFlashCrowdsAreNoAttack)
{
    std::map<uint32_t, std::string> addresses;
    for (const Row& row : make(smallOptions(2)).rows)
        EXPECT_EQ(addresses.emplace(row.actor, row.ip).first->second, row.ip);
    EXPECT_FALSE(actorClass(ActorKind::FlashCrowd).isMalicious);
    EXPECT_FALSE(actorClass(ActorKind::Crawler).isMalicious);
    EXPECT_TRUE(actorClass(ActorKind::Crawler).isBot);
}

TEST(Synth, BotsRepeatSessionsOfPeopleWhenItIsHardest)
{
    // What a flood of one page asks for, at both ends of the scale.
    for (const unsigned difficulty : {0u, 3u}) {
        std::set<std::string> paths;
        for (const Row& row : make(smallOptions(difficulty)).rows) {
            if (row.kind == ActorKind::FloodUrl)
                paths.insert(row.path);
        }
        if (difficulty == 0) {
            EXPECT_EQ(paths.size(), 1u);
        } else {
            EXPECT_GT(paths.size(), 50u);
        }
    }
}

TEST(Synth, OptionsOutOfRangeAreRefused)
{
    const SynthSink sink = [](const SynthRequest&) { return true; };
    SynthOptions options;
    options.difficulty = 4;
    EXPECT_EQ(synthesizeTraffic(options, sink, {}).error().code, ErrorCode::BadArgument);
    options = {};
    options.hosts = 0;
    EXPECT_EQ(synthesizeTraffic(options, sink, {}).error().subject, "hosts");
    options = {};
    options.attacks = {ActorKind::Person};
    EXPECT_EQ(synthesizeTraffic(options, sink, {}).error().subject, "attacks");
}

TEST(Synth, StopsWhenTheSinkOrTheCallerWantsNoMore)
{
    int seen = 0;
    const auto summary = synthesizeTraffic(smallOptions(), [&](const SynthRequest&) { return ++seen < 10; }, {});
    ASSERT_TRUE(summary);
    EXPECT_EQ(seen, 10);
    EXPECT_EQ(summary->requests, 10u);
    std::stop_source stop;
    stop.request_stop();
    const auto cancelled = synthesizeTraffic(
        smallOptions(), [](const SynthRequest&) { return true; }, RunContext(stop.get_token(), nullptr, 1));
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
}

TEST(Synth, HostsHaveTargetsOfTheirOwn)
{
    std::set<std::string> targets;
    for (const std::string& host : synthHosts(9, 3000))
        targets.insert(targetOf(normalizedHost(host)));
    EXPECT_EQ(targets.size(), 3000u);
}

TEST(SynthLabels, OfAddressesAreThoseOfMostRequests)
{
    SynthLabelWriter labels(smallOptions());
    const std::string host = synthHosts(5, 3)[1];
    std::string lines;
    SynthRequest made;
    made.request.client = *IpAddress::parse("10.0.0.1");
    made.request.host = host;
    made.host = 1;
    for (const ActorKind kind : {ActorKind::Person, ActorKind::FloodUrl, ActorKind::Person, ActorKind::FloodUrl}) {
        made.kind = kind;
        ++made.request.place;
        made.actor = kind == ActorKind::Person ? 1 : 2;
        made.attack = kind == ActorKind::Person ? 0 : 3;
        labels.append(lines, made);
    }
    EXPECT_EQ(labels.pairLabels(),
        "ip,host,class,bot,malicious,requests,mixed\n10.0.0.1," + host + ",ddos_url,1,1,4,1\n"); // a tie is malicious
    EXPECT_EQ(
        lines.substr(0, lines.find('\n')), "1,1,1970-01-01T00:00:00.000Z,10.0.0.1," + host + ",1,person,human,0,0,");
    EXPECT_NE(lines.find("2,2,1970-01-01T00:00:00.000Z,10.0.0.1," + host + ",2,flood_url,ddos_url,1,1,3\n"),
        std::string::npos);
}

TEST(SynthLog, LinesAreThoseOfTheirFormats)
{
    SynthRequest made;
    const Location location = {53.5, 10, "Germany"};
    made.request.time = 1'772'431'201'010'000'000;
    made.request.client = *IpAddress::parse("2001:db8::5");
    made.request.host = "www.lanternnews.example";
    made.request.method = "GET";
    made.request.path = "/a";
    made.request.query = "?b=1";
    made.request.version = "1.1";
    made.request.status = 200;
    made.request.replyBytes = 17;
    made.request.contentType = "text/html";
    made.request.userAgent = "a \"b\"";
    made.request.location = location;
    std::string log;
    SynthLogWriter(SynthLogWriter::Format::VhostCombined).append(log, made);
    EXPECT_EQ(log,
        "www.lanternnews.example 2001:db8::5 - - [02/Mar/2026:06:00:01 +0000] \"GET /a?b=1 HTTP/1.1\" 200 17 \"-\" "
        "\"a \\\"b\\\"\"\n");
    log.clear();
    SynthLogWriter(SynthLogWriter::Format::Json).append(log, made);
    EXPECT_EQ(log,
        "{\"@timestamp\":\"2026-03-02T06:00:01.010Z\",\"client_ip\":\"2001:db8::5\","
        "\"client_request_host\":\"www.lanternnews.example\",\"client_request_method\":\"GET\",\"client_url\":\"/a\","
        "\"querystring\":\"?b=1\",\"client_ua\":\"a \\\"b\\\"\",\"referer\":null,\"http_response_code\":200,"
        "\"reply_length_bytes\":17,\"content_type\":\"text/html\",\"http_request_version\":\"HTTP/1.1\","
        "\"geoip\":{\"country_name\":\"Germany\",\"location\":{\"lat\":53.5,\"lon\":10}}}\n");
    log.clear();
    SynthLogWriter(SynthLogWriter::Format::Ecs).append(log, made);
    EXPECT_NE(log.find("\"url\":{\"domain\":\"www.lanternnews.example\",\"path\":\"/a\",\"query\":\"b=1\"}"),
        std::string::npos);
}

} // namespace
} // namespace assay::traffic
