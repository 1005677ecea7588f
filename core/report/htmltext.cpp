// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/htmltext.h"

#include "core/text/utf8.h"

#include <cstdio>

namespace assay::report {
namespace {

bool isEmojiJoiner(char32_t c)
{
    return c == 0x200D || c == 0xFE0F; // common inside pictures, and they hide nothing there
}

void appendNumber(std::string& out, char32_t c)
{
    char text[48];
    std::snprintf(text, sizeof text, "<span class=\"u\">U+%04X</span>", static_cast<unsigned>(c));
    out += text;
}

void appendCodePoint(std::string& out, char32_t c)
{
    switch (c) {
    case U'&':
        out += "&amp;";
        return;
    case U'<':
        out += "&lt;";
        return;
    case U'>':
        out += "&gt;";
        return;
    case U'"':
        out += "&quot;";
        return;
    case U'\'':
        out += "&#39;";
        return;
    case U'\n':
    case U'\t':
        out += static_cast<char>(c);
        return;
    case U'\r':
        return; // of CRLF
    default:
        break;
    }
    if (isBidiControl(c) || (isInvisibleFormat(c) && !isEmojiJoiner(c)))
        appendNumber(out, c);
    else
        appendUtf8(out, isControl(c) ? replacementCharacter : c);
}

} // namespace

void appendHtml(std::string& out, std::string_view text)
{
    for (size_t position = 0; position < text.size();)
        appendCodePoint(out, nextCodePoint(text, position));
}

std::string toHtml(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 16);
    appendHtml(out, text);
    return out;
}

} // namespace assay::report
