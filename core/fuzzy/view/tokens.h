// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/hashoptions.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// A place in a text that is no words: a link, or (with no length) the end of a line.
struct TextException
{
    uint32_t offset = 0;
    uint32_t length = 0;
    bool isUrl = false;
};

struct Token
{
    std::string_view original; // in the text; empty for exceptions
    bool isException = false;
    bool isSkipped = false; // thinned out of a long text
    bool isUtf8 = true; // made by the word rules of Unicode, else by delimiters
};

// Words of UTF-8 text by the rules of the locale; `exceptions` ascend. Long texts are thinned behind `decay` words.
std::vector<Token> breakWords(
    std::string_view text, const std::vector<TextException>& exceptions, WordBreakLocale locale, uint32_t decay);
// Words of text in an unknown charset: runs between ASCII delimiters.
std::vector<Token> breakRawWords(std::string_view text, const std::vector<TextException>& exceptions, uint32_t decay);

} // namespace assay::fuzzy
