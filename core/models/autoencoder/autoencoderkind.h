// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/autoencoder/network.h"
#include "core/models/model.h"

namespace assay::models {

// A network that learns to give back usual rows; the score is the mean squared error of what it gives back. Columns are
// scaled to [0, 1] by what they had in training; missing values count as the median. Training needs the module with
// libtorch (core/torch), scoring does not.
const ModelKind& autoencoderKind();

// How a column is scaled: (x - low) / (range + 1e-9), cut to [0, 1].
struct ColumnScale
{
    double low = 0, range = 0;
    double median = 0; // stands for a missing value
};

// A model over a network that was trained elsewhere. `isExtended`: values far outside of the training range add to the
// score. BadData when features, scales and network do not fit.
Result<ModelPtr> makeAutoencoderModel(
    std::vector<std::string> features, std::vector<ColumnScale> scales, AutoencoderNetwork network, bool isExtended);

// Of such a model, BadArgument for others. The inner values of the network, one row each: near rows are alike.
Result<Matrix> latentVectors(const Model& model, const Matrix& rows, const RunContext& context);
// Share of the features that lie outside of their training range by more than a twentieth of it, for each row.
Result<std::vector<double>> outOfRangeShares(const Model& model, const Matrix& rows);

// Two coordinates for each row: along the two directions in which the rows differ most. For maps of items.
Matrix mapOf(const Matrix& vectors);

} // namespace assay::models
