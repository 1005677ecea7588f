// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/train/registrysample.h"

#include "core/models/isoforest/forestkinds.h"

#include <random>

namespace assay::test {

models::Matrix sampleTable(size_t rows, unsigned seed)
{
    std::minstd_rand random(seed);
    models::Matrix table;
    table.names = {"a", "b", "c"};
    table.rows = rows;
    for (size_t i = 0; i < rows * 3; ++i)
        table.values.push_back(static_cast<double>(random() % 1000) / 1000);
    return table;
}

std::filesystem::path stagedModel(const std::filesystem::path& path, unsigned seed, bool isRejected)
{
    const models::ModelKind& kind = models::plainForestKind();
    models::TrainingData data;
    data.rows = sampleTable(200, seed);
    const auto params = models::Params::make(kind.options(), {{"eif.ntrees", "20"}, {"eif.sample_size", "64"}});
    const auto model = kind.fit(data, *params, seed, {});
    models::Manifest manifest;
    manifest.seed = seed;
    manifest.rows = data.rows.rows;
    manifest.medians = models::columnMedians(data.rows);
    manifest.status = isRejected ? models::VersionStatus::Rejected : models::VersionStatus::Candidate;
    const auto saved = models::saveModelDir(path, **model, manifest);
    return saved ? path : std::filesystem::path();
}

} // namespace assay::test
