// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/casedetectors.h"

#include "core/casefile/comparedscorer.h"
#include "core/models/fusion.h"

#include <algorithm>

namespace assay {
namespace {

bool asksModels(const DetectorOptions& options)
{
    const auto isModel = [](DetectorKind kind) { return kind != DetectorKind::Rules && kind != DetectorKind::Fuzzy; };
    return options.kinds.empty() || std::any_of(options.kinds.begin(), options.kinds.end(), isModel);
}

// The current models of the case, beside those that are asked for.
Result<void> addModels(const Case& file, DetectorOptions& options)
{
    auto voices = file.voices();
    if (!voices)
        return voices.error();
    options.voices.insert(options.voices.begin(), voices->begin(), voices->end());
    auto fusion = fusionFor(file, ItemKind::Message);
    auto trafficFusion = fusionFor(file, ItemKind::RequestSet);
    if (!fusion || !trafficFusion)
        return fusion ? trafficFusion.error() : fusion.error();
    options.fusion = std::move(*fusion);
    options.trafficFusion = std::move(*trafficFusion);
    return {};
}

} // namespace

Result<std::shared_ptr<const DetectorSet>> createDetectors(const Case& file, DetectorOptions options)
{
    const auto rules = file.fuzzyRules();
    if (!rules)
        return rules.error();
    options.fuzzyRules.insert(options.fuzzyRules.end(), rules->begin(), rules->end());
    if (asksModels(options)) {
        const auto added = addModels(file, options);
        if (!added)
            return added.error();
    }
    return createDetectors(options);
}

} // namespace assay
