// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/models/digest.h"
#include "core/models/params.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::models {

// What a directory with a trained model says about itself (manifest.json).
struct Manifest
{
    struct File
    {
        std::string name; // without folders
        uint64_t size = 0;
        std::string sha256; // 64 lower-case digits
    };
    struct Threshold
    {
        std::string name; // "offset"
        double value = 0;
    };

    static constexpr uint32_t currentVersion = 1;
    uint32_t version = currentVersion;
    std::string kind;
    Params::Settings parameters;
    uint64_t seed = 0;
    int64_t createdAt = 0; // seconds since 1970
    uint64_t rows = 0; // learned from
    uint64_t positives = 0; // of them with label 1
    std::vector<std::string> features;
    std::vector<double> medians; // one a feature
    std::vector<FeatureDigest> digests; // one a feature, or none
    std::vector<Threshold> thresholds;
    std::vector<File> files;
};

std::string manifestToJson(const Manifest& manifest);
// BadData says what is off; counts, sizes, names and numbers are all checked. NewerVersion.
Result<Manifest> manifestFromJson(std::string_view text);

} // namespace assay::models
