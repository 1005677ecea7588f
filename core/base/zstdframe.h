// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

// One frame with its content size, as rspamd stores values.
std::string zstdCompress(std::string_view bytes);
// The content of frames. BadData when they are damaged or end early, LimitExceeded when they hold more than `limit`.
Result<std::string> zstdDecompress(std::string_view frames, size_t limit);
bool isZstd(std::string_view bytes); // by its first four bytes

} // namespace assay
