// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/schedule.h"

#include "core/traffic/synth/attackers.h"

#include <algorithm>
#include <cmath>

namespace assay::traffic {
namespace {

// Of all requests, in the order of ActorKind. Shares of attacks that are not asked for go to people.
constexpr double shares[actorKindCount] = {
    0.34, 0.04, 0.08, 0.005, 0.015, 0.10, 0.07, 0.02, 0.02, 0.07, 0.05, 0.03, 0.04, 0.06, 0.03, 0.03};

constexpr double minute = 60'000; // ms

double shareOf(ActorKind kind)
{
    return shares[static_cast<size_t>(kind)];
}

// How much of a bot's kind behaves like a reader, by difficulty.
constexpr double imitation[] = {0, 0.15, 0.55, 1};
// Of people, those who share an address.
constexpr double sharing[] = {0, 0.1, 0.2, 0.25};
// Of attackers, those whose address serves people too.
constexpr double hiding[] = {0, 0.02, 0.05, 0.08};

// Numbers are drawn in statements of their own: compilers choose the order of arguments.
class Scheduler
{
public:
    explicit Scheduler(World& world)
        : m_world(world)
        , m_random(world.options().seed, 3)
        , m_difficulty(world.options().difficulty)
    {
    }
    void run();

private:
    double requestsOf(ActorKind kind) const { return static_cast<double>(m_world.options().requests) * shareOf(kind); }
    std::shared_ptr<const Replayer::Sessions> sessionsOf(uint32_t host);
    double meanSession();
    Visitor visitor(ActorKind kind, uint32_t host, std::span<const Agent> agents);
    uint32_t anyHost() { return static_cast<uint32_t>(m_random.below(m_world.hostCount())); }
    SynthRandom newRandom() { return SynthRandom(m_random.next()); }
    bool imitates() { return m_random.chance(imitation[m_difficulty]); }

    void addPeople();
    void addCrowd(const Crowd::Plan& plan, int64_t begin);
    void addCrawlers();
    void addPeriodic(ActorKind kind, std::span<const Agent> agents, double period);
    void addScrapers(ActorKind kind);
    struct Scrape
    {
        uint64_t requests;
        double gap; // s, on average
        int64_t begin;
        bool hidden;
    };
    void addScraper(ActorKind kind, const Scrape& scrape);
    void addScanners();
    void addAttacks();
    void addAttack(ActorKind kind, uint32_t number, int64_t begin, int64_t slot);
    struct Wave
    {
        ActorKind kind;
        uint32_t number, host;
        int64_t begin, end;
        double requests;
    };
    void addWave(const Wave& wave);
    void addAttacker(const Wave& wave, const IpAddress& address, double rate);
    void addReplayer(const Visitor& visitor, Replayer::Aim aim, uint64_t requests, int64_t begin, int64_t end);

