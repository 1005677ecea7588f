// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/hourly.h"

#include "core/base/ascii.h"
#include "core/base/keyedhash.h"
#include "core/traffic/sets/hourlyfacts.h"
#include "core/traffic/sets/population.h"
#include "core/traffic/sets/sitetable.h"
#include "core/traffic/sets/timeunits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace assay::traffic {
namespace {

constexpr uint64_t textSeed = 0x617373617921;
constexpr int64_t hourSeconds = 3600;
constexpr size_t firstHeld = 250'000;
constexpr size_t maxAgents = 20'000;
constexpr size_t maxTexts = 200'000; // hosts, and fingerprints

int64_t hourOf(const HourlyRequest& request)
{
    return floorDivided(request.second, hourSeconds);
}

HourlyContent contentOf(std::string_view type)
{
    const ContentClass known = contentClassOf(type);
    if (known == ContentClass::Html)
        return HourlyContent::Html;
    if (known != ContentClass::Other || findIgnoringCase(type, "font") != std::string_view::npos)
        return HourlyContent::Asset;
    return findIgnoringCase(type, "json") != std::string_view::npos ? HourlyContent::Api : HourlyContent::Other;
}

HourlyMethod methodOf(std::string_view method)
{
    return method == "GET" ? HourlyMethod::Get
        : method == "POST" ? HourlyMethod::Post
        : method == "HEAD" ? HourlyMethod::Head
                           : HourlyMethod::Other;
}

Known known(const std::optional<bool>& fact)
{
    return fact ? (*fact ? Known::Yes : Known::No) : Known::Unknown;
}

bool isOwn(std::string_view referer, std::string_view host)
{
    const size_t scheme = referer.find("://");
    if (scheme == std::string_view::npos || host.empty())
        return false;
    const std::string_view rest = referer.substr(scheme + 3);
    return normalizedHost(rest.substr(0, rest.find_first_of("/?#"))) == host;
}

// What is read of a user agent, once.
struct AgentFacts
{
    AgentKind kind = AgentKind::None;
    BrowserFamily family = BrowserFamily::None;
};

} // namespace

struct HourlyBuilder::Data
{
    explicit Data(HourlyOptions wanted, Sink receiver)
        : options(wanted)
        , sink(std::move(receiver))
    {
    }
    bool add(const Request& request);
    void finishHours(bool all);
    HourlySummary summary;

private:
    using Rows = std::vector<std::span<const HourlyRequest>>;
    void readAgent(const Request& request, HourlyRequest& held);
    HourlyRequest held(const Request& request);
    void finishHour(std::span<HourlyRequest> requests);
    void forgetTexts();
    void finishRow(std::span<const HourlyRequest> requests, int64_t hour);
    HourlyStanding standingOf(std::span<const HourlyRequest> requests, std::string_view ja4) const;

    HourlyOptions options;
    Sink sink;
    SiteTable sites;
    TextTable fingerprints;
    FamilyTable families; // by the number of the JA4
    std::unordered_map<uint64_t, AgentFacts> agents;
    std::vector<HourlyRequest> waiting;
    int64_t latest = std::numeric_limits<int64_t>::min(); // second
    int64_t nextHour = std::numeric_limits<int64_t>::min(); // those before are finished
    size_t lookAt = firstHeld;
    bool isRunning = true;

    struct OfClient
    {
        std::set<uint32_t> hosts, ja4;
    };
    struct OfJa4
    {
        double clients = 0, requests = 0;
    };
    std::map<IpAddress, OfClient> clients; // of the hour
    std::map<std::pair<uint32_t, uint32_t>, OfJa4> ofJa4; // by host and JA4
    std::map<uint32_t, double> ofHost; // requests
};

