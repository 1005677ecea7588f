// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model.h"

#include <algorithm>

namespace assay::models {

Result<double> Model::scoreRow(std::span<const double> row) const
{
    Matrix one;
    one.names = features();
    one.rows = 1;
    one.values.assign(row.begin(), row.end());
    if (row.size() != one.columns())
        return Error{ErrorCode::BadArgument, "row", "it does not have the features of the model"};
    const auto scores = score(one, {});
    if (!scores)
        return scores.error();
    return scores->front();
}

const ModelKind* findKind(KindList kinds, std::string_view id)
{
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const ModelKind* kind) { return kind->id() == id; });
    return found == kinds.end() ? nullptr : *found;
}

Result<void> checkTrainingData(const ModelKind& kind, const TrainingData& data, size_t least)
{
    const auto refuse = [](std::string why) { return Error{ErrorCode::BadArgument, "training data", std::move(why)}; };
    const size_t rows = data.rows.rows;
    if (data.rows.columns() == 0)
        return refuse("no columns to learn from");
    if (rows < least)
        return refuse(std::to_string(rows) + " rows, at least " + std::to_string(least) + " are needed");
    if (rows > UINT32_MAX / 2)
        return refuse("too many rows");
    if (kind.needsLabels() && data.labels.size() != rows)
        return refuse("a label for each row is needed");
    if (std::any_of(data.labels.begin(), data.labels.end(), [](uint8_t label) { return label > 1; }))
        return refuse("labels are 0 or 1");
    const auto bad = [](float weight) { return !(weight >= 0) || !std::isfinite(weight); };
    if ((!data.weights.empty() && data.weights.size() != rows)
        || std::any_of(data.weights.begin(), data.weights.end(), bad))
        return refuse("weights are 0 or more, one for each row");
    return {};
}

Result<void> checkColumns(const Model& model, const Matrix& rows)
{
    if (rows.names == model.features())
        return {};
    return Error{ErrorCode::BadArgument, "rows", "their columns are not the features of the model"};
}

} // namespace assay::models
