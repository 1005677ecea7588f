// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/comparedscorer.h"

#include "core/casefile/hitreader.h"
#include "core/models/csvtable.h"
#include "core/models/voice.h"
#include "core/scan/detectors/models.h"
#include "core/train/registry.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

bool isOfRules(const StoredHit& hit)
{
    return hit.symbol.detector == DetectorKind::Rules || hit.symbol.detector == DetectorKind::Fuzzy;
}

// A calibrated probability has steps: hundreds of rows may share one. What the model said before decides among them, by
// so little that no verdict changes.
constexpr double tieBreak = 1e-6;

double comparableScore(const models::VoiceOutput& said, bool isProbability)
{
    return isProbability ? said.risk.value_or(said.score) * (1 - tieBreak) + said.score * tieBreak : said.score;
}

} // namespace

double squashedRuleScore(double score, const Thresholds& thresholds)
{
    const double distance = (score - thresholds.addHeader) / std::max(thresholds.reject - thresholds.addHeader, 1.0);
    return 0.5 * (1 + distance / (1 + std::abs(distance)));
}

std::filesystem::path versionDirectory(const train::Registry& registry, const train::VersionInfo& version)
{
    return registry.directory() / version.model / "versions" / version.id;
}

Result<std::vector<double>> ruleScores(
    Connections& connections, const CaseSnapshot& snapshot, std::span<const uint64_t> items, const RunContext& context)
{
    std::vector<double> out(items.size(), nothing);
    if (!snapshot.scores)
        return out;
    auto database = connections.take();
    if (!database)
        return database.error();
    HitReader reader(**database);
    for (size_t i = 0; i < items.size(); ++i) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        const ItemId item{static_cast<uint32_t>(items[i])};
        const size_t row = snapshot.items->find(item);
        if (row >= snapshot.scores->scores.size() || std::isnan(snapshot.scores->scores[row]))
            continue;
        const auto hits = reader.read(snapshot.scores->scan, item);
        if (!hits)
            return hits.error();
        out[i] = 0;
        for (const StoredHit& hit : *hits)
            out[i] += isOfRules(hit) ? hit.score : 0;
    }
    return out;
}

Result<std::vector<ModelVoice>> voicesFor(const Case& work, ItemKind items)
{
    auto voices = work.voices();
    if (!voices)
        return voices.error();
    voices->erase(std::remove_if(voices->begin(), voices->end(),
                      [items](const ModelVoice& voice) { return itemKindOf(voice.voice->manifest()) != items; }),
        voices->end());
    return voices;
}

Result<std::vector<models::VoiceRisks>> VoicePanel::risks(
    const models::Matrix& rows, std::span<const double> ruleScores, const RunContext& context) const
{
    std::vector<models::VoiceRisks> out(rows.rows);
    for (size_t row = 0; row < rows.rows; ++row) {
        if (std::isfinite(ruleScores[row]))
            out[row].ruleScore = ruleScores[row];
    }
    for (const ModelVoice& one : m_voices) {
        const auto voice = models::Voice::make(one.voice->stored(), rows.names);
        if (!voice)
            return voice.error();
        const auto said = voice->scoreTable(rows, context);
        if (!said)
            return said.error();
        for (size_t row = 0; row < rows.rows; ++row) {
            if (!(*said)[row].isReliable)
                continue;
            out[row].add(voice->role(), (*said)[row].risk);
            out[row].hasUnseenConstant |= (*said)[row].hasUnseenConstant;
        }
    }
    return out;
}

Result<ComparedScorer> ComparedScorer::open(const Case& work, const CompareWhich& which, ItemKind items)
{
    ComparedScorer out;
    out.m_described.title = out.m_described.model = which.model;
    if (which.model == CompareWhich::rules) {
        out.m_kind = Kind::Rules;
        const auto thresholds = work.thresholds();
        if (!thresholds)
            return thresholds.error();
        out.m_thresholds = *thresholds;
        out.m_described.threshold = 0.5;
        return out;
    }
    const auto opened = which.model == CompareWhich::fusion ? out.openFusion(work, items) : out.openModel(work, which);
    if (!opened)
        return opened.error();
    return out;
}

