// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/manifest.h"
#include "core/models/model.h"
#include "core/scan/detectors.h"

namespace assay {

// Lets the models of a scan score each item of their kind (mail or traffic, see ItemFeatures), after all detectors
// whose symbols they read, and fuses their risks:
//   NEURAL_SPAM, NEURAL_HAM, BOOSTED_SPAM, BOOSTED_HAM   one of each pair, by what the model says of a message
//   BOOSTED_BOT, BOOSTED_NOTBOT   the same of a request set
//   ANOMALY_<NAME>   forests and autoencoders
//   SHADOW_<NAME>    any kind that scores for comparison only: no score, no part in the fused risk
//   FUSED_RISK       score 0; its option is the threat level, of request sets also ANUBIS_DENY (a gate refused the
//                    client), KNOWN_BOT (it says so) and LEGITIMATE_BROWSER (it passed a gate, and its risk is low)
// A second model of a kind has its name behind the symbol. A model that fails on an item is left out there, and the
// scan's report says how often. A score that rests on defaults for more than half of the inputs adds nothing.
class ModelsDetector : public Detector
{
public:
    // `fusion` for mail, `trafficFusion` for request sets.
    explicit ModelsDetector(std::vector<ModelVoice> voices, const models::FusionOptions& fusion = {},
        const models::FusionOptions& trafficFusion = {});

    DetectorKind kind() const override { return DetectorKind::Fusion; }
    const std::vector<Symbol>& symbols() const override { return m_symbols; }
    std::string title() const override; // "Models: boosted 3, isoforest 1"
    std::string digest() const override; // of the versions and what they add
    std::unique_ptr<DetectorRun> makeRun() const override;
    const std::vector<ModelVoice>& voices() const { return m_voices; }

private:
    friend class ModelsDetectorRun;

    struct Symbols
    {
        SymbolId hostile, harmless; // the same of kinds that have one
    };
    SymbolId addSymbol(std::string name, const ModelVoice& voice, DetectorKind kind, std::string_view description);
    Symbols symbolsFor(const ModelVoice& voice);

    std::vector<ModelVoice> m_voices;
    models::FusionOptions m_fusion, m_trafficFusion;
    std::vector<Symbols> m_symbolsOf; // one a voice
    std::optional<SymbolId> m_fused; // unless all are shadows
    std::vector<Symbol> m_symbols;
};

// The kind of items that a model scores.
ItemKind itemKindOf(const models::Manifest& manifest);
// The detector that hits of a model count to.
DetectorKind detectorKindOf(models::VoiceRole role);

// Nullptr without voices of the wanted kinds.
Result<std::shared_ptr<const Detector>> createModelsDetector(const DetectorOptions& options);

} // namespace assay
