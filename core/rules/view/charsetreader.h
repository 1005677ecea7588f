// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"

#include <string>
#include <string_view>

namespace assay::rules {

struct CharsetText
{
    std::string text;
    // `text` is UTF-8 that was decoded to characters, so Unicode rules of white space apply; else plain bytes (ASCII).
    bool characters = false;
};

enum class Declared : uint8_t {
    Hint, // valid UTF-8 is taken whatever is declared; the declared set counts only if every byte fits
    Binding // the declared set decides, bytes that do not fit become U+FFFD (encoded words)
};

// Reads bytes in a declared character set as SpamAssassin does without a statistical detector (spec/regex B.5
// "Charset"). Never fails: the last resort is windows-1252.
CharsetText readCharset(std::string bytes, std::string_view charset, Declared declared, SourceMap* map = nullptr);

} // namespace assay::rules
