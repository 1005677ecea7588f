// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/casedetectors.h"

namespace assay {

Result<std::shared_ptr<const DetectorSet>> createDetectors(const Case& file, DetectorOptions options)
{
    const auto rules = file.fuzzyRules();
    if (!rules)
        return rules.error();
    options.fuzzyRules.insert(options.fuzzyRules.end(), rules->begin(), rules->end());
    return createDetectors(options);
}

} // namespace assay
