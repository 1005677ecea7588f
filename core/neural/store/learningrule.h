// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/train/trainer.h"

#include <cstddef>
#include <optional>
#include <string>

namespace assay::neural {

enum class MailClass : uint8_t { Ham, Spam };

// rspamd's settings of a neural rule, with its defaults.
struct LearningRule
{
    std::string name = "default";
    std::string prefix = "rn";
    std::string settings = "default"; // name of the settings that messages were scanned with
    size_t maxTrains = 1000; // vectors of a class from which on a network is trained
    double trainProbability = 1;
    bool isAutotrained = true; // by score, else by label alone
    std::optional<double> spamScore; // learn as spam from here on; nothing: by the verdict
    std::optional<double> hamScore; // learn as ham up to here
    bool isBalanced = true; // else proportional
    double classesBias = 0; // how much one class may run ahead
    double spamSkipProbability = 0, hamSkipProbability = 0; // proportional
    double watchInterval = 60; // seconds
    double expiry = 172'800; // seconds without use after which networks and vectors are gone
    size_t keptProfiles = 3;
    TrainingSettings training;
};

// What is known of a scanned message.
struct ScannedFacts
{
    enum class Action { None, AddHeader, RewriteSubject, Reject, Other };
    double score = 0;
    Action action = Action::None;
    size_t positive = 0, negative = 0; // rules that added to the score or took from it
    bool isDecidedElsewhere = false; // by a rule that ends scanning
};

// Whether a scanned message is learned from, and as what. Spam wins where both would do; nothing for a score that is no
// number.
std::optional<MailClass> classByScore(const ScannedFacts& facts, const LearningRule& rule);

struct VectorCounts
{
    size_t ham = 0;
    size_t spam = 0;
    size_t of(MailClass which) const { return which == MailClass::Spam ? spam : ham; }
    size_t total() const { return ham + spam; }
};

enum class StoreDecision {
    Store,
    Full, // enough of this class
    Ahead, // this class runs ahead of the other
    Skipped // by chance
};
// As rspamd 3.4 decides; the coins are two independent numbers of [0, 1).
StoreDecision mayStore(
    MailClass which, const VectorCounts& held, const LearningRule& rule, double firstCoin, double secondCoin);
// As the script of its first releases was meant to: up to 1.1 times the limit of each class, and at most one more than
// of the other.
StoreDecision mayStoreAsSeed(MailClass which, const VectorCounts& held, size_t maxTrains);

// Whether there is enough of both classes.
bool isReadyToTrain(const VectorCounts& held, const LearningRule& rule);

} // namespace assay::neural
