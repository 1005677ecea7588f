// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/synth.h"

#include "core/traffic/synth/schedule.h"
#include "core/traffic/synth/world.h"

#include <algorithm>

namespace assay::traffic {
namespace {

// In the order of ActorKind.
constexpr ActorClass classes[actorKindCount] = {
    {"person", "human", false, false},
    {"app_client", "human_app", false, false},
    {"crawler", "crawler", true, false},
    {"feed_reader", "feed_reader", true, false},
    {"monitor", "monitor", true, false},
    {"library_scraper", "scraper", true, true},
    {"headless_scraper", "scraper", true, true},
    {"scanner", "scanner", true, true},
    {"credential_stuffing", "credential_stuffing", true, true},
    {"flood_url", "ddos_url", true, true},
    {"flood_query", "ddos_cachebust", true, true},
    {"flood_post", "ddos_post", true, true},
    {"flood_agents", "ddos_rand_ua", true, true},
    {"flood_browser", "ddos_browserlike", true, true},
    {"flood_slow", "ddos_low", true, true},
    {"flash_crowd", "human", false, false},
};

constexpr ActorKind attacks[] = {ActorKind::FloodUrl, ActorKind::CredentialStuffing, ActorKind::FloodQuery,
    ActorKind::FlashCrowd, ActorKind::FloodAgents, ActorKind::FloodSlow, ActorKind::FloodPost, ActorKind::FloodBrowser};

constexpr std::array<std::string_view, 16> firstWords = {"harbour", "lantern", "meadow", "granite", "copper", "orchard",
    "timber", "beacon", "willow", "saffron", "juniper", "cobalt", "thistle", "marble", "falcon", "clover"};
constexpr std::array<std::string_view, 16> lastWords = {"news", "shop", "tools", "radio", "library", "travel", "forum",
    "market", "school", "clinic", "press", "garden", "music", "maps", "parts", "books"};

std::optional<Error> faultOf(const SynthOptions& options)
{
    const auto bad = [](const char* what, const char* range) {
        return std::optional<Error>(Error{ErrorCode::BadArgument, what, range});
    };
    if (options.seconds < 60 || options.seconds > 31 * 86'400)
        return bad("duration", "60 s to 31 days");
    if (options.requests < 100 || options.requests > 1'000'000'000)
        return bad("requests", "100 to 1,000,000,000");
    if (options.difficulty > 3)
        return bad("difficulty", "0 to 3");
    if (options.hosts < 1 || options.hosts > 1'000'000)
        return bad("hosts", "1 to 1,000,000");
    if (options.maxBody < 1000)
        return bad("max-body", "1000 or more bytes");
    if (options.start < 0 || options.start > 4'000'000'000)
        return bad("start", "1970 to 2096");
    for (const ActorKind kind : options.attacks) {
        if (std::find(std::begin(attacks), std::end(attacks), kind) == std::end(attacks))
            return bad("attacks", "a kind that is no incident");
    }
    return std::nullopt;
}

} // namespace

const ActorClass& actorClass(ActorKind kind)
{
    return classes[static_cast<size_t>(kind)];
}

std::optional<ActorKind> actorKindFromName(std::string_view name)
{
    for (size_t i = 0; i < actorKindCount; ++i) {
        if (classes[i].name == name)
            return static_cast<ActorKind>(i);
    }
    return std::nullopt;
}

std::span<const ActorKind> attackKinds()
{
    return attacks;
}

// The longest label is the one that tells hosts apart: sets are made by it.
std::vector<std::string> synthHosts(uint64_t seed, unsigned count)
{
    const size_t shift = SynthRandom(seed, 4).below(firstWords.size() * lastWords.size());
    std::vector<std::string> hosts;
    hosts.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        const size_t at = shift + i * 17;
        std::string name(i % 3 == 0 ? "www." : "");
        name += firstWords[at % firstWords.size()];
        name += lastWords[at / firstWords.size() % lastWords.size()];
        if (i >= 128)
            name += std::to_string(i);
        hosts.push_back(std::move(name += ".example"));
    }
    return hosts;
}

Result<SynthSummary> synthesizeTraffic(const SynthOptions& options, const SynthSink& sink, const RunContext& context)
{
    if (const auto fault = faultOf(options))
        return *fault;
    World world(options, sink);
    scheduleActors(world);
    return world.run(context);
}

} // namespace assay::traffic
