// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/robots.h"

namespace assay::traffic {

// Tries paths and queries that should not work.
class Scanner : public Actor
{
public:
    Scanner(const Visitor& visitor, const Site& site, uint64_t requests, double gap, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Visitor m_visitor;
    const Site& m_site;
    uint64_t m_left;
    double m_gap; // s
    SynthRandom m_random;
};

// Tries names and passwords of a list, through one of many addresses.
class CredentialStuffer : public Actor
{
public:
    CredentialStuffer(const Visitor& visitor, double gap, int64_t end, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Visitor m_visitor;
    double m_gap; // s
    int64_t m_end;
    SynthRandom m_random;
    bool m_opensForm;
};

// One address of a flood: the same again, as its kind has it.
class Flooder : public Actor
{
public:
    // `regular`: 1 for equal gaps, 0 for random ones; `rate` in requests a second.
    Flooder(const Visitor& visitor, const Site& site, double rate, double regular, int64_t end, SynthRandom random);
    std::optional<int64_t> step(int64_t now, Stage& stage) override;

private:
    Click next();
    Visitor m_visitor;
    const Site& m_site;
    double m_rate, m_regular;
    int64_t m_end;
    SynthRandom m_random;
};

} // namespace assay::traffic
