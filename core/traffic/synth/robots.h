// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/people.h"

namespace assay::traffic {

// Asks for robots.txt, then for any page of the site, seldom for an image.
class Crawler : public Actor
{
public:
    Crawler(const Visitor& visitor, const Site& site, double gap, SynthRandom random); // mean gap in s
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Visitor m_visitor;
    const Site& m_site;
    double m_gap;
    SynthRandom m_random;
    int64_t m_rulesRead = -1; // when robots.txt was
};

// Asks for the same again and again: a feed (GET, mostly 304) or a page (HEAD).
class Periodic : public Actor
{
public:
    Periodic(const Visitor& visitor, int64_t period, SynthRandom random); // ms
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Visitor m_visitor;
    int64_t m_period, m_turn = -1;
    SynthRandom m_random;
};

// Takes a site in order with a library, or pages of a list.
class LibraryScraper : public Actor
{
public:
    struct Pace
    {
        uint64_t requests = 0;
        double gap = 1; // s, on average
        double spread = 0.25; // of gaps
        double assets = 0; // share of pages of which it takes images too
    };
    LibraryScraper(const Visitor& visitor, const Site& site, const Pace& pace, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Click next();
    Visitor m_visitor;
    const Site& m_site;
    Pace m_pace;
    SynthRandom m_random;
    bool m_takesLists;
    size_t m_at;
};

// A browser that a program drives: pages with what belongs to them, at a reader's pace.
class DrivenBrowser : public Actor
{
public:
    struct Pace
    {
        uint64_t requests = 0; // about
        int64_t end = 0; // ms; it stops here
        double gap = 10; // s between pages; median
        double sigma = 0.5; // of gaps, log-normal
        double assets = 0.6;
        bool staysOnFewPages = false;
    };
    DrivenBrowser(const Visitor& visitor, const Site& site, const Pace& pace, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    SynthRandom m_random;
    Pace m_pace;
    Browsing m_browsing;
    size_t m_page;
    uint64_t m_done = 0;
};

// Repeats sessions of people, one after the other, as if it were somebody else.
class Replayer : public Actor
{
public:
    using Sessions = std::vector<std::vector<RecordedClick>>;
    // What it does besides, once a session.
    enum class Aim { Nothing, Payload, SignIn };
    Replayer(const Visitor& visitor, std::shared_ptr<const Sessions> sessions, Aim aim, uint64_t requests, int64_t end,
        SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Visitor m_visitor;
    std::shared_ptr<const Sessions> m_sessions; // not empty, of one click or more
    Aim m_aim;
    uint64_t m_left;
    int64_t m_end;
    SynthRandom m_random;
};

// A query with something that a scanner tries.
std::string attackQuery(SynthRandom& random);

} // namespace assay::traffic
