// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

// A column that had one value in all rows: any other value later was never seen before.
struct ConstantGuard
{
    std::string name;
    double value = 0;
    uint64_t rows = 0; // in which it had it
};

struct PruneReport
{
    std::vector<std::string> kept;
    std::vector<PrunedFeature> dropped;
    std::vector<ConstantGuard> guards;
};

// Which columns of training rows say something.
PruneReport pruneFeatures(const models::Matrix& rows, const PruneOptions& options = {});

} // namespace assay::train