    World& m_world;
    SynthRandom m_random;
    unsigned m_difficulty;
    double m_meanSession = 0;
    std::vector<std::shared_ptr<const Replayer::Sessions>> m_sessions; // by host, of the first few
};

// Hosts share their sites, so a few recordings do for all.
std::shared_ptr<const Replayer::Sessions> Scheduler::sessionsOf(uint32_t host)
{
    constexpr uint32_t models = 8;
    m_sessions.resize(models);
    auto& sessions = m_sessions[host % models];
    if (!sessions) {
        sessions = std::make_shared<Replayer::Sessions>(
            recordSessions(m_world.siteOf(host), 128, m_world.options().seed + host % models, m_difficulty));
    }
    return sessions;
}

// Of clicks. Sessions have a long tail: many are needed to know.
double Scheduler::meanSession()
{
    if (m_meanSession == 0) {
        constexpr size_t count = 2000;
        size_t clicks = 0;
        for (const auto& session : recordSessions(m_world.siteOf(0), count, m_world.options().seed, m_difficulty))
            clicks += session.size();
        m_meanSession = static_cast<double>(clicks) / count;
    }
    return m_meanSession;
}

Visitor Scheduler::visitor(ActorKind kind, uint32_t host, std::span<const Agent> agents)
{
    Visitor visitor;
    visitor.actor = m_world.newActor();
    visitor.kind = kind;
    visitor.host = host;
    visitor.agent = &m_random.pickOf(agents);
    visitor.location = &anyLocation(m_random);
    const bool hides = actorClass(kind).isMalicious && m_random.chance(hiding[m_difficulty]);
    visitor.ip = hides ? m_world.someGateway() : m_world.newAddress();
    return visitor;
}

void Scheduler::run()
{
    addPeople();
    addCrawlers();
    addPeriodic(ActorKind::FeedReader, feedReaderAgents(), 15 * minute);
    addPeriodic(ActorKind::Monitor, monitorAgents(), minute);
    addScrapers(ActorKind::LibraryScraper);
    addScrapers(ActorKind::HeadlessScraper);
    addScanners();
    addAttacks();
}

void Scheduler::addPeople()
{
    double people = requestsOf(ActorKind::Person);
    for (const ActorKind kind : attackKinds()) {
        const auto& wanted = m_world.options().attacks;
        if (std::find(wanted.begin(), wanted.end(), kind) == wanted.end())
            people += requestsOf(kind);
    }
    Crowd::Plan plan;
    plan.end = m_world.end();
    plan.sessions = people / meanSession();
    plan.shared = sharing[m_difficulty];
    m_world.makeGateways(static_cast<size_t>(plan.sessions * plan.shared / 10)); // each serves about ten
    const double gap = static_cast<double>(m_world.end()) / (plan.sessions + 1);
    addCrowd(plan, static_cast<int64_t>(m_random.exponential(gap)));
    plan.kind = ActorKind::AppClient;
    plan.sessions = requestsOf(plan.kind) / 16.5;
    plan.shared = 0.3 * plan.shared;
    addCrowd(plan, static_cast<int64_t>(m_random.exponential(gap)));
}

void Scheduler::addCrowd(const Crowd::Plan& plan, int64_t begin)
{
    m_world.add(std::make_unique<Crowd>(m_world, plan, newRandom()), begin);
}

void Scheduler::addCrawlers()
{
    const double each = static_cast<double>(m_world.end()) / 1000 / 8; // requests of one that asks each 8 s
    const double wanted = requestsOf(ActorKind::Crawler);
    const auto count = static_cast<size_t>(std::ceil(wanted / each));
    for (size_t i = 0; i < count; ++i) {
        const Visitor robot = visitor(ActorKind::Crawler, anyHost(), crawlerAgents());
        const double gap = static_cast<double>(m_world.end()) / 1000 * static_cast<double>(count) / wanted;
        const int64_t begin = m_random.between(0, static_cast<int64_t>(gap * 1000));
        m_world.add(std::make_unique<Crawler>(robot, m_world.siteOf(robot.host), gap, newRandom()), begin);
    }
}

void Scheduler::addPeriodic(ActorKind kind, std::span<const Agent> agents, double period)
{
    const double wanted = requestsOf(kind);
    const double length = static_cast<double>(m_world.end());
    const auto count = static_cast<size_t>(std::max(1.0, wanted * period / length));
    const auto every = static_cast<int64_t>(std::max(length * static_cast<double>(count) / wanted, 5000.0));
    for (size_t i = 0; i < count; ++i) {
        const Visitor robot = visitor(kind, anyHost(), agents);
        const int64_t begin = m_random.between(0, every);
        m_world.add(std::make_unique<Periodic>(robot, every, newRandom()), begin);
    }
}

void Scheduler::addScrapers(ActorKind kind)
{
    const bool isLibrary = kind == ActorKind::LibraryScraper;
    double left = requestsOf(kind);
    while (left >= 1) {
        const bool hidden = imitates(); // takes its time
        const double lasts = m_random.between(10, isLibrary ? 90 : 120) * 60.0; // s
        double gap = isLibrary ? 0.4 + 2.6 * m_random.uniform() : 4;
        gap *= hidden ? 4 : 1;
        const double requests = std::min({left, lasts / gap, requestsOf(kind) / 4 + 20});
        const int64_t latest = m_world.end() - static_cast<int64_t>(requests * gap * 1000);
        const int64_t begin = m_random.between(0, std::max<int64_t>(latest, 0));
        addScraper(kind, {static_cast<uint64_t>(requests) + 1, gap, begin, hidden});
        left -= requests + 1;
    }
}

void Scheduler::addScraper(ActorKind kind, const Scrape& scrape)
{
    const bool isLibrary = kind == ActorKind::LibraryScraper;
    Visitor robot = visitor(kind, anyHost(), isLibrary && !scrape.hidden ? libraryAgents() : headlessAgents());
    const Site& site = m_world.siteOf(robot.host);
    if (m_difficulty == 3) {
        robot.agent = &m_random.pickOf(browserAgents());
        addReplayer(robot, Replayer::Aim::Nothing, scrape.requests, scrape.begin, m_world.end());
    } else if (isLibrary) {
        const LibraryScraper::Pace pace = {scrape.requests, scrape.gap,
            scrape.hidden          ? 0.9
                : m_difficulty > 0 ? 0.25
                                   : 0.05,
            scrape.hidden ? 0.5 : 0};
        m_world.add(std::make_unique<LibraryScraper>(robot, site, pace, newRandom()), scrape.begin);
    } else {
        const double assets = m_difficulty == 0 ? 0 : 0.25 + 0.75 * m_random.uniform();
        const DrivenBrowser::Pace pace = {
            scrape.requests, m_world.end(), scrape.hidden ? 20.0 : 6.0, scrape.hidden ? 0.9 : 0.4, assets};
        m_world.add(std::make_unique<DrivenBrowser>(robot, site, pace, newRandom()), scrape.begin);
    }
}

void Scheduler::addScanners()
{
    double left = requestsOf(ActorKind::Scanner);
    while (left >= 1) {
        const double requests = std::min(left, static_cast<double>(m_random.between(60, 400)));
        const bool hidden = imitates();
        const std::span<const Agent> agents = hidden   ? browserAgents()
            : m_random.chance(0.4) && m_difficulty > 0 ? staleBrowserAgents()
                                                       : toolAgents();
        const Visitor robot = visitor(ActorKind::Scanner, anyHost(), agents);
        const int64_t begin = m_random.between(0, m_world.end() * 9 / 10);
        const auto count = static_cast<uint64_t>(requests);
        if (m_difficulty == 3) {
            addReplayer(robot, Replayer::Aim::Payload, count, begin, m_world.end());
        } else {
            const Site& site = m_world.siteOf(robot.host);
            m_world.add(std::make_unique<Scanner>(robot, site, count, hidden ? 8 : 0.6, newRandom()), begin);
        }
        left -= requests;
    }
}

void Scheduler::addReplayer(const Visitor& visitor, Replayer::Aim aim, uint64_t requests, int64_t begin, int64_t end)
{
    m_world.add(std::make_unique<Replayer>(visitor, sessionsOf(visitor.host), aim, requests, end, newRandom()), begin);
}

// Attacks follow each other; each has its part of the time.
void Scheduler::addAttacks()
{
    const auto& attacks = m_world.options().attacks;
    if (attacks.empty())
        return;
    const int64_t slot = m_world.end() * 9 / 10 / static_cast<int64_t>(attacks.size());
    for (size_t i = 0; i < attacks.size(); ++i)
        addAttack(attacks[i], static_cast<uint32_t>(i + 1),
            m_world.end() / 20 + slot * static_cast<int64_t>(i) + m_random.between(0, slot / 8), slot);
}

// Minutes that an attack of a kind lasts when there is time.
std::pair<int64_t, int64_t> lengthOf(ActorKind kind)
{
    switch (kind) {
    case ActorKind::CredentialStuffing:
        return {15, 40};
    case ActorKind::FloodSlow:
        return {90, 150};
    case ActorKind::FloodBrowser:
    case ActorKind::FlashCrowd:
        return {15, 15};
    default:
        return {5, 10};
    }
}

void Scheduler::addAttack(ActorKind kind, uint32_t number, int64_t begin, int64_t slot)
{
    const auto [least, most] = lengthOf(kind);
    const int64_t room = kind == ActorKind::FloodSlow ? m_world.end() * 45 / 100 : slot * 4 / 5;
    const int64_t length = std::min(m_random.between(least, most) * static_cast<int64_t>(minute), room);
    begin = std::min(begin, m_world.end() - length);
    const auto host = static_cast<uint32_t>(m_random.below(std::min<uint32_t>(m_world.hostCount(), 3)));
    if (kind != ActorKind::FlashCrowd) {
        addWave({kind, number, host, begin, begin + length, requestsOf(kind)});
        return;
    }
    Crowd::Plan plan;
    plan.kind = kind;
    plan.sessions = requestsOf(kind) / meanSession();
    plan.begin = begin;
    plan.end = begin + length;
    plan.host = host;
    plan.attack = number;
    addCrowd(plan, begin);
}

struct Force
{
    double rate; // requests a second of each address
    size_t least, most; // addresses
    double overload; // of answers fail
};

Force forceOf(ActorKind kind)
{
    switch (kind) {
    case ActorKind::CredentialStuffing:
        return {0.01, 40, 400, 0};
    case ActorKind::FloodBrowser:
        return {0.19, 20, 4000, 0.01};
    case ActorKind::FloodSlow:
        return {0.03, 20, 4000, 0};
    case ActorKind::FloodUrl:
        return {2, 60, 500, 0.35};
    default:
        return {1.5, 60, 500, 0.2};
    }
}

void Scheduler::addWave(const Wave& wave)
{
    const Force force = forceOf(wave.kind);
    const double seconds = static_cast<double>(wave.end - wave.begin) / 1000;
    const size_t atMost = std::max<size_t>(2, static_cast<size_t>(wave.requests / 8)); // small logs: few addresses
    const auto fitting = static_cast<size_t>(wave.requests / seconds / force.rate);
    size_t count = std::min(std::clamp(fitting, force.least, force.most), atMost);
    if (m_difficulty == 3)
        count = std::max<size_t>(count, static_cast<size_t>(wave.requests / meanSession()));
    if (force.overload > 0)
        m_world.addOverload({wave.host, wave.begin, wave.end, force.overload * (m_difficulty == 3 ? 0.3 : 1)});
    const double rate = wave.requests / seconds / static_cast<double>(count);
    IpAddress neighbour = m_world.newAddress();
    for (size_t i = 0; i < count; ++i) {
        if (i % 40 == 39)
            neighbour = m_world.newAddress();
        const bool near = m_random.chance(0.5);
        addAttacker(wave, near ? m_world.newNeighbour(neighbour) : m_world.newAddress(), rate);
    }
}

void Scheduler::addAttacker(const Wave& wave, const IpAddress& address, double rate)
{
    const bool asBrowser = wave.kind == ActorKind::FloodBrowser || wave.kind == ActorKind::FloodSlow;
    const bool hidden = imitates();
    Visitor robot = visitor(wave.kind, wave.host,
        asBrowser || hidden || wave.kind == ActorKind::CredentialStuffing ? browserAgents() : headlessAgents());
    robot.attack = wave.number;
    if (!m_random.chance(hiding[m_difficulty]))
        robot.ip = address;
    const Site& site = m_world.siteOf(wave.host);
    const auto first = static_cast<int64_t>(1000 / rate);
    const int64_t begin = wave.begin + m_random.between(0, std::min(first, (wave.end - wave.begin) / 2));
    const double seconds = static_cast<double>(wave.end - wave.begin) / 1000;
    if (m_difficulty == 3) {
        const bool signsIn = wave.kind == ActorKind::CredentialStuffing;
        const auto requests = static_cast<uint64_t>(rate * seconds * 1.2) + 1;
        addReplayer(robot, signsIn ? Replayer::Aim::SignIn : Replayer::Aim::Nothing, requests,
            m_random.between(wave.begin, wave.end - (wave.end - wave.begin) / 4), wave.end);
    } else if (wave.kind == ActorKind::CredentialStuffing) {
        const double each = 1.5; // half of them load the form first
        m_world.add(std::make_unique<CredentialStuffer>(robot, each / rate, wave.end, newRandom()), begin);
    } else if (asBrowser || (hidden && m_difficulty == 2)) {
        const double assets = m_difficulty == 0 ? 0 : 0.5 + 0.5 * m_random.uniform();
        const double perPage = 1 + 3 * assets; // requests of a page, about
        const DrivenBrowser::Pace pace = {static_cast<uint64_t>(rate * seconds * 2) + 4, wave.end, perPage / rate, 0.6,
            wave.kind == ActorKind::FloodSlow && m_random.chance(0.3) ? 0 : assets, !asBrowser};
        m_world.add(std::make_unique<DrivenBrowser>(robot, site, pace, newRandom()), begin);
    } else {
        const double regular = m_difficulty == 0 ? 0.95 : 0.4;
        m_world.add(std::make_unique<Flooder>(robot, site, rate, regular, wave.end, newRandom()), begin);
    }
}

} // namespace

void scheduleActors(World& world)
{
    Scheduler(world).run();
}

} // namespace assay::traffic
