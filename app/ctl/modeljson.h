// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/train/drift.h"

namespace assay::ctl {

// Members of an open object.
void writeDrift(JsonWriter& json, const train::FeatureDrift& drift);
void writeDigest(JsonWriter& json, const models::FeatureDigest& digest);

} // namespace assay::ctl
