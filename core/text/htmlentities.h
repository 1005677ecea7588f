// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

struct HtmlEntity
{
    char32_t codePoint = 0;
    size_t length = 0; // bytes of the reference with its '&' and ';'; 0 when there is none
};

// The character reference at the start of `text` (which begins with '&'). Numbers 128-159 read as windows-1252, as
// browsers do; numbers that are no character give U+FFFD. Named ones are those of HTML 4 and a few of HTML 5.
HtmlEntity readHtmlEntity(std::string_view text, bool inAttribute = false);
// All references decoded.
std::string decodeHtmlEntities(std::string_view text, bool inAttribute = false);
// & < > " ' as references: safe in text and in quoted attributes.
std::string escapeHtml(std::string_view text);

} // namespace assay
