// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors/models.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"
#include "core/models/voice.h"
#include "core/scan/detectors/symbolrow.h"
#include "core/scan/itemfeatures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace assay {
namespace {

using models::VoiceRole;

constexpr double trafficThreshold = 0.45; // of the fused risk, from which a request set is taken for a bot

std::string inCapitals(std::string_view name)
{
    std::string capitals;
    for (const char c : name)
        capitals += isAsciiAlnum(c) ? asciiUpper(c) : '_';
    return capitals;
}

std::string threeDigits(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

double contextOf(const traffic::RequestSet& set, std::string_view name)
{
    for (const auto& [known, value] : set.head().context) {
        if (known == name)
            return value;
    }
    return 0;
}

// What is known of a request set for certain comes before what its risk says.
std::string trafficLevel(ItemFeatures& item, double risk, models::ThreatLevel level)
{
    const traffic::RequestSet& set = *item.requestSet();
    static const int declaredBot = features::trafficFeatureSet().find("client.declared_bot");
    if (contextOf(set, "banned") > 0)
        return "ANUBIS_DENY";
    if (item.values()[static_cast<size_t>(declaredBot)] >= 0.5)
        return "KNOWN_BOT";
    if (contextOf(set, "challenge_passed") > 0 && risk < trafficThreshold)
        return "LEGITIMATE_BROWSER";
    return std::string(models::threatLevelName(level));
}

// What a model says, in the terms of a hit.
struct Said
{
    ModelOutput output;
    bool isReliable = true;
    double direction = 0; // -1 wholly harmless ... 1 wholly hostile; what maxScore is multiplied with
    bool isSpam = false; // which symbol of a pair
};

Said interpret(const ModelVoice& voice, const models::VoiceOutput& out)
{
    Said said;
    said.output = ModelOutput{
        voice.name, voice.version, out.score, out.risk.value_or(0), out.isAlert, out.defaultsUsed, voice.isShadow};
    said.isReliable = out.isReliable;
    switch (voice.voice->role()) {
    case VoiceRole::Neural:
        said.output.output = 2 * out.score - 1;
        said.direction = std::clamp(said.output.output, -1.0, 1.0);
        break;
    case VoiceRole::Boosted:
        said.direction = 2 * out.risk.value_or(out.score) - 1;
        break;
    case VoiceRole::Forest:
    case VoiceRole::Autoencoder:
        said.direction = std::max(0.0, 2 * out.risk.value_or(0) - 1);
        break;
    }
    said.isSpam = said.direction > 0;
    return said;
}

std::vector<std::string> optionsOf(const Said& said, VoiceRole role, size_t inputs)
{
    std::vector<std::string> options = {threeDigits(said.output.output)};
    if (role != VoiceRole::Neural)
        options.push_back("risk " + threeDigits(said.output.risk));
    if (!said.isReliable)
        options.push_back("unreliable: " + std::to_string(said.output.defaults) + " of " + std::to_string(inputs)
            + " inputs are missing");
    return options;
}

} // namespace

class ModelsDetectorRun : public DetectorRun
{
public:
    explicit ModelsDetectorRun(const ModelsDetector& detector)
        : m_detector(detector)
    {
        for (const ModelVoice& voice : detector.voices())
            m_bound.push_back(Bound{itemKindOf(voice.voice->manifest()), {}, {}, 0});
    }

    void scan(const DetectorInput& item, const HitOptions& options, std::vector<Hit>& hits) override
    {
        const bool hasVoice =
            std::any_of(m_bound.begin(), m_bound.end(), [&](const Bound& bound) { return bound.items == item.kind; });
        if (!hasVoice || !item.features || !item.symbols)
            return;
        if (item.kind == ItemKind::RequestSet && !item.features->requestSet())
            return; // nothing is known of it
        std::optional<SymbolRow>& symbolRow = m_rows[static_cast<size_t>(item.kind)];
        if (!symbolRow)
            bind(item.kind, symbolRow.emplace(featureSetOf(item.kind), *item.symbols));
        const size_t first = hits.size();
        const auto row = symbolRow->fill(item.features->values(), item.earlier);
        models::VoiceRisks risks;
        risks.ruleScore = 0;
        for (const Hit& hit : item.earlier)
            *risks.ruleScore += hit.score;
        for (size_t i = 0; i < m_bound.size(); ++i) {
            if (m_bound[i].items == item.kind)
                ask(i, row, options, risks, hits);
        }
        addFused(item, risks, options, hits);
        std::sort(hits.begin() + static_cast<std::ptrdiff_t>(first), hits.end(),
            [](const Hit& a, const Hit& b) { return a.symbol < b.symbol; });
    }

