// SPDX-License-Identifier: GPL-3.0-or-later
// How the voices of a case become one risk: fixed weights, or coefficients learned from labelled items.
#include "core/casefile/casedata.h"
#include "core/casefile/comparedset.h"
#include "core/train/fusionfit.h"

namespace assay {
namespace {

const char* keyOf(ItemKind items)
{
    return items == ItemKind::RequestSet ? "fusion_traffic" : "fusion";
}

Result<std::vector<models::VoiceRisks>> risksOf(const VoicePanel& panel, Connections& connections,
    const CaseSnapshot& snapshot, const train::TrainingSet& set, const RunContext& context)
{
    const auto rules = ruleScores(connections, snapshot, set.items, context);
    if (!rules)
        return rules.error();
    return panel.risks(set.rows, *rules, context);
}

Result<std::vector<ItemId>> labelledItems(
    const Case& work, const CaseSnapshot& snapshot, std::string_view query, const RunContext& context)
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
    return labelled;
}

// The kind of these items; where there are both, the one that has voices.
Result<ItemKind> kindToFuse(const Case& work, const CaseSnapshot& snapshot, std::span<const ItemId> items)
{
    bool seen[2] = {false, false};
    for (const ItemId item : items)
        seen[static_cast<size_t>(snapshot.items->row(snapshot.items->find(item)).kind)] = true;
    if (!seen[1] || !seen[0])
        return seen[1] ? ItemKind::RequestSet : ItemKind::Message;
    const auto mail = voicesFor(work, ItemKind::Message), traffic = voicesFor(work, ItemKind::RequestSet);
    if (!mail || !traffic)
        return mail ? traffic.error() : mail.error();
    if (!mail->empty() && !traffic->empty())
        return Error{ErrorCode::BadArgument, "fusion",
            "there are labelled messages and labelled request sets: name one kind in the query"};
    return traffic->empty() ? ItemKind::Message : ItemKind::RequestSet;
}

// What was learned before, "" for nothing.
Result<std::string> forget(Case& work, ItemKind items)
{
    auto before = work.state(keyOf(items));
    if (!before || before->empty())
        return before;
    const auto stored = work.setState(keyOf(items), "");
    return stored ? before : Result<std::string>(stored.error());
}

store::AuditEntry forgetting(ItemKind items, const std::string& before)
{
    store::AuditEntry entry;
    entry.action = "forget fusion";
    entry.object = keyOf(items);
    entry.before = before;
    return entry;
}

// Rows of items that no voice learned from.
Result<train::TrainingSet> freshRows(
    const Case& work, std::span<const ItemId> labelled, const ComparedScorer& fusion, const RunContext& context)
{
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

Result<models::FusionOptions> fusionFor(const Case& work, ItemKind items)
{
    models::FusionOptions options;
    const auto text = work.state(keyOf(items));
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

Result<models::FusionOptions> Case::fusion() const
{
    return fusionFor(*this, ItemKind::Message);
}

Result<FusionReport> Case::learnFusion(std::string_view query, const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto labelled = labelledItems(*this, **now, query, context);
    if (!labelled)
        return labelled.error();
    const auto kind = kindToFuse(*this, **now, *labelled);
    if (!kind)
        return kind.error();
    const auto fusion = ComparedScorer::open(*this, {std::string(CompareWhich::fusion), {}}, *kind);
    if (!fusion)
        return fusion.error();
    const auto current = voicesFor(*this, *kind);
    if (!current)
        return current.error();
    const auto set = freshRows(*this, itemsOfKind(**now, *labelled, *kind), *fusion, context);
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
    if (!report.isLearned) {
        // What was learned for other versions of the voices stays only as long as nothing can be said.
        const bool isTold = report.test && report.test->verdict != train::Verdict::NotEnoughEvidence;
        const auto before = isTold ? forget(*this, *kind) : Result<std::string>(std::string());
        if (!before)
            return before.error();
        if (before->empty())
            return report;
        report.reasons.emplace_back("What was learned before is given up: fixed weights are as good");
        const auto written = m_data->audit(forgetting(*kind, *before));
        return written ? Result<FusionReport>(report) : written.error();
    }
    const std::string text = train::fusionToText(*fit->learned);
    const auto stored = setState(keyOf(*kind), text);
    if (!stored)
        return stored.error();
    store::AuditEntry entry;
    entry.action = "learn fusion";
    entry.object = keyOf(*kind);
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
    for (const ItemKind items : {ItemKind::Message, ItemKind::RequestSet}) {
        const auto forgotten = forget(*this, items);
        if (!forgotten)
            return forgotten.error();
        if (forgotten->empty())
            continue;
        const auto written = m_data->audit(forgetting(items, *forgotten));
        if (!written)
            return written;
    }
    return {};
}

} // namespace assay
