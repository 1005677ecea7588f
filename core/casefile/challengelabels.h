// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

namespace assay {

// Whose labels those are that follow from what a site reports of its clients. In trainings they count half, and not at
// all for an item that somebody looked at.
inline constexpr std::string_view challengeAuthor = "challenges";

struct ChallengeLabels
{
    feedback::Operation bots, people; // what was labelled; both can be undone
    uint64_t contradicting = 0; // request sets of clients that were banned and passed: left alone
    uint64_t failed = 0; // that could not be read
};
// Labels the request sets without a label whose client had been banned (bot) or had passed a challenge (notbot) by the
// end of their bucket. Only on request: such reports are weak evidence.
Result<ChallengeLabels> labelFromChallenges(Case& work, const RunContext& context = {});

} // namespace assay
