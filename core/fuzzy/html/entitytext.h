// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::fuzzy {

// Character references replaced as the peer does it, within the room that the text has: never longer than before.
// `blanks`: white space at the begin vanishes, every other run becomes one blank.
std::string decodeEntities(std::string_view text, bool blanks);

} // namespace assay::fuzzy