Result<void> ComparedScorer::openFusion(const Case& work, ItemKind items)
{
    m_kind = Kind::Fusion;
    m_items = items;
    auto voices = voicesFor(work, items);
    if (!voices)
        return voices.error();
    auto options = fusionFor(work, items);
    if (!options)
        return options.error();
    if (voices->empty())
        return Error{ErrorCode::NotFound, "fusion", "no model is current"};
    m_voices = std::move(*voices);
    m_fusion = std::move(*options);
    m_described.threshold = m_fusion.levels[2]; // from "high" on, as in scans
    m_described.isProbability = m_fusion.learned.has_value();
    for (const ModelVoice& voice : m_voices) {
        m_described.version += (m_described.version.empty() ? "" : ", ") + voice.name + "/" + voice.version;
        train::VersionInfo version;
        version.model = voice.name;
        version.id = voice.version;
        addLearned(versionDirectory(work.registry(), version), voice.voice->manifest());
    }
    return {};
}

Result<void> ComparedScorer::openModel(const Case& work, const CompareWhich& which)
{
    const std::string_view asked = which.version.empty() ? train::aliasCurrent : std::string_view(which.version);
    const auto version = work.registry().find(which.model, asked);
    if (!version)
        return version.error();
    auto stored = work.registry().load(which.model, version->id);
    if (!stored)
        return stored.error();
    m_stored = std::move(*stored);
    m_items = itemKindOf(m_stored.manifest);
    m_directory = versionDirectory(work.registry(), *version);
    m_described.title = version->model + " " + std::to_string(version->number);
    m_described.version = version->id;
    m_described.isProbability = m_stored.model->kind().scoreMeaning() == models::ScoreMeaning::Probability;
    if (const double* threshold = m_stored.manifest.threshold("alert"))
        m_described.threshold = *threshold;
    if (m_described.isProbability)
        m_described.threshold *= 1 - tieBreak;
    addLearned(m_directory, m_stored.manifest);
    return {};
}

void ComparedScorer::addLearned(const std::filesystem::path& directory, const models::Manifest& manifest)
{
    auto rows = train::readLearnedRows(directory, manifest);
    if (rows)
        m_learned.push_back(std::move(*rows));
    else
        m_knowsLearned = false;
}

Result<std::vector<ItemId>> ComparedScorer::heldOut() const
{
    if (m_kind != Kind::Model)
        return Error{ErrorCode::NotFound, m_described.title, "it holds no items out: give a query"};
    const auto text = models::readModelFile(m_directory, m_stored.manifest, train::heldOutFileName);
    if (!text)
        return text.error();
    const auto table = models::parseCsvTable(*text);
    if (!table)
        return table.error();
    const size_t column = models::findColumn(*table, "item");
    if (column == std::string::npos)
        return Error{ErrorCode::BadData, m_directory.string(), "the list of held-out items has no column 'item'"};
    std::vector<ItemId> items;
    for (const double value : table->column(column)) {
        if (!(value >= 0 && value <= UINT32_MAX))
            return Error{ErrorCode::BadData, m_directory.string(), "a held-out item is no number of an item"};
        items.push_back(ItemId{static_cast<uint32_t>(value)});
    }
    return items;
}

Result<std::vector<double>> ComparedScorer::score(
    const models::Matrix& rows, std::span<const double> ruleScores, uint64_t& defaults, const RunContext& context) const
{
    std::vector<double> out(rows.rows, nothing);
    if (m_kind == Kind::Rules) {
        for (size_t row = 0; row < rows.rows; ++row)
            out[row] = std::isfinite(ruleScores[row]) ? squashedRuleScore(ruleScores[row], m_thresholds) : nothing;
        return out;
    }
    if (m_kind == Kind::Fusion) {
        const auto risks = VoicePanel(m_voices).risks(rows, ruleScores, context);
        if (!risks)
            return risks.error();
        for (size_t row = 0; row < rows.rows; ++row)
            out[row] = models::fusedRisk((*risks)[row], m_fusion).value_or(nothing);
        return out;
    }
    const auto voice = models::Voice::make(m_stored, rows.names);
    if (!voice)
        return voice.error();
    const auto said = voice->scoreTable(rows, context);
    if (!said)
        return said.error();
    for (size_t row = 0; row < rows.rows; ++row) {
        out[row] = comparableScore((*said)[row], m_described.isProbability);
        defaults += (*said)[row].defaultsUsed > 0 ? 1 : 0;
    }
    return out;
}

} // namespace assay