    void addStats(rules::MatchStats&) const override { }

    void addDropped(std::vector<DroppedRule>& dropped) const override
    {
        for (size_t i = 0; i < m_bound.size(); ++i) {
            if (m_bound[i].why.empty())
                continue;
            const ModelVoice& voice = m_detector.voices()[i];
            const std::string name = voice.name + " " + std::to_string(voice.number);
            const auto known = std::find_if(dropped.begin(), dropped.end(),
                [&](const DroppedRule& entry) { return entry.rule == name && entry.reason == m_bound[i].why; });
            if (known != dropped.end())
                known->items += m_bound[i].failures;
            else
                dropped.push_back(
                    DroppedRule{name, m_bound[i].why, detectorKindOf(voice.voice->role()), m_bound[i].failures});
        }
    }

private:
    // A voice on the columns of this scan.
    struct Bound
    {
        ItemKind items = ItemKind::Message; // that it scores
        std::optional<models::Voice> voice;
        std::string why; // it failed, the first time
        uint64_t failures = 0; // items
    };

    void bind(ItemKind kind, const SymbolRow& row)
    {
        for (size_t i = 0; i < m_bound.size(); ++i) {
            if (m_bound[i].items != kind)
                continue;
            auto voice = models::Voice::make(m_detector.voices()[i].voice->stored(), row.columns());
            if (voice)
                m_bound[i].voice.emplace(std::move(*voice));
            else
                m_bound[i].why = voice.error().toString();
        }
    }

    void ask(size_t index, std::span<const double> row, const HitOptions& options, models::VoiceRisks& risks,
        std::vector<Hit>& hits)
    {
        Bound& bound = m_bound[index];
        if (!bound.voice) {
            ++bound.failures;
            return;
        }
        const auto out = bound.voice->score(row);
        if (!out || !std::isfinite(out->score)) {
            if (bound.why.empty())
                bound.why = out ? "the score is no number" : out.error().toString();
            ++bound.failures;
            return;
        }
        const ModelVoice& voice = m_detector.voices()[index];
        Said said = interpret(voice, *out);
        if (!voice.isShadow && said.isReliable) {
            risks.add(bound.voice->role(), out->risk);
            risks.hasUnseenConstant |= out->hasUnseenConstant;
        }
        const double score = voice.isShadow || !said.isReliable ? 0 : voice.maxScore * said.direction;
        if (score == 0 && options.selection == HitSelection::Scored)
            return;
        Hit& hit = hits.emplace_back();
        const ModelsDetector::Symbols& symbols = m_detector.m_symbolsOf[index];
        hit.symbol = said.isSpam ? symbols.hostile : symbols.harmless;
        hit.score = std::round(score * 1000) / 1000;
        hit.options = optionsOf(said, bound.voice->role(), bound.voice->model().features().size());
        hit.output = std::move(said.output);
    }

    void addFused(
        const DetectorInput& item, const models::VoiceRisks& risks, const HitOptions& options, std::vector<Hit>& hits)
    {
        const bool isTraffic = item.kind == ItemKind::RequestSet;
        const models::FusionOptions& fusion = isTraffic ? m_detector.m_trafficFusion : m_detector.m_fusion;
        const auto risk = models::fusedRisk(risks, fusion);
        if (!risk || !m_detector.m_fused || options.selection == HitSelection::Scored)
            return;
        const models::ThreatLevel level = models::threatLevel(*risk, fusion);
        const bool isHostile = isTraffic ? *risk > trafficThreshold : level >= models::ThreatLevel::High;
        Hit& hit = hits.emplace_back();
        hit.symbol = *m_detector.m_fused;
        hit.options = {
            isTraffic ? trafficLevel(*item.features, *risk, level) : std::string(models::threatLevelName(level)),
            threeDigits(*risk)};
        hit.output = ModelOutput{std::string(fusedModelName), {}, *risk, *risk, isHostile, 0, false};
    }

