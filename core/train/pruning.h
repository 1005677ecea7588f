// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/manifest.h"
#include "core/models/matrix.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::train {

struct PruneOptions
{
    double variance = 1e-6; // columns below it are dropped ...
    bool isRelative = true; // ... only if they are also small beside their own values
};

enum class PruneReason { TooFewValues, OneValue, TinyVariance };

struct PrunedFeature
{
    std::string name;
    PruneReason reason = PruneReason::OneValue;
};

struct PruneReport
{
    std::vector<std::string> kept;
    std::vector<PrunedFeature> dropped;
    std::vector<models::ConstantGuard> guards;
};

// Which columns of training rows say something.
PruneReport pruneFeatures(const models::Matrix& rows, const PruneOptions& options = {});

} // namespace assay::train
