// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/fusion.h"
#include "core/scan/detector.h"

#include <filesystem>

namespace assay::models {
class Voice;
}

namespace assay {

enum class RuleSetChoice { BuiltIn, Stock, Files };

// A model that scores the items of a scan. Voices of one scan never change while it runs.
struct ModelVoice
{
    std::string name; // in the registry
    std::string version; // id
    uint64_t number = 0; // of the version, for people
    std::shared_ptr<const models::Voice> voice; // on any columns: a scan binds it to its own
    double maxScore = 3; // a wholly sure model adds this much to the score of an item; 0: adds nothing
    bool isShadow = false; // scores for comparison: adds nothing, takes no part in the fused risk
};

// Everything that decides which detectors a scan has and what they know.
struct DetectorOptions
{
    std::vector<DetectorKind> kinds; // empty: all that are configured
    RuleSetChoice ruleSet = RuleSetChoice::BuiltIn;
    std::vector<std::filesystem::path> ruleFiles; // for Files
    rules::EngineOptions engine;
    std::vector<fuzzy::FuzzyRule> fuzzyRules; // storages that are asked; disabled ones are left out
    std::vector<ModelVoice> voices; // models that score
    models::FusionOptions fusion; // how they become FUSED_RISK
    models::FusionOptions trafficFusion; // the same for request sets
};

// One line of the list of detectors that this build has.
struct DetectorEntry
{
    DetectorKind kind;
    const char* title; // marked for translation
    // Nullptr when the options do not configure it.
    Result<std::shared_ptr<const Detector>> (*create)(const DetectorOptions& options);
};
const std::vector<DetectorEntry>& detectorEntries();

// The detectors of one or more scans: made once (compiling rules may take a second), then const and shared.
struct DetectorSet
{
    std::vector<std::shared_ptr<const Detector>> detectors;
    // The rules engine of the set, or nullptr: for reports about rules.
    std::shared_ptr<const rules::RulesEngine> rulesEngine;
    std::vector<ModelVoice> voices; // models that score
};
// BadArgument when a kind is asked for that is not configured.
Result<std::shared_ptr<const DetectorSet>> createDetectors(const DetectorOptions& options);

} // namespace assay
