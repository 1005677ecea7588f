// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/model.h"

namespace assay::train {

// Every kind of model, in the order in which they are offered.
models::KindList modelKinds();
// Null when there is none of that id.
const models::ModelKind* findKind(std::string_view id);

} // namespace assay::train
