// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::rules {

// Position of the first byte of 0x80 or more at or after `from`, or the size.
size_t firstHighByte(std::string_view text, size_t from = 0);
inline bool isAscii(std::string_view text)
{
    return firstHighByte(text) == text.size();
}

// Strict: no surrogates, no non-characters, nothing above U+10FFFF, shortest forms.
bool isStrictUtf8(std::string_view text);
// Valid UTF-8 in which non-characters are allowed.
bool isUtf8(std::string_view text);

void appendUtf8(std::string& text, uint32_t codePoint);

struct CodePoint
{
    uint32_t value = 0;
    size_t length = 1; // bytes
};
// The character at `at`, which has to be valid UTF-8 there; any other byte stands for itself.
CodePoint codePointAt(std::string_view text, size_t at);
// Number of characters of valid UTF-8.
size_t characterCount(std::string_view text);

// White space of Perl's \s: in characters (Unicode) or in bytes (ASCII).
bool isUnicodeSpace(uint32_t codePoint);
// Bytes of the white-space character at `at`, 0 when there is none.
size_t spaceLength(std::string_view text, size_t at, bool characters);

// UTF-8 of characters up to U+00FF as one byte a character.
std::string toLatin1(std::string_view text);

} // namespace assay::rules
