// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors/fuzzy.h"

namespace assay {

Result<std::shared_ptr<const Detector>> createFuzzyDetector(const DetectorOptions& options)
{
    std::vector<FuzzySource> sources;
    for (const fuzzy::FuzzyRule& rule : options.fuzzyRules) {
        if (!rule.enabled)
            continue;
        FuzzySource source{rule, nullptr, std::nullopt};
        auto storage = fuzzy::openStorage(rule);
        if (storage)
            source.storage = *storage;
        else
            source.error = storage.error();
        sources.push_back(std::move(source));
    }
    if (sources.empty())
        return std::shared_ptr<const Detector>();
    return std::shared_ptr<const Detector>(std::make_shared<FuzzyDetector>(std::move(sources)));
}

} // namespace assay