    const ModelsDetector& m_detector;
    std::vector<Bound> m_bound; // one a voice
    std::array<std::optional<SymbolRow>, 2> m_rows; // by kind; known with the first item of it
};

DetectorKind detectorKindOf(VoiceRole role)
{
    switch (role) {
    case VoiceRole::Neural:
        return DetectorKind::Neural;
    case VoiceRole::Boosted:
        return DetectorKind::Boosted;
    case VoiceRole::Forest:
    case VoiceRole::Autoencoder:
        break;
    }
    return DetectorKind::Anomaly;
}

ItemKind itemKindOf(const models::Manifest& manifest)
{
    return &features::featureSetOfName(manifest.featureSet) == &features::trafficFeatureSet() ? ItemKind::RequestSet
                                                                                              : ItemKind::Message;
}

ModelsDetector::ModelsDetector(
    std::vector<ModelVoice> voices, const models::FusionOptions& fusion, const models::FusionOptions& trafficFusion)
    : m_voices(std::move(voices))
    , m_fusion(fusion)
    , m_trafficFusion(trafficFusion)
{
    for (const ModelVoice& voice : m_voices)
        m_symbolsOf.push_back(symbolsFor(voice));
    // Of both kinds.
    const bool isFused =
        std::any_of(m_voices.begin(), m_voices.end(), [](const ModelVoice& voice) { return !voice.isShadow; });
    if (isFused) {
        m_fused = SymbolId{static_cast<uint32_t>(m_symbols.size())};
        m_symbols.push_back(
            Symbol{std::string(fusedSymbolName), DetectorKind::Fusion, "models", "Risk by all models together"});
    }
}

SymbolId ModelsDetector::addSymbol(
    std::string name, const ModelVoice& voice, DetectorKind kind, std::string_view description)
{
    const auto isTaken = [&] {
        return std::any_of(m_symbols.begin(), m_symbols.end(), [&](const Symbol& known) { return known.name == name; });
    };
    const std::string own = "_" + inCapitals(voice.name);
    if (isTaken() && !name.ends_with(own))
        name += own;
    if (isTaken())
        name += "_" + std::to_string(voice.number);
    m_symbols.push_back(Symbol{std::move(name), kind, "models", std::string(description)});
    return SymbolId{static_cast<uint32_t>(m_symbols.size() - 1)};
}

ModelsDetector::Symbols ModelsDetector::symbolsFor(const ModelVoice& voice)
{
    const VoiceRole role = voice.voice->role();
    const DetectorKind kind = detectorKindOf(role);
    if (voice.isShadow) {
        const SymbolId shadow =
            addSymbol("SHADOW_" + inCapitals(voice.name), voice, kind, "A model that scores for comparison only");
        return {shadow, shadow};
    }
    if (role == VoiceRole::Neural)
        return {addSymbol("NEURAL_SPAM", voice, kind, "The neural net takes it for spam"),
            addSymbol("NEURAL_HAM", voice, kind, "The neural net takes it for ham")};
    if (role == VoiceRole::Boosted && itemKindOf(voice.voice->manifest()) == ItemKind::RequestSet)
        return {addSymbol("BOOSTED_BOT", voice, kind, "The boosted trees take it for a bot"),
            addSymbol("BOOSTED_NOTBOT", voice, kind, "The boosted trees do not take it for a bot")};
    if (role == VoiceRole::Boosted)
        return {addSymbol("BOOSTED_SPAM", voice, kind, "The boosted trees take it for spam"),
            addSymbol("BOOSTED_HAM", voice, kind, "The boosted trees take it for ham")};
    const SymbolId anomaly = addSymbol("ANOMALY_" + inCapitals(voice.name), voice, kind, "How unusual it is");
    return {anomaly, anomaly};
}

std::string ModelsDetector::title() const
{
    std::string title = "Models: ";
    for (const ModelVoice& voice : m_voices)
        title += (&voice == &m_voices.front() ? "" : ", ") + voice.name + " " + std::to_string(voice.number)
            + (voice.isShadow ? " (shadow)" : "");
    return title;
}

std::string ModelsDetector::digest() const
{
    std::string text;
    for (const ModelVoice& voice : m_voices)
        text +=
            voice.name + "/" + voice.version + (voice.isShadow ? "/shadow " : "/") + threeDigits(voice.maxScore) + "\n";
    return toHex(sha256(text)).substr(0, 16);
}

std::unique_ptr<DetectorRun> ModelsDetector::makeRun() const
{
    return std::make_unique<ModelsDetectorRun>(*this);
}

Result<std::shared_ptr<const Detector>> createModelsDetector(const DetectorOptions& options)
{
    const auto isWanted = [&](DetectorKind kind) {
        return options.kinds.empty()
            || std::find(options.kinds.begin(), options.kinds.end(), kind) != options.kinds.end();
    };
    std::vector<ModelVoice> voices;
    for (const ModelVoice& voice : options.voices) {
        if (!voice.voice)
            return Error{ErrorCode::BadArgument, voice.name, "the model is not loaded"};
        // The fused risk is that of all models.
        if (isWanted(DetectorKind::Fusion) || isWanted(detectorKindOf(voice.voice->role())))
            voices.push_back(voice);
    }
    if (voices.empty())
        return std::shared_ptr<const Detector>();
    return std::shared_ptr<const Detector>(
        std::make_shared<ModelsDetector>(std::move(voices), options.fusion, options.trafficFusion));
}

} // namespace assay
