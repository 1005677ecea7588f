// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/hit.h"

namespace assay {

std::string_view detectorKindName(DetectorKind kind)
{
    switch (kind) {
    case DetectorKind::Rules:
        return "rules";
    case DetectorKind::Fuzzy:
        return "fuzzy";
    case DetectorKind::Neural:
        return "neural";
    case DetectorKind::Anomaly:
        return "anomaly";
    case DetectorKind::Boosted:
        return "boosted";
    case DetectorKind::Fusion:
        return "fusion";
    }
    return "";
}

std::optional<DetectorKind> detectorKindFromName(std::string_view name)
{
    for (const DetectorKind kind : {DetectorKind::Rules, DetectorKind::Fuzzy, DetectorKind::Neural,
             DetectorKind::Anomaly, DetectorKind::Boosted, DetectorKind::Fusion}) {
        if (detectorKindName(kind) == name)
            return kind;
    }
    return std::nullopt;
}

std::string_view actionName(Action action)
{
    switch (action) {
    case Action::None:
        return "none";
    case Action::AddHeader:
        return "add_header";
    case Action::Reject:
        return "reject";
    }
    return "";
}

Action Thresholds::actionFor(double score) const
{
    // Scores are sums of decimals; half a thousandth absorbs the binary remainder.
    constexpr double slack = 0.0005;
    if (score + slack >= reject)
        return Action::Reject;
    return score + slack >= addHeader ? Action::AddHeader : Action::None;
}

} // namespace assay
