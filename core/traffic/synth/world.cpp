// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/world.h"

#include "core/traffic/synth/hellobytes.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr size_t siteModels = 8; // hosts share them: a million hosts need no million sites

uint32_t lowBits(const IpAddress& address)
{
    const auto& bytes = address.bytes();
    return uint32_t{bytes[12]} << 24 | uint32_t{bytes[13]} << 16 | uint32_t{bytes[14]} << 8 | bytes[15];
}

IpAddress v4(uint32_t bits)
{
    std::array<uint8_t, 16> bytes = {};
    bytes[10] = bytes[11] = 0xff;
    for (size_t i = 0; i < 4; ++i)
        bytes[12 + i] = static_cast<uint8_t>(bits >> (24 - 8 * i));
    return IpAddress(bytes);
}

// 2001:db8::/32, told apart by its last 32 bits alone, which are no v4 address of ours.
IpAddress v6(uint32_t bits)
{
    std::array<uint8_t, 16> bytes = {0x20, 0x01, 0x0d, 0xb8};
    bytes[5] = static_cast<uint8_t>(bits >> 16);
    for (size_t i = 0; i < 4; ++i)
        bytes[12 + i] = static_cast<uint8_t>(bits >> (24 - 8 * i));
    return IpAddress(bytes);
}

} // namespace

World::World(const SynthOptions& options, const SynthSink& sink)
    : m_options(options)
    , m_sink(sink)
    , m_random(options.seed, 1)
    , m_faults(options.seed, 2)
    , m_hosts(synthHosts(options.seed, options.hosts))
    , m_attacks(options.attacks.size())
    , m_attackers(options.attacks.size())
{
    for (size_t i = 0; i < std::min<size_t>(siteModels, options.hosts); ++i)
        m_sites.push_back(std::make_unique<Site>(options.seed, i, options.maxBody));
}

IpAddress World::newAddress()
{
    for (;;) {
        const bool isV6 = m_random.chance(0.12);
        uint32_t bits = static_cast<uint32_t>(m_random.next());
        if (isV6)
            bits |= 0x8000'0000; // above 10/8 and 100.64/10
        else if (bits % 3 == 0)
            bits = 0x6440'0000 | (bits & 0x003f'ffff); // 100.64/10
        else
            bits = 0x0a00'0000 | (bits & 0x00ff'ffff); // 10/8
        const uint32_t last = bits & 0xff;
        if (last != 0 && last != 255 && m_addresses.insert(bits).second)
            return isV6 ? v6(bits) : v4(bits);
    }
}

IpAddress World::newNeighbour(const IpAddress& neighbour)
{
    const uint32_t network = lowBits(neighbour) & 0xffff'ff00;
    for (int tries = 0; tries < 64 && neighbour.isV4(); ++tries) {
        const uint32_t bits = network | static_cast<uint32_t>(m_random.between(1, 254));
        if (m_addresses.insert(bits).second)
            return v4(bits);
    }
    return newAddress();
}

void World::makeGateways(size_t count)
{
    while (m_gateways.size() < count)
        m_gateways.push_back(newAddress());
}

IpAddress World::someGateway()
{
    return m_gateways.empty() ? newAddress() : m_gateways[m_random.below(m_gateways.size())];
}

void World::add(std::unique_ptr<Actor> actor, int64_t time)
{
    size_t slot = m_cast.size();
    if (m_freeCast.empty()) {
        m_cast.push_back(std::move(actor));
    } else {
        slot = m_freeCast.back();
        m_freeCast.pop_back();
        m_cast[slot] = std::move(actor);
    }
    m_turns.push_back({std::max<int64_t>(time, 0), ++m_order, slot});
    std::push_heap(m_turns.begin(), m_turns.end(), std::greater<>());
}

void World::send(const Visitor& visitor, int64_t time, Click click)
{
    if (time >= end())
        return;
    fail(visitor, time, click);
    click.bytes = std::min(click.bytes, m_options.maxBody);
    size_t slot = m_pending.size();
    if (m_freePending.empty()) {
        m_pending.push_back({visitor, std::move(click)});
    } else {
        slot = m_freePending.back();
        m_freePending.pop_back();
        m_pending[slot] = {visitor, std::move(click)};
    }
    m_sent.push_back({time, ++m_order, slot});
    std::push_heap(m_sent.begin(), m_sent.end(), std::greater<>());
}