void HourlyBuilder::Data::readAgent(const Request& request, HourlyRequest& held)
{
    held.hasAgent = request.userAgent.has_value();
    if (!held.hasAgent)
        return;
    held.agent = xxHash3(*request.userAgent, textSeed);
    held.agentLength = static_cast<uint32_t>(std::min<size_t>(request.userAgent->size(), UINT32_MAX));
    if (agents.size() >= maxAgents && !agents.contains(held.agent))
        agents.clear();
    const auto [entry, isNew] = agents.try_emplace(held.agent);
    if (isNew)
        entry->second = {agentKindOf(*request.userAgent), browserFamilyOf(*request.userAgent)};
    held.isLibrary = entry->second.kind == AgentKind::Library;
    held.isBot = entry->second.kind == AgentKind::DeclaredBot;
    held.family = entry->second.family;
}

HourlyRequest HourlyBuilder::Data::held(const Request& request)
{
    HourlyRequest held;
    held.second = wholeSeconds(request.time);
    held.client = request.client;
    held.host = sites.find(request.host).host;
    held.ja4 = fingerprints.number(request.ja4.empty() ? std::string_view("-") : request.ja4);
    held.path = xxHash3(request.path, textSeed);
    held.depth = static_cast<uint32_t>(std::count(request.path.begin(), request.path.end(), '/'));
    held.hasQuery = request.query.has_value();
    if (request.query) {
        held.query = xxHash3(*request.query, textSeed);
        const bool hasMark = !request.query->empty() && request.query->front() == '?';
        held.queryLength = static_cast<uint32_t>(request.query->size() - hasMark);
    }
    held.hasBytes = request.replyBytes.has_value();
    held.replyBytes = request.replyBytes.value_or(0);
    held.status = request.status.value_or(0);
    held.content = contentOf(request.contentType);
    held.method = methodOf(request.method);
    held.cookie = known(request.hasCookie);
    held.language = known(request.hasAcceptLanguage);
    held.hasReferer = request.referer.has_value();
    held.isOwnReferer = request.referer && isOwn(*request.referer, sites.host(held.host));
    held.isRobots = request.path == "/robots.txt";
    held.isFavicon = endsWithIgnoringCase(request.path, "/favicon.ico");
    readAgent(request, held);
    if (!request.ja4.empty())
        families.add(held.ja4, held.family);
    return held;
}

bool HourlyBuilder::Data::add(const Request& request)
{
    if (!isRunning)
        return false;
    if (request.client == IpAddress()) {
        ++summary.withoutKey;
        return true;
    }
    if (request.time < earliestTime || request.time > latestTime) {
        ++summary.absurdTimes;
        return true;
    }
    if (floorDivided(wholeSeconds(request.time), hourSeconds) < nextHour) {
        ++summary.late;
        return true;
    }
    ++summary.requests;
    waiting.push_back(held(request));
    latest = std::max(latest, waiting.back().second);
    if (waiting.size() >= lookAt || waiting.size() >= options.maxHeld)
        finishHours(false);
    return isRunning;
}

void HourlyBuilder::Data::finishHours(bool all)
{
    std::sort(waiting.begin(), waiting.end(),
        [](const HourlyRequest& a, const HourlyRequest& b) { return hourOf(a) < hourOf(b); });
    const int64_t open = floorDivided(latest, hourSeconds) - 1;
    const bool isFull = waiting.size() >= options.maxHeld;
    size_t done = 0;
    while (done < waiting.size() && isRunning) {
        const int64_t hour = hourOf(waiting[done]);
        if (!all && hour >= open && !(isFull && done == 0))
            break;
        size_t end = done;
        while (end < waiting.size() && hourOf(waiting[end]) == hour)
            ++end;
        finishHour(std::span(waiting).subspan(done, end - done));
        // An hour that is given up because it is too full goes on with what comes next.
        summary.isForgetful |= !all && hour >= open;
        nextHour = std::max(nextHour, !all && hour >= open ? hour : hour + 1);
        done = end;
    }
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<ptrdiff_t>(done));
    forgetTexts();
    lookAt = std::max(firstHeld / 4, 2 * waiting.size());
    isRunning = isRunning && !all;
}

