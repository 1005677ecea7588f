// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>

namespace assay::traffic {

// Gives the next bytes of a log or capture: up to `length` (> 0), 0 at the end only. An error ends the reading; what
// was read before it is kept.
using ByteSource = std::function<Result<size_t>(char* buffer, size_t length)>;

} // namespace assay::traffic
