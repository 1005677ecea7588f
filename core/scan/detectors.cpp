// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors.h"

#include "core/scan/detectors/fuzzy.h"
#include "core/scan/detectors/models.h"
#include "core/scan/detectors/rules.h"

#include <algorithm>

namespace assay {

const std::vector<DetectorEntry>& detectorEntries()
{
    // A new detector is one line here and one file in detectors/. Models read the symbols of those before them.
    static const std::vector<DetectorEntry> entries = {
        {DetectorKind::Rules, "Rules", &createRulesDetector},
        {DetectorKind::Fuzzy, "Fuzzy storages", &createFuzzyDetector},
        {DetectorKind::Fusion, "Models", &createModelsDetector},
    };
    return entries;
}

namespace {

bool isModel(DetectorKind kind)
{
    return kind == DetectorKind::Neural || kind == DetectorKind::Anomaly || kind == DetectorKind::Boosted;
}

// Whether a detector gives hits of a kind: that of the models gives those of several.
bool gives(const Detector& detector, DetectorKind kind)
{
    const auto& symbols = detector.symbols();
    return detector.kind() == kind || std::any_of(symbols.begin(), symbols.end(), [kind](const Symbol& symbol) {
        return symbol.detector == kind;
    });
}

} // namespace

Result<std::shared_ptr<const DetectorSet>> createDetectors(const DetectorOptions& options)
{
    auto set = std::make_shared<DetectorSet>();
    const auto isWanted = [&](DetectorKind kind) {
        return options.kinds.empty()
            || std::any_of(options.kinds.begin(), options.kinds.end(), [kind](DetectorKind wanted) {
                   return wanted == kind || (kind == DetectorKind::Fusion && isModel(wanted));
               });
    };
    for (const DetectorEntry& entry : detectorEntries()) {
        if (!isWanted(entry.kind))
            continue;
        auto detector = entry.create(options);
        if (!detector)
            return detector.error();
        if (*detector)
            set->detectors.push_back(*detector);
    }
    for (const DetectorKind kind : options.kinds) {
        const bool isThere = std::any_of(set->detectors.begin(), set->detectors.end(),
            [kind](const auto& detector) { return gives(*detector, kind); });
        if (!isThere)
            return Error{ErrorCode::BadArgument, std::string(detectorKindName(kind)), "no such detector is set up"};
    }
    for (const auto& detector : set->detectors) {
        if (const auto* rules = dynamic_cast<const RulesDetector*>(detector.get()))
            set->rulesEngine = rules->engine();
        if (const auto* models = dynamic_cast<const ModelsDetector*>(detector.get()))
            set->voices = models->voices();
    }
    return std::shared_ptr<const DetectorSet>(set);
}

} // namespace assay
