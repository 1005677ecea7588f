// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/models/matrix.h"

#include <span>
#include <string_view>
#include <vector>

namespace assay::train {

// The rates and ratios of request sets that the assistant looks at: no totals, which grow with the time that a client
// is there, and nothing that names a client, a site or a country.
std::span<const std::string_view> attackAssistFeatures();

// Request sets of one site, around a period in which it was attacked.
struct AttackRows
{
    models::Matrix rows; // features of request sets; those above are looked at, absent ones are missing
    std::vector<uint64_t> clients; // what stands for the client
    std::vector<uint8_t> isDuring; // 0: before the period, 1: in it
};

struct AttackProposals
{
    struct Row
    {
        size_t row = 0;
        double probability = 0; // of not being regular, by models that have not seen the client
    };
    std::vector<Row> rows; // that look like the attack, the surest first
    size_t regular = 0, fresh = 0; // rows before the period; in it, of clients that were not there before
    size_t known = 0; // rows in the period left out, as their clients were there before
};

// Proposes request sets of the period that look unlike those before it. Clients that were there before are never
// proposed. Both sides count alike, and a row is judged by models that learned from other clients only: what is new but
// looks like regular traffic stays out. BadArgument: fewer than 20 rows on a side. Progress counts folds.
Result<AttackProposals> proposeAttackRows(const AttackRows& input, const RunContext& context);

} // namespace assay::train