// Keeps the memory of hosts and fingerprints bounded, however many there are.
void HourlyBuilder::Data::forgetTexts()
{
    if (sites.size() > maxTexts) {
        std::vector<bool> usedHosts(sites.hostsEnd());
        for (const HourlyRequest& request : waiting)
            usedHosts[request.host] = true;
        sites.sweep(usedHosts, std::vector<bool>(sites.targetsEnd()));
    }
    if (fingerprints.size() > maxTexts) {
        std::vector<bool> used(fingerprints.end());
        for (const HourlyRequest& request : waiting)
            used[request.ja4] = true;
        fingerprints.sweep(used);
        families = FamilyTable(); // goes by their numbers
    }
}

void HourlyBuilder::Data::finishHour(std::span<HourlyRequest> requests)
{
    const auto keyLess = [this](const HourlyRequest& a, const HourlyRequest& b) {
        if (a.host != b.host)
            return sites.host(a.host) < sites.host(b.host);
        if (a.ja4 != b.ja4)
            return fingerprints.text(a.ja4) < fingerprints.text(b.ja4);
        return a.client != b.client ? a.client < b.client : a.second < b.second;
    };
    std::sort(requests.begin(), requests.end(), keyLess);
    const uint32_t none = fingerprints.number("-");
    Rows rows;
    clients.clear();
    ofJa4.clear();
    ofHost.clear();
    for (size_t begin = 0; begin < requests.size();) {
        const HourlyRequest& first = requests[begin];
        size_t end = begin + 1;
        while (end < requests.size() && requests[end].host == first.host && requests[end].ja4 == first.ja4
            && requests[end].client == first.client)
            ++end;
        rows.push_back(requests.subspan(begin, end - begin));
        OfClient& client = clients[first.client];
        client.hosts.insert(first.host);
        if (first.ja4 != none)
            client.ja4.insert(first.ja4);
        OfJa4& fingerprint = ofJa4[{first.host, first.ja4}];
        ++fingerprint.clients;
        fingerprint.requests += static_cast<double>(end - begin);
        ofHost[first.host] += static_cast<double>(end - begin);
        begin = end;
    }
    for (const auto& row : rows) {
        if (isRunning)
            finishRow(row, hourOf(row.front()));
    }
}

HourlyStanding HourlyBuilder::Data::standingOf(std::span<const HourlyRequest> requests, std::string_view ja4) const
{
    const HourlyRequest& first = requests.front();
    const OfClient& client = clients.at(first.client);
    const OfJa4& fingerprint = ofJa4.at({first.host, first.ja4});
    HourlyStanding standing;
    standing.clientsOfJa4 = fingerprint.clients;
    standing.ja4OfClient = static_cast<double>(client.ja4.size());
    standing.rarity = std::log2(ofHost.at(first.host) / fingerprint.requests);
    standing.hostsOfClient = static_cast<double>(client.hosts.size());
    standing.isContradicted = ja4 != "-"
        && std::any_of(requests.begin(), requests.end(),
            [&](const HourlyRequest& request) { return families.contradicts(request.ja4, request.family); });
    return standing;
}

void HourlyBuilder::Data::finishRow(std::span<const HourlyRequest> requests, int64_t hour)
{
    const HourlyRequest& first = requests.front();
    const std::string& ja4 = fingerprints.text(first.ja4);
    const auto values = hourlyValues(requests, ja4, standingOf(requests, ja4));
    ++summary.rows;
    isRunning = sink({first.client, ja4, sites.host(first.host), hour * hourSeconds * nsPerSecond, values});
}

HourlyBuilder::HourlyBuilder(HourlyOptions options, Sink sink)
    : m_data(std::make_unique<Data>(options, std::move(sink)))
{
}

HourlyBuilder::~HourlyBuilder() = default;

bool HourlyBuilder::add(const Request& request)
{
    return m_data->add(request);
}

HourlySummary HourlyBuilder::finish()
{
    m_data->finishHours(true);
    return m_data->summary;
}

} // namespace assay::traffic
