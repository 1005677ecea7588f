// SPDX-License-Identifier: GPL-3.0-or-later
// How the voices of a case become one risk: fixed weights, or coefficients learned from labelled items.
#include "core/casefile/casedata.h"
#include "core/casefile/comparedset.h"
#include "core/train/fusionfit.h"

namespace assay {
namespace {

constexpr const char* fusionKey = "fusion";

Result<std::vector<models::VoiceRisks>> risksOf(const VoicePanel& panel, Connections& connections,
    const CaseSnapshot& snapshot, const train::TrainingSet& set, const RunContext& context)
{
    const auto rules = ruleScores(connections, snapshot, set.items, context);
    if (!rules)
        return rules.error();
    return panel.risks(set.rows, *rules, context);
}

// Labelled items that no voice learned from.
Result<train::TrainingSet> freshRows(const Case& work, const CaseSnapshot& snapshot, const ComparedScorer& fusion,
    std::string_view query, const RunContext& context)
{
    const auto items = itemsOfQuery(work, snapshot, query, context);
    if (!items)
        return items.error();
    std::vector<ItemId> labelled;
    for (const ItemId item : *items) {
        const size_t row = snapshot.items->find(item);
        if (row < snapshot.labels->labels.size() && snapshot.labels->labels[row] != feedback::noLabel)
            labelled.push_back(item);
    }
    const auto set = work.featureRows(labelled, context);
    if (!set)
        return set.error();
    std::vector<size_t> kept;
    for (size_t row = 0; row < (*set)->size(); ++row) {
        const bool isLearned = std::any_of(fusion.learned().begin(), fusion.learned().end(),
            [&](const train::LearnedRows& rows) { return rows.has((*set)->items[row], (*set)->groups[row]); });
        if ((*set)->labels[row] <= 1 && !isLearned)
            kept.push_back(row);
    }
    return train::selectTrainingRows(**set, kept);
}

} // namespace

Result<models::FusionOptions> Case::fusion() const
{
    models::FusionOptions options;
    const auto text = state(fusionKey);
    if (!text)
        return text.error();
    if (!text->empty()) {
        const auto learned = train::fusionFromText(*text);
        if (!learned)
            return learned.error();
        options.learned = *learned;
    }
    return options;
}

Result<FusionReport> Case::learnFusion(std::string_view query, const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto fusion = ComparedScorer::open(*this, {std::string(CompareWhich::fusion), {}});
    if (!fusion)
        return fusion.error();
    const auto current = voices();
    if (!current)
        return current.error();
    const auto set = freshRows(*this, **now, *fusion, query, context);
    if (!set)
        return set.error();
    const auto risks = risksOf(VoicePanel(*current), m_data->connections, **now, *set, context);
    if (!risks)
        return risks.error();
    auto fit = train::learnFusion(*risks, set->labels, set->groups, {}, context);
    if (!fit)
        return fit.error();
    FusionReport report;
    report.rows = set->size();
    report.positives = static_cast<uint64_t>(std::count(set->labels.begin(), set->labels.end(), 1));
    report.isLearned = fit->learned && fit->test && fit->test->verdict == train::Verdict::ChallengerWins;
    report.reasons = std::move(fit->reasons);
    report.test = std::move(fit->test);
    if (!report.isLearned)
        return report;
    const std::string text = train::fusionToText(*fit->learned);
    const auto stored = setState(fusionKey, text);
    if (!stored)
        return stored.error();
    store::AuditEntry entry;
    entry.action = "learn fusion";
    entry.object = "fusion";
    entry.count = report.rows;
    entry.after = text;
    entry.query = query;
    const auto written = m_data->audit(std::move(entry));
    if (!written)
        return written.error();
    return report;
}

Result<void> Case::forgetFusion()
{
    const auto before = state(fusionKey);
    if (!before)
        return before.error();
    const auto stored = setState(fusionKey, "");
    if (!stored)
        return stored;
    store::AuditEntry entry;
    entry.action = "forget fusion";
    entry.object = "fusion";
    entry.before = *before;
    return m_data->audit(std::move(entry));
}

} // namespace assay
