// SPDX-License-Identifier: GPL-3.0-or-later
// Case::explain: why a model said what it said.
#include "core/casefile/casedata.h"
#include "core/casefile/featurefiles.h"
#include "core/casefile/modelling.h"
#include "core/features/messagefeatures.h"
#include "core/models/voice.h"
#include "core/scan/detectors/models.h"
#include "core/scan/detectors/symbolrow.h"
#include "core/scan/itemfeatures.h"
#include "core/train/registry.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace assay {
namespace {

using SymbolsOfItem = std::map<std::string, const StoredHit*, std::less<>>;

// What rules and storages found in an item; of one name the largest score.
SymbolsOfItem symbolsOf(const ItemHits& hits)
{
    SymbolsOfItem symbols;
    for (const StoredHit& hit : hits.hits) {
        if (!isModelInput(hit.symbol))
            continue;
        const auto [place, isNew] = symbols.emplace(hit.symbol.name, &hit);
        if (!isNew && std::abs(hit.score) > std::abs(place->second->score))
            place->second = &hit;
    }
    return symbols;
}

std::string_view symbolOf(std::string_view feature)
{
    return feature.starts_with(features::symbolPrefix) ? feature.substr(features::symbolPrefix.size())
                                                       : std::string_view();
}

struct Row
{
    std::vector<std::string> columns;
    std::vector<double> values;
};

// The row as the model saw it: the features of the item, and its symbols, absent ones as 0.
Row rowFor(const models::StoredModel& stored, const features::FeatureSet& set, const std::vector<float>& look,
    const SymbolsOfItem& symbols)
{
    Row row;
    for (const features::FeatureInfo& info : set.features())
        row.columns.emplace_back(info.name);
    row.values.assign(look.begin(), look.begin() + static_cast<std::ptrdiff_t>(set.size()));
    for (const std::string& name : stored.model->features()) {
        const std::string_view symbol = symbolOf(name);
        if (symbol.empty())
            continue;
        const auto hit = symbols.find(symbol);
        row.columns.push_back(name);
        row.values.push_back(hit == symbols.end() ? 0 : features::symbolFeature(hit->second->score));
    }
    return row;
}

void describe(FeatureContribution& part, const SymbolsOfItem& symbols)
{
    if (const features::FeatureSet* set = features::findFeatureSet(part.feature)) {
        const features::FeatureInfo& info = set->features()[static_cast<size_t>(set->find(part.feature))];
        part.meaning = info.meaning;
        part.unit = info.unit;
        return;
    }
    const auto hit = symbols.find(symbolOf(part.feature));
    if (hit != symbols.end())
        part.meaning = hit->second->symbol.description;
}

std::string methodOf(models::VoiceRole role)
{
    switch (role) {
    case models::VoiceRole::Neural:
        return "Change in output when this input is zeroed";
    case models::VoiceRole::Boosted:
        return "Share of each input in the sum of the trees";
    case models::VoiceRole::Autoencoder:
        return "Share of each input in the error of the reconstruction";
    case models::VoiceRole::Forest:
        break;
    }
    return "Share of each input in how early the trees set the item apart";
}

ModelExplanation explanationOf(
    const models::StoredModel& stored, const models::VoiceExplanation& why, const SymbolsOfItem& symbols)
{
    ModelExplanation explanation;
    explanation.kind = stored.model->kind().id();
    explanation.method = methodOf(stored.model->kind().role());
    explanation.unit = why.isLogOdds ? "log-odds" : "score";
    explanation.base = why.base;
    explanation.remainder = why.remainder;
    explanation.total = why.total;
    for (const size_t index : why.top(why.features.size())) {
        const models::VoiceExplanation::Feature& feature = why.features[index];
        FeatureContribution& part = explanation.contributions.emplace_back();
        part.feature = feature.name;
        part.value = feature.value;
        part.isDefault = std::isnan(feature.value);
        part.contribution = feature.contribution;
        if (!std::isnan(feature.percentile))
            part.percentile = feature.percentile;
        if (!std::isnan(feature.expected))
            part.expected = feature.expected;
        describe(part, symbols);
    }
    const auto& known = stored.model->features();
    for (const auto& [name, hit] : symbols) {
        if (std::find(known.begin(), known.end(), std::string(features::symbolPrefix) + name) == known.end())
            explanation.unknownInputs.push_back(name);
    }
    return explanation;
}

} // namespace

Result<ModelExplanation> Case::explain(
    ScanId scan, ItemId item, const ModelOutput& output, const RunContext& context) const
{
    if (output.model == fusedModelName)
        return Error{ErrorCode::BadArgument, output.model, "the models that it is made of explain themselves"};
    const auto stored = registry().load(output.model, output.version);
    if (!stored)
        return stored.error();
    const auto found = hits(scan, item);
    if (!found)
        return found.error();
    const auto detail = this->item(item);
    if (!detail)
        return detail.error();
    const ItemKind kind = detail->record.kind;
    if (kind != itemKindOf(stored->manifest))
        return Error{ErrorCode::BadArgument, output.model, "the model reads items of another kind"};
    auto bytes = itemBytes(item);
    if (!bytes)
        return bytes.error();
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, output.model, {}};
    const SymbolsOfItem symbols = symbolsOf(*found);
    const Row row = rowFor(*stored, featureSetOf(kind), storedFeatures({kind, std::move(*bytes)}), symbols);
    const auto voice = models::Voice::make(*stored, row.columns);
    if (!voice)
        return voice.error();
    const auto why = voice->explain(row.values);
    if (!why)
        return why.error();
    ModelExplanation explanation = explanationOf(*stored, *why, symbols);
    explanation.output = output;
    return explanation;
}

} // namespace assay
