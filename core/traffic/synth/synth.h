// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/traffic/request.h"
#include "core/traffic/synth/agents.h"

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace assay::traffic {

// Who sends a request of made-up traffic.
enum class ActorKind : uint8_t {
    Person,
    AppClient,
    Crawler,
    FeedReader,
    Monitor,
    LibraryScraper,
    HeadlessScraper,
    Scanner,
    CredentialStuffing,
    FloodUrl,
    FloodQuery,
    FloodPost,
    FloodAgents,
    FloodBrowser,
    FloodSlow,
    FlashCrowd
};
inline constexpr size_t actorKindCount = 16;

// What is true of a kind. `name` and `className` are words of label files: "flood_url", "ddos_url".
struct ActorClass
{
    std::string_view name, className;
    bool isBot = false, isMalicious = false;
};
const ActorClass& actorClass(ActorKind kind);
std::optional<ActorKind> actorKindFromName(std::string_view name);
// The kinds that come as incidents with a beginning and an end, in the order of the schedule.
std::span<const ActorKind> attackKinds();

struct SynthOptions
{
    uint64_t seed = 1;
    int64_t start = 1'772'431'200; // s since 1970 UTC: 2026-03-02 06:00
    uint32_t seconds = 21'600; // 60 to 31 days
    uint64_t requests = 100'000; // so many within a sixth; 100 or more
    unsigned difficulty = 1; // 0: bots look like nothing else ... 3: bots replay sessions of people
    unsigned hosts = 3; // 1 to 1,000,000
    uint32_t maxBody = 1u << 20; // bytes of an answer
    std::vector<ActorKind> attacks = {attackKinds().begin(), attackKinds().end()}; // each once, in this order
};

// One request with the truth about it, as carried by a TLS connection. Views stay until the call returns.
struct SynthRequest
{
    Request request; // place: its number, from 1
    uint32_t actor = 0; // from 1
    ActorKind kind = ActorKind::Person;
    uint32_t attack = 0; // of SynthSummary::attacks, from 1; 0: none
    uint32_t host = 0; // number of its host, from 0
    const Agent* agent = nullptr; // what its connection looks like
};

// An incident as it came out.
struct SynthAttack
{
    ActorKind kind = ActorKind::FloodUrl;
    std::string host;
    int64_t first = 0, last = 0; // its requests; ns since 1970 UTC
    uint64_t requests = 0;
    uint64_t addresses = 0;
};

struct SynthSummary
{
    uint64_t requests = 0, actors = 0;
    std::array<uint64_t, actorKindCount> requestsOfKind = {};
    std::vector<SynthAttack> attacks; // as SynthOptions::attacks; of a short log some have no request
};

// False ends the making.
using SynthSink = std::function<bool(const SynthRequest&)>;

// Makes traffic in order of time, in memory that grows with the number of hosts and addresses alone. The same options
// give the same requests on every machine. BadArgument names an option out of range; Cancelled.
Result<SynthSummary> synthesizeTraffic(const SynthOptions& options, const SynthSink& sink, const RunContext& context);
// Names of the first `count` hosts of a seed; names end in ".example".
std::vector<std::string> synthHosts(uint64_t seed, unsigned count);

} // namespace assay::traffic
