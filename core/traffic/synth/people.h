// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/world.h"

#include <bitset>

namespace assay::traffic {

// How a browser fetches what a page is drawn with.
struct Habits
{
    bool hasWarmCache = false;
    double assets = 1; // share of style sheets, scripts and images that it asks for
    bool loadsImages = true;
    bool sendsReferer = true;
};

// A browser with its cache: a page and what belongs to it. One visitor.
class Browsing
{
public:
    Browsing(const Visitor& visitor, const Site& site, const Habits& habits)
        : m_visitor(visitor)
        , m_site(site)
        , m_habits(habits)
    {
    }
    // Opens a page; returns when it is complete.
    int64_t open(size_t page, int64_t now, SynthRandom& random, Stage& stage);
    // Anything else; the page of `path` is the referer of what follows when `isPage`.
    void fetch(Click click, int64_t now, Stage& stage, bool isPage);
    const std::string& page() const { return m_page; } // path; empty before the first
    void comeFrom(std::string referer) { m_page = std::move(referer); }
    const Visitor& visitor() const { return m_visitor; }
    const Site& site() const { return m_site; }

private:
    int64_t fetchAssets(const Site::Page& page, int64_t now, SynthRandom& random, Stage& stage);
    void fetchAsset(const Site::Resource& resource, std::string_view query, int64_t at, bool isKnown, Stage& stage);

    Visitor m_visitor;
    const Site& m_site;
    Habits m_habits;
    std::string m_page;
    bool m_isKnown = false; // has been here in this session
    std::bitset<300> m_images; // in the cache
};

// Somebody who reads pages, searches and signs in.
class Person : public Actor
{
public:
    Person(const Visitor& visitor, const Site& site, unsigned difficulty, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    void land();
    int64_t act(int64_t now, Stage& stage);
    int64_t search(int64_t now, Stage& stage);
    int64_t signIn(int64_t now, Stage& stage);
    int64_t openStaleLink(int64_t now, Stage& stage);

    SynthRandom m_random;
    Browsing m_browsing;
    size_t m_page = 0;
    uint64_t m_left = 1;
    double m_think = 22; // s
};

// What a person's session is, for whoever repeats it.
struct RecordedClick
{
    int64_t offset = 0; // ms since the first
    Click click;
};
std::vector<std::vector<RecordedClick>> recordSessions(
    const Site& site, size_t count, uint64_t seed, unsigned difficulty);

// An app that asks an API in bursts.
class AppClient : public Actor
{
public:
    AppClient(const Visitor& visitor, uint64_t requests, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Visitor m_visitor;
    SynthRandom m_random;
    uint64_t m_left, m_page = 1;
    bool m_isSignedIn = false;
};

// Where people come from: a Poisson process with the rhythm of a day, single people and those behind one address.
class Crowd : public Actor
{
public:
    // Draws `sessions` sessions of `kind` in [begin, end) on average; `host` < 0: any.
    struct Plan
    {
        ActorKind kind = ActorKind::Person;
        double sessions = 0;
        int64_t begin = 0, end = 0;
        int64_t host = -1;
        double shared = 0; // of them come from addresses that many share
        uint32_t attack = 0; // planned incident, from 1; 0: none
    };
    Crowd(World& world, const Plan& plan, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    double weightAt(int64_t time) const;
    void arrive(int64_t now);
    Visitor newcomer();
    World& m_world;
    Plan m_plan;
    SynthRandom m_random;
    double m_meanGap = 0; // ms at weight 1
};

} // namespace assay::traffic
