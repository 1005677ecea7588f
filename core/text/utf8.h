// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

inline constexpr char32_t replacementCharacter = 0xFFFD;

// Appends one code point; values that are none (surrogates, above U+10FFFF) become U+FFFD.
void appendUtf8(std::string& out, char32_t codePoint);
// The code point at `position`, which moves behind it. A byte that starts no valid sequence gives U+FFFD and moves by
// one.
char32_t nextCodePoint(std::string_view text, size_t& position);
bool isAscii(std::string_view text);
// At most `maxBytes` bytes, never cut inside a sequence.
std::string_view utf8Prefix(std::string_view text, size_t maxBytes);

// Characters that turn or embed the direction of text (U+061C, U+200E-F, U+202A-E, U+2066-9).
bool isBidiControl(char32_t c);
// Without width or ink: zero-width joiners and spaces, soft hyphen, BOM, variation selectors, tags.
bool isInvisibleFormat(char32_t c);
// C0, DEL, C1, and the line and paragraph separators.
bool isControl(char32_t c);
// `text` (UTF-8) on one line: line ends, tabs and separators become one blank, NUL U+2400, other controls U+FFFD.
std::string toSingleLine(std::string_view text);

} // namespace assay
