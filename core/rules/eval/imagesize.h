// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::rules {

struct ImageSize
{
    uint32_t width = 0, height = 0;
};

// Size stated in the head of a "gif", "png" or "jpeg" file; nullopt when it is damaged or of another kind.
std::optional<ImageSize> readImageSize(std::string_view kind, std::string_view bytes);

} // namespace assay::rules
