// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/outoffold.h"

#include "core/models/folds.h"

#include <algorithm>

namespace assay::train {
namespace {

bool hasBothClasses(const std::vector<uint8_t>& labels)
{
    return std::count(labels.begin(), labels.end(), 0) > 0 && std::count(labels.begin(), labels.end(), 1) > 0;
}

} // namespace

Result<std::vector<double>> outOfFold(const models::ModelKind& kind, const models::Params& params, const FoldRows& data,
    const FoldSettings& settings, const RunContext& context)
{
    const std::vector<uint32_t> foldOf = models::groupedFolds(data.groups, settings.folds);
    const RunContext quiet(context.stopToken(), nullptr, context.workers());
    std::vector<double> outputs(data.labels.size(), settings.unknown);
    context.setTotal(settings.folds);
    for (uint32_t fold = 0; fold < settings.folds; ++fold) {
        std::vector<size_t> learned, asked;
        models::TrainingData part;
        for (size_t row = 0; row < data.labels.size(); ++row) {
            (foldOf[row] == fold ? asked : learned).push_back(row);
            if (foldOf[row] == fold)
                continue;
            part.labels.push_back(data.labels[row]);
            part.weights.push_back(data.weights[row]);
        }
        if (!asked.empty() && hasBothClasses(part.labels)) {
            part.rows = models::selectRows(data.rows, learned);
            const auto model = kind.fit(part, params, settings.seed, quiet);
            if (!model)
                return model.error();
            const auto scores = (*model)->score(models::selectRows(data.rows, asked), quiet);
            if (!scores)
                return scores.error();
            for (size_t i = 0; i < asked.size(); ++i)
                outputs[asked[i]] = (*scores)[i];
        }
        context.advance();
    }
    return outputs;
}

} // namespace assay::train
