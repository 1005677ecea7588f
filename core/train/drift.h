// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/digest.h"
#include "core/models/matrix.h"

#include <string>
#include <string_view>

namespace assay::train {

struct DriftOptions
{
    double tauKs = 0.10; // distances below never count
    double tauPsi = 0.20;
    double alpha = 0.001; // how often chance alone may reach the noise floors
    uint64_t leastRows = 200; // of either side
};

enum class DriftVerdict { Stable, Drifted, Insufficient, Absent };
std::string_view driftVerdictName(DriftVerdict verdict); // "stable" ...

// How the values of a window differ from those of a digest.
struct FeatureDrift
{
    std::string feature;
    std::vector<uint64_t> cells; // of the window, in the cells of the digest
    uint64_t missing = 0;
    size_t usedCells = 0; // with missing values as one; without those that are empty on both sides
    double ks = 0, kl = 0, psi = 0;
    double ksCritical = 0, psiNoise = 0; // what chance reaches; infinite without values
    DriftVerdict verdict = DriftVerdict::Stable;
};

FeatureDrift compareToDigest(
    const models::FeatureDigest& digest, std::span<const double> window, const DriftOptions& options = {});

struct DriftReport
{
    std::vector<FeatureDrift> features; // in the order of the digests
    std::vector<std::string> unknown; // columns of the window that have no digest
    double score = 0; // share of the features that drifted or are absent
};

// `digests` belong to `names`, one each.
DriftReport compareTable(const std::vector<std::string>& names, std::span<const models::FeatureDigest> digests,
    const models::Matrix& window, const DriftOptions& options = {});

} // namespace assay::train
