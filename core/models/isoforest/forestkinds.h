// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/isoforest/forest.h"
#include "core/models/model.h"

namespace assay::models {

// Isolation forests: extended (splits by sloping planes, takes missing values as they are) and plain (splits by one
// column, missing values count as the median of the training rows).
const ModelKind& extendedForestKind();
const ModelKind& plainForestKind();

// A model over a forest that is sound (see forestFromBytes).
ModelPtr makeForestModel(Forest forest);

} // namespace assay::models
