// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors.h"

#include "core/scan/detectors/fuzzy.h"
#include "core/scan/detectors/rules.h"

#include <algorithm>

namespace assay {

const std::vector<DetectorEntry>& detectorEntries()
{
    // A new detector is one line here and one file in detectors/.
    static const std::vector<DetectorEntry> entries = {
        {DetectorKind::Rules, "Rules", &createRulesDetector},
        {DetectorKind::Fuzzy, "Fuzzy storages", &createFuzzyDetector},
    };
    return entries;
}

Result<std::shared_ptr<const DetectorSet>> createDetectors(const DetectorOptions& options)
{
    auto set = std::make_shared<DetectorSet>();
    const auto isWanted = [&](DetectorKind kind) {
        return options.kinds.empty()
            || std::find(options.kinds.begin(), options.kinds.end(), kind) != options.kinds.end();
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
            [kind](const auto& detector) { return detector->kind() == kind; });
        if (!isThere)
            return Error{ErrorCode::BadArgument, std::string(detectorKindName(kind)), "no such detector is set up"};
    }
    for (const auto& detector : set->detectors) {
        if (const auto* rules = dynamic_cast<const RulesDetector*>(detector.get()))
            set->rulesEngine = rules->engine();
    }
    return std::shared_ptr<const DetectorSet>(set);
}

} // namespace assay
