// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/models/isoforest/forest.h"

#include <string>
#include <string_view>

namespace assay::models {

std::string forestToBytes(const Forest& forest);
// Checks everything that scoring relies on: children lie behind their node, columns exist, numbers are finite, sizes
// are known to fit before memory is taken. BadData otherwise.
Result<Forest> forestFromBytes(std::string_view bytes);

} // namespace assay::models
