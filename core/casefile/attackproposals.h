// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

namespace assay {

// A period in which a site was attacked.
struct AttackQuestion
{
    std::string query; // request sets to look at: those of the site; empty: all
    int64_t start = 0, stop = 0; // seconds since 1970, both included; a set counts at its first request in its bucket
    int64_t before = 3600; // seconds before the period whose request sets count as regular
};

// Request sets of the period that look like the attack. They are proposals: nothing is labelled.
struct AttackAnswer
{
    struct Proposal
    {
        ItemId item;
        double probability = 0; // of not being regular
    };
    std::vector<Proposal> proposals; // the surest first
    uint64_t regular = 0, fresh = 0, known = 0; // see train::AttackProposals
};

// BadArgument: the query is faulty, the period is empty or in the wrong order, there is too little before or in it.
Result<AttackAnswer> proposeAttack(const Case& work, const AttackQuestion& question, const RunContext& context = {});

} // namespace assay
