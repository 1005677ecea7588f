// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/model.h"

namespace assay::models {

// Every kind of model, in the order in which they are offered.
std::span<const ModelKind* const> modelKinds();
// Null when there is none of that id.
const ModelKind* findKind(std::string_view id);

} // namespace assay::models
