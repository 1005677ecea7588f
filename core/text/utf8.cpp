// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8.h"

#include <cstdint>
#include <cstring>

namespace assay {
namespace {

unsigned byteAt(std::string_view text, size_t i)
{
    return i < text.size() ? static_cast<uint8_t>(text[i]) : 0u;
}

bool continues(unsigned byte)
{
    return (byte & 0xC0u) == 0x80u;
}

bool needsCleaning(std::string_view text)
{
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if (byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2)
            return true;
    }
    return false;
}

} // namespace

void appendUtf8(std::string& out, char32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = replacementCharacter;
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

char32_t nextCodePoint(std::string_view text, size_t& position)
{
    const unsigned lead = byteAt(text, position);
    if (lead < 0x80) {
        ++position;
        return lead;
    }
    const unsigned b1 = byteAt(text, position + 1), b2 = byteAt(text, position + 2), b3 = byteAt(text, position + 3);
    if (lead >= 0xC2 && lead <= 0xDF && continues(b1)) {
        position += 2;
        return ((lead & 0x1Fu) << 6) | (b1 & 0x3Fu);
    }
    if (lead >= 0xE0 && lead <= 0xEF && continues(b1) && continues(b2)) {
        const char32_t c = ((lead & 0x0Fu) << 12) | ((b1 & 0x3Fu) << 6) | (b2 & 0x3Fu);
        if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) {
            position += 3;
            return c;
        }
    }
    if (lead >= 0xF0 && lead <= 0xF4 && continues(b1) && continues(b2) && continues(b3)) {
        const char32_t c = ((lead & 0x07u) << 18) | ((b1 & 0x3Fu) << 12) | ((b2 & 0x3Fu) << 6) | (b3 & 0x3Fu);
        if (c >= 0x10000 && c <= 0x10FFFF) {
            position += 4;
            return c;
        }
    }
    ++position;
    return replacementCharacter;
}

bool isAscii(std::string_view text)
{
    size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        uint64_t word;
        std::memcpy(&word, text.data() + i, 8);
        if (word & 0x8080808080808080u)
            return false;
    }
    for (; i < text.size(); ++i) {
        if (static_cast<uint8_t>(text[i]) >= 0x80)
            return false;
    }
    return true;
}

std::string_view utf8Prefix(std::string_view text, size_t maxBytes)
{
    if (text.size() <= maxBytes)
        return text;
    while (maxBytes > 0 && continues(byteAt(text, maxBytes)))
        --maxBytes;
    return text.substr(0, maxBytes);
}

bool isBidiControl(char32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool isInvisibleFormat(char32_t c)
{
    return c == 0x00AD || c == 0x034F || c == 0x180E || (c >= 0x200B && c <= 0x200D) || (c >= 0x2060 && c <= 0x2064)
        || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool isControl(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

std::string toSingleLine(std::string_view text)
{
    if (!needsCleaning(text))
        return std::string(text);
    std::string line;
    line.reserve(text.size());
    bool afterBreak = false;
    for (size_t i = 0; i < text.size();) {
        const size_t start = i;
        const char32_t c = nextCodePoint(text, i);
        const bool isBreak =
            c == '\n' || c == '\r' || c == '\t' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029;
        if (isBreak && !afterBreak)
            line += ' ';
        else if (c == 0)
            appendUtf8(line, 0x2400);
        else if (!isBreak && isControl(c))
            appendUtf8(line, replacementCharacter);
        else if (!isBreak)
            line.append(text.substr(start, i - start));
        afterBreak = isBreak;
    }
    return line;
}

} // namespace assay
