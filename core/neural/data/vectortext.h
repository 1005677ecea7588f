// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::neural {

// rspamd's text of a training vector: numbers as "%.14g" joined by ';'.
std::string vectorToText(std::span<const double> numbers);
// BadData when there are not exactly `length` finite numbers.
Result<std::vector<double>> vectorFromText(std::string_view text, size_t length);

// The same in a zstd frame, as it is stored.
std::string packVector(std::span<const double> numbers);
Result<std::vector<double>> unpackVector(std::string_view packed, size_t length);

} // namespace assay::neural
