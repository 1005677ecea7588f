// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace assay::rules {

// "0B", "47.93KiB", "25.30MiB", whatever the locale.
std::string sizeText(uint64_t bytes);

} // namespace assay::rules
