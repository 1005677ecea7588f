// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/site.h"
#include "core/traffic/synth/synth.h"

#include <deque>
#include <memory>
#include <unordered_set>

namespace assay::traffic {

// Who an actor is to the site. Times of actors are ms since the start of the traffic.
struct Visitor
{
    uint32_t actor = 0;
    ActorKind kind = ActorKind::Person;
    uint32_t attack = 0; // planned attack, from 1
    uint32_t host = 0;
    IpAddress ip;
    const Agent* agent = nullptr;
    const Location* location = nullptr;
};

// What is fetched, and what the site answers when it is well.
struct Click
{
    std::string_view method = "GET"; // a literal
    std::string path;
    std::string query; // with its '?'; empty: none
    std::string referer; // "/x": a page of the same host; else as sent; empty: none
    std::string_view type = "text/html"; // a literal
    uint16_t status = 200;
    uint32_t bytes = 0;
    bool hasCookie = false;
    std::string userAgent; // empty: the visitor's
};

// Where requests go.
class Stage
{
public:
    virtual ~Stage() = default;
    virtual void send(const Visitor& visitor, int64_t time, Click click) = 0;
};

// Something that sends requests.
class Actor
{
public:
    virtual ~Actor() = default;
    // Sends what it sends from `now` on and says when it goes on (later than now); nothing: it is done.
    virtual std::optional<int64_t> step(int64_t now, Stage& stage) = 0;
};

// A time in which a host cannot answer all.
struct Overload
{
    uint32_t host = 0;
    int64_t begin = 0, end = 0;
    double share = 0; // of requests that fail
};

// The hosts and everybody on them: lets actors act in order of time and hands out requests in order of time.
class World : public Stage
{
public:
    World(const SynthOptions& options, const SynthSink& sink);

    const SynthOptions& options() const { return m_options; }
    int64_t end() const { return int64_t{1000} * m_options.seconds; }
    const Site& siteOf(uint32_t host) const { return *m_sites[host % m_sites.size()]; }
    const std::string& hostName(uint32_t host) const { return m_hosts[host]; }
    uint32_t hostCount() const { return static_cast<uint32_t>(m_hosts.size()); }

    uint32_t newActor() { return ++m_actors; }
    // Addresses are given once. Of documentation, private and shared ranges alone.
    IpAddress newAddress();
    // In the /24 of `neighbour`; another one when that is full.
    IpAddress newNeighbour(const IpAddress& neighbour);
    // Addresses of carriers, each for many people; made once, before anybody comes.
    void makeGateways(size_t count);
    IpAddress someGateway(); // a new address when there are none
    void add(std::unique_ptr<Actor> actor, int64_t time);
    void addOverload(const Overload& overload) { m_overloads.push_back(overload); }
    void send(const Visitor& visitor, int64_t time, Click click) override;
    Result<SynthSummary> run(const RunContext& context);

private:
    struct Pending
    {
        Visitor visitor;
        Click click;
    };
    struct Due
    {
        int64_t time;
        uint64_t order;
        size_t slot;
        bool operator>(const Due& other) const { return time != other.time ? time > other.time : order > other.order; }
    };
    bool deliverUntil(int64_t time);
    bool deliver(int64_t time, const Pending& pending);
    void fail(const Visitor& visitor, int64_t time, Click& click);
    void count(const SynthRequest& made);
    SynthSummary finished();

    SynthOptions m_options;
    const SynthSink& m_sink;
    SynthRandom m_random, m_faults;
    std::vector<std::string> m_hosts;
    std::vector<std::unique_ptr<Site>> m_sites;
    std::vector<Overload> m_overloads;
    std::unordered_set<uint32_t> m_addresses;
    std::vector<IpAddress> m_gateways;
    std::vector<std::unique_ptr<Actor>> m_cast;
    std::vector<size_t> m_freeCast, m_freePending;
    std::deque<Pending> m_pending; // references stay
    std::vector<Due> m_turns, m_sent; // heaps
    uint64_t m_order = 0;
    uint32_t m_actors = 0;
    SynthSummary m_summary;
    std::vector<SynthAttack> m_attacks; // by planned number
    std::vector<std::unordered_set<uint32_t>> m_attackers; // actors' addresses, hashed
};

} // namespace assay::traffic
