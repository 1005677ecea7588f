// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace assay {

// Names things as published formats do (JA3, HASSH); protects nothing.
using Md5 = std::array<uint8_t, 16>;
Md5 md5(std::string_view bytes);

} // namespace assay
