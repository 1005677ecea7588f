// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/store/learningrule.h"

#include <algorithm>
#include <cmath>

namespace assay::neural {
namespace {

bool isSpamByVerdict(const ScannedFacts& facts)
{
    using Action = ScannedFacts::Action;
    if (facts.isDecidedElsewhere)
        return false;
    if (facts.action == Action::Reject)
        return facts.positive > 1;
    return (facts.action == Action::AddHeader || facts.action == Action::RewriteSubject) && facts.positive > 2;
}

bool isHamByVerdict(const ScannedFacts& facts)
{
    return !facts.isDecidedElsewhere && facts.action == ScannedFacts::Action::None
        && (facts.score < 0 || facts.negative > 3);
}

} // namespace

std::optional<MailClass> classByScore(const ScannedFacts& facts, const LearningRule& rule)
{
    if (!rule.isAutotrained || !std::isfinite(facts.score))
        return std::nullopt;
    if (rule.spamScore ? facts.score >= *rule.spamScore : isSpamByVerdict(facts))
        return MailClass::Spam;
    if (rule.hamScore ? facts.score <= *rule.hamScore : isHamByVerdict(facts))
        return MailClass::Ham;
    return std::nullopt;
}

StoreDecision mayStore(
    MailClass which, const VectorCounts& held, const LearningRule& rule, double firstCoin, double secondCoin)
{
    if (firstCoin < 1 - rule.trainProbability)
        return StoreDecision::Skipped;
    const size_t own = held.of(which);
    const size_t other = held.total() - own;
    if (own > rule.maxTrains)
        return StoreDecision::Full;
    if (!rule.isBalanced) {
        const double skip = which == MailClass::Spam ? rule.spamSkipProbability : rule.hamSkipProbability;
        return skip > 0 && secondCoin <= skip ? StoreDecision::Skipped : StoreDecision::Store;
    }
    const double share = static_cast<double>(other) / (static_cast<double>(own) + 1);
    return own > other && secondCoin < 1 - share - rule.classesBias ? StoreDecision::Ahead : StoreDecision::Store;
}

StoreDecision mayStoreAsSeed(MailClass which, const VectorCounts& held, size_t maxTrains)
{
    const size_t own = held.of(which);
    if (static_cast<double>(own) > 1.1 * static_cast<double>(maxTrains))
        return StoreDecision::Full;
    return held.total() - own + 1 >= own ? StoreDecision::Store : StoreDecision::Ahead;
}

bool isReadyToTrain(const VectorCounts& held, const LearningRule& rule)
{
    return std::max(held.ham, held.spam) >= std::max<size_t>(rule.maxTrains, 1) && std::min(held.ham, held.spam) > 0;
}

} // namespace assay::neural
