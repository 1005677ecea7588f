// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/casefile/comparing.h"
#include "core/casefile/connections.h"
#include "core/models/fusion.h"
#include "core/train/fitting.h"

namespace assay {

// A score of rules from 0 to 1 that keeps their order: 0.5 at the threshold of "add_header".
double squashedRuleScore(double score, const Thresholds& thresholds);
// What rules and fuzzy storages gave each item in the newest scan; NaN: not scanned.
Result<std::vector<double>> ruleScores(
    Connections& connections, const CaseSnapshot& snapshot, std::span<const uint64_t> items, const RunContext& context);
// Where a version of a model lies.
std::filesystem::path versionDirectory(const train::Registry& registry, const train::VersionInfo& version);

// The voices of a case that score one kind of items, and how they become one risk.
Result<std::vector<ModelVoice>> voicesFor(const Case& work, ItemKind items);
Result<models::FusionOptions> fusionFor(const Case& work, ItemKind items);

// What the voices of a scan say about rows, as the scan would fuse them.
class VoicePanel
{
public:
    explicit VoicePanel(std::vector<ModelVoice> voices)
        : m_voices(std::move(voices))
    {
    }
    const std::vector<ModelVoice>& voices() const { return m_voices; }
    Result<std::vector<models::VoiceRisks>> risks(
        const models::Matrix& rows, std::span<const double> ruleScores, const RunContext& context) const;

private:
    std::vector<ModelVoice> m_voices;
};

// One of the models of a comparison, ready to score rows.
class ComparedScorer
{
public:
    // NotFound: no such model or version, or no current voice to fuse.
    // `items`: which voices a fusion is of.
    static Result<ComparedScorer> open(const Case& work, const CompareWhich& which, ItemKind items = ItemKind::Message);

    // Title, name, version, threshold, isProbability; without scores.
    const train::ComparedModel& described() const { return m_described; }
    // What it learned from; a fusion has that of each of its voices.
    const std::vector<train::LearnedRows>& learned() const { return m_learned; }
    bool knowsLearned() const { return m_knowsLearned; }
    // The kind of items that it scores; nothing: any.
    std::optional<ItemKind> items() const { return m_items; }
    // The items that were held out while it was trained; NotFound when it does not say.
    Result<std::vector<ItemId>> heldOut() const;
    bool needsRules() const { return m_kind != Kind::Model; }

    // A score for each row, NaN where it has none; `defaults` counts rows that lack features of it.
    Result<std::vector<double>> score(const models::Matrix& rows, std::span<const double> ruleScores,
        uint64_t& defaults, const RunContext& context) const;

private:
    enum class Kind { Rules, Fusion, Model };
    ComparedScorer() = default;
    Result<void> openFusion(const Case& work, ItemKind items);
    Result<void> openModel(const Case& work, const CompareWhich& which);
    void addLearned(const std::filesystem::path& directory, const models::Manifest& manifest);

    Kind m_kind = Kind::Model;
    train::ComparedModel m_described;
    Thresholds m_thresholds; // of rules
    models::StoredModel m_stored; // of a model
    std::filesystem::path m_directory;
    std::vector<ModelVoice> m_voices; // of a fusion
    models::FusionOptions m_fusion;
    std::vector<train::LearnedRows> m_learned;
    std::optional<ItemKind> m_items;
    bool m_knowsLearned = true;
};

} // namespace assay
