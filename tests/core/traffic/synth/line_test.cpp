// SPDX-License-Identifier: GPL-3.0-or-later
// Made-up traffic through the readers and the making of request sets.
#include "core/traffic/capture/capturereader.h"
#include "core/traffic/log/logreader.h"
#include "core/traffic/sets/setbuilder.h"
#include "core/traffic/synth/capturewriter.h"
#include "core/traffic/synth/logwriter.h"
#include "core/traffic/synth/separability.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace assay::traffic {
namespace {

ByteSource sourceOf(const std::string& bytes)
{
    return [&bytes, at = size_t{0}](char* buffer, size_t length) mutable -> Result<size_t> {
        const size_t count = bytes.copy(buffer, length, at);
        at += count;
        return count;
    };
}

// What request sets say, by bucket, target and client.
using Heads = std::map<std::string, RequestSetHead>;

class Collector
{
public:
    Heads heads;
    SetBuilder builder{SetOptions(), [this](const FinishedSet& set) {
                           const RequestSetHead& head = set.head;
                           heads[std::to_string(head.bucketStart) + " " + head.target + " " + head.client.toString()] =
                               head;
                           return true;
                       }};
};

struct Made
{
    std::string json, ecs, vhost, capture;
    uint64_t requests = 0;
};

Made make(uint64_t seed)
{
    SynthOptions options;
    options.seed = seed;
    options.requests = 3000;
    options.seconds = 3600;
    options.maxBody = 4000;
    Made made;
    SynthLogWriter json(SynthLogWriter::Format::Json), ecs(SynthLogWriter::Format::Ecs),
        vhost(SynthLogWriter::Format::VhostCombined);
    SynthCaptureWriter capture(seed, SynthCaptureWriter::Kind::Clear);
    const auto summary = synthesizeTraffic(options,
        [&](const SynthRequest& request) {
            json.append(made.json, request);
            ecs.append(made.ecs, request);
            vhost.append(made.vhost, request);
            capture.append(made.capture, request);
            return true;
        },
        {});
    EXPECT_TRUE(summary);
    capture.finish(made.capture);
    made.requests = summary ? summary->requests : 0;
    return made;
}

Heads headsOfLog(const std::string& log, LogFormat expected, uint64_t requests)
{
    Collector sets;
    LogSink sink;
    sink.onRequest = [&](const Request& request) { return sets.builder.add(request); };
    sink.onReject = [](const LogReject& reject) { ADD_FAILURE() << reject.line << ": " << reject.why; };
    const auto summary = readLog(sourceOf(log), LogOptions(), sink, {});
    EXPECT_TRUE(summary);
    if (summary) {
        EXPECT_EQ(summary->requests, requests);
        EXPECT_EQ(summary->format, expected);
    }
    sets.builder.finish();
    return std::move(sets.heads);
}

Heads headsOfCapture(const std::string& capture, uint64_t requests)
{
    Collector sets;
    uint64_t seen = 0;
    CaptureSink sink;
    sink.onHttp = [&](const HttpTransaction& transaction) {
        ++seen;
        return sets.builder.add(transaction.request);
    };
    const auto summary = readCapture(sourceOf(capture), CaptureOptions(), sink, {});
    EXPECT_TRUE(summary);
    EXPECT_EQ(seen, requests);
    sets.builder.finish();
    return std::move(sets.heads);
}

void expectEqual(const Heads& left, const Heads& right, const std::string& except)
{
    ASSERT_EQ(left.size(), right.size());
    for (const auto& [key, head] : left) {
        const auto found = right.find(key);
        ASSERT_NE(found, right.end()) << key;
        const RequestSetHead& other = found->second;
        EXPECT_EQ(head.host, other.host) << key;
        EXPECT_EQ(head.start, other.start) << key;
        EXPECT_EQ(head.stop, other.stop) << key;
        EXPECT_EQ(head.subset, other.subset) << key;
        EXPECT_EQ(head.requestsBefore, other.requestsBefore) << key;
        ASSERT_EQ(head.features.size(), other.features.size());
        for (size_t i = 0; i < head.features.size(); ++i) {
            const auto& [name, value] = head.features[i];
            if (name != except) {
                EXPECT_NEAR(value, other.features[i].second, 1e-9 * (1 + std::abs(value))) << key << " " << name;
            }
        }
    }
}

// Two log formats, and packets with retransmissions and segments out of order.
TEST(TrafficLine, LogsAndACaptureOfTheSameTrafficGiveTheSameRequestSets)
{
    for (const uint64_t seed : {11u, 4711u}) {
        const Made made = make(seed);
        const Heads json = headsOfLog(made.json, LogFormat::Json, made.requests);
        EXPECT_GT(json.size(), 300u);
        expectEqual(json, headsOfLog(made.ecs, LogFormat::Ecs, made.requests), "");
        expectEqual(json, headsOfCapture(made.capture, made.requests), "geo_time_average"); // no place in packets
    }
}

TEST(TrafficLine, AnAccessLogGivesTheSameRequests)
{
    const Made made = make(12);
    EXPECT_GT(headsOfLog(made.vhost, LogFormat::VhostCombined, made.requests).size(), 300u);
}

TEST(TrafficLine, ACaptureHasTheHelloOfEachActor)
{
    const Made made = make(13);
    std::map<std::string, uint64_t> seen;
    CaptureSink sink;
    sink.onHello = [&](const HelloRecord& record) {
        ++seen[record.fingerprints.ja4];
        EXPECT_TRUE(record.hello.serverName);
        EXPECT_FALSE(record.ja3s.empty());
        return true;
    };
    ASSERT_TRUE(readCapture(sourceOf(made.capture), CaptureOptions(), sink, {}));
    EXPECT_GT(seen["t13d1516h2_8daaf6152771_e5627efa2ab1"], 20u);
    EXPECT_GT(seen.size(), 5u);
}

TEST(TrafficLine, MailOverSmtpArrivesAsItWasSent)
{
    const std::string message = "From: a@example.org\nSubject: x\n\n.dots\n..\nend\n";
    std::string capture;
    SynthCaptureWriter writer(1, SynthCaptureWriter::Kind::Clear);
    writer.appendMail(capture, 1'772'431'200'000'000'000, message);
    writer.finish(capture);
    std::vector<std::string> mails;
    CaptureSink sink;
    sink.onMail = [&](MailTransaction&& mail) {
        EXPECT_TRUE(mail.isComplete);
        mails.push_back(std::move(mail.message));
        return true;
    };
    ASSERT_TRUE(readCapture(sourceOf(capture), CaptureOptions(), sink, {}));
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0], "From: a@example.org\r\nSubject: x\r\n\r\n.dots\r\n..\r\nend\r\n");
}

