// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"

#include <string>
#include <string_view>

namespace assay::rules {

enum class PrefixNames : uint8_t { Unknown, Known };

// Text with its entity references replaced, as Perl's HTML parser does: names without a semicolon only where HTML
// allowed them, with Known also at the start of a longer word; unknown ones stay. `characters` says whether the text is
// decoded characters; it becomes true when a character above U+00FF comes in.
std::string decodeEntities(std::string_view text, bool& characters, PrefixNames prefixes, SourceMap* map = nullptr);

} // namespace assay::rules
