// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::fuzzy {

// The kinds of letters that stop words and trigrams are kept for.
enum class LetterCategory : uint8_t { Latin, Cyrillic, Devanagari, Arab };

struct Scripts
{
    std::string_view language; // where the letters alone name it, else empty
    LetterCategory category = LetterCategory::Latin;
};

// Counts letters by Unicode block until something stands out. One letter of a telling script is enough.
Scripts scanScripts(std::string_view text);

} // namespace assay::fuzzy
