// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::fuzzy {

// The setting of a slave's storage that says that updates of the source were missed.
inline std::string coldSyncMark(std::string_view source)
{
    return "cold sync needed " + std::string(source);
}

} // namespace assay::fuzzy