// A host under load answers some of everybody's requests badly, and many of those who cause it.
void World::fail(const Visitor& visitor, int64_t time, Click& click)
{
    for (const Overload& overload : m_overloads) {
        if (overload.host != visitor.host || time < overload.begin || time >= overload.end)
            continue;
        if (!m_faults.chance(overload.share))
            continue;
        const double which = m_faults.uniform();
        click.status = actorClass(visitor.kind).isMalicious && which < 0.3 ? 429 : which < 0.8 ? 503 : 502;
        click.bytes = 0;
        if (click.method != "HEAD")
            click.bytes = click.status == 429 ? 162 : 190;
        click.type = "text/html";
    }
}

Result<SynthSummary> World::run(const RunContext& context)
{
    context.setTotal(static_cast<uint64_t>(end()));
    while (!m_turns.empty()) {
        std::pop_heap(m_turns.begin(), m_turns.end(), std::greater<>());
        Due turn = m_turns.back();
        m_turns.pop_back();
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "traffic", {}};
        if (!deliverUntil(turn.time))
            return finished();
        context.setDone(static_cast<uint64_t>(turn.time));
        const auto next = turn.time < end() ? m_cast[turn.slot]->step(turn.time, *this) : std::nullopt;
        if (!next || *next >= end()) {
            m_cast[turn.slot].reset();
            m_freeCast.push_back(turn.slot);
            continue;
        }
        turn.time = std::max(*next, turn.time + 1);
        turn.order = ++m_order;
        m_turns.push_back(turn);
        std::push_heap(m_turns.begin(), m_turns.end(), std::greater<>());
    }
    deliverUntil(end());
    return finished();
}

SynthSummary World::finished()
{
    m_summary.actors = m_actors;
    m_summary.attacks = m_attacks;
    for (size_t i = 0; i < m_attacks.size(); ++i) {
        m_summary.attacks[i].kind = m_options.attacks[i];
        m_summary.attacks[i].addresses = m_attackers[i].size();
    }
    return m_summary;
}

bool World::deliverUntil(int64_t time)
{
    while (!m_sent.empty() && m_sent.front().time < time) {
        std::pop_heap(m_sent.begin(), m_sent.end(), std::greater<>());
        const Due due = m_sent.back();
        m_sent.pop_back();
        const bool wantsMore = deliver(due.time, m_pending[due.slot]);
        m_freePending.push_back(due.slot);
        if (!wantsMore)
            return false;
    }
    return true;
}

bool World::deliver(int64_t time, const Pending& pending)
{
    const Click& click = pending.click;
    const Visitor& visitor = pending.visitor;
    const std::string& host = m_hosts[visitor.host];
    std::string referer = click.referer;
    if (!referer.empty() && referer.front() == '/')
        referer = "https://" + host + referer;
    SynthRequest made;
    Request& request = made.request;
    request.time = m_options.start * 1'000'000'000 + time * 1'000'000;
    request.client = visitor.ip;
    request.host = host;
    request.method = click.method;
    request.path = click.path;
    if (!click.query.empty())
        request.query = click.query;
    request.version = "1.1";
    request.status = click.status;
    request.replyBytes = click.bytes;
    request.contentType = click.type;
    const std::string_view userAgent = click.userAgent.empty() ? visitor.agent->userAgent : click.userAgent;
    if (!userAgent.empty())
        request.userAgent = userAgent;
    if (!referer.empty())
        request.referer = referer;
    request.location = *visitor.location;
    request.hasCookie = click.hasCookie;
    request.hasAcceptLanguage = visitor.agent->isBrowser;
    request.ja4 = ja4Of(visitor.agent->tls);
    request.serverName = host;
    request.place = ++m_summary.requests;
    made.actor = visitor.actor;
    made.kind = visitor.kind;
    made.attack = visitor.attack;
    made.host = visitor.host;
    made.agent = visitor.agent;
    count(made);
    return m_sink(made);
}

void World::count(const SynthRequest& made)
{
    ++m_summary.requestsOfKind[static_cast<size_t>(made.kind)];
    if (made.attack == 0)
        return;
    SynthAttack& attack = m_attacks[made.attack - 1];
    if (attack.requests++ == 0) {
        attack.host = std::string(made.request.host);
        attack.first = made.request.time;
    }
    attack.last = made.request.time;
    m_attackers[made.attack - 1].insert(lowBits(made.request.client));
}

} // namespace assay::traffic