TEST(TrafficLine, AMillionHostsAreMillionRequestSetsAndNoMore)
{
    uint64_t sets = 0, bytes = 0;
    SetBuilder builder(SetOptions(), [&](const FinishedSet& set) {
        ++sets;
        bytes = std::max<uint64_t>(bytes, set.document.size());
        return true;
    });
    Request request;
    request.client = *IpAddress::parse("10.1.2.3");
    request.method = "GET";
    request.path = "/";
    for (int i = 0; i < 1'000'000; ++i) {
        const std::string host = "harbour" + std::to_string(i) + ".example";
        request.host = host;
        request.time = 1'772'431'200'000'000'000 + int64_t{i} * 1'000'000;
        ASSERT_TRUE(builder.add(request));
    }
    const SetSummary summary = builder.finish();
    EXPECT_EQ(summary.requests, 1'000'000u);
    EXPECT_EQ(sets, 1'000'000u);
    EXPECT_LT(bytes, 10'000u); // none grows with the others
}

SeparabilityReport separabilityOf(unsigned difficulty, uint64_t seed)
{
    SynthOptions options;
    options.seed = seed;
    options.difficulty = difficulty;
    options.requests = 60'000;
    SeparabilityMeter meter;
    const auto made = synthesizeTraffic(options,
        [&](const SynthRequest& request) {
            meter.add(request);
            return true;
        },
        {});
    EXPECT_TRUE(made);
    return meter.finish();
}

double best(const SeparabilityReport& report)
{
    double most = 0.5;
    for (const SeparabilityOfFeature& feature : report.features)
        most = std::max({most, feature.bots, feature.malicious});
    return most;
}

TEST(Separability, NoFeatureAloneTellsBotsFromPeopleAndLessSoWhenItIsHarder)
{
    double before = 1;
    for (unsigned difficulty = 0; difficulty < 4; ++difficulty) {
        const double now = best(separabilityOf(difficulty, 21));
        EXPECT_LT(now, before) << difficulty;
        before = now;
        if (difficulty >= 2) {
            EXPECT_LT(now, 0.98) << difficulty;
        }
    }
    EXPECT_LT(best(separabilityOf(2, 977)), 0.98);
}

TEST(Separability, CountsTheSetsOfEachClass)
{
    const SeparabilityReport report = separabilityOf(3, 5);
    EXPECT_GT(report.sets.at("human"), 1000u);
    EXPECT_GT(report.sets.at("scraper"), 50u);
    EXPECT_GT(report.sets.at("ddos_url"), 5u);
}

TEST(Separability, MostRequestsSayWhatASharedAddressIs)
{
    SeparabilityMeter meter;
    SynthRequest made;
    made.request.client = *IpAddress::parse("10.0.0.1");
    made.request.host = "lanternnews.example";
    made.request.path = "/";
    for (const ActorKind kind : {ActorKind::Person, ActorKind::FloodUrl, ActorKind::Person}) {
        made.kind = kind;
        made.request.time = 1'772'431'200'000'000'000 + static_cast<int64_t>(++made.request.place) * 1'000'000'000;
        meter.add(made);
    }
    const SeparabilityReport report = meter.finish();
    EXPECT_EQ(report.mixed, 1u);
    EXPECT_EQ(report.sets, (std::map<std::string_view, uint64_t>{{"human", 1}}));
}

TEST(Separability, RocAreaIsTheShareOfPairsInOrder)
{
    const std::vector<float> values = {1, 2, 2, 3};
    EXPECT_DOUBLE_EQ(rocArea(values, {false, false, true, true}), 0.875);
    EXPECT_DOUBLE_EQ(rocArea(values, {true, true, false, false}), 0.125);
    EXPECT_DOUBLE_EQ(rocArea(values, {true, true, true, true}), 0.5);
}

} // namespace
} // namespace assay::traffic
