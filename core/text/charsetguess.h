// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// The charset that a statistical guess gives for 8-bit text; empty when it has no idea. Looks at the first 64 KiB.
std::string guessCharset(std::string_view bytes);

// The label in a <meta charset=...> or <meta http-equiv=content-type content="...charset=..."> of the first 4 KiB of
// HTML; empty when there is none.
std::string htmlMetaCharset(std::string_view html);

} // namespace assay
