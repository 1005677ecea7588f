// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/utf8.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cstring>

namespace assay::rules {

namespace {

// Length of the valid sequence at `at`, 0 when it is not valid; `codePoint` gets its value.
size_t sequenceLength(std::string_view text, size_t at, uint32_t& codePoint)
{
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
        codePoint = lead;
        return 1;
    }
    const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + length > text.size())
        return 0;
    codePoint = lead & (0x7f >> length);
    for (size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80)
            return 0;
        codePoint = codePoint << 6 | (byte(at + i) & 0x3f);
    }
    const bool overlong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
    const bool surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
    return overlong || surrogate || codePoint > 0x10ffff ? 0 : length;
}

bool isNonCharacter(uint32_t codePoint)
{
    return (codePoint & 0xfffe) == 0xfffe || (codePoint >= 0xfdd0 && codePoint <= 0xfdef);
}

bool isValid(std::string_view text, bool strict)
{
    for (size_t at = firstHighByte(text); at < text.size(); at = firstHighByte(text, at)) {
        uint32_t codePoint = 0;
        const size_t length = sequenceLength(text, at, codePoint);
        if (length == 0 || (strict && isNonCharacter(codePoint)))
            return false;
        at += length;
    }
    return true;
}

} // namespace

size_t firstHighByte(std::string_view text, size_t from)
{
    constexpr uint64_t highBits = 0x8080808080808080ULL;
    while (from + 8 <= text.size()) {
        uint64_t word = 0;
        std::memcpy(&word, text.data() + from, 8);
        if (word & highBits)
            break;
        from += 8;
    }
    while (from < text.size() && static_cast<unsigned char>(text[from]) < 0x80)
        ++from;
    return from;
}

bool isStrictUtf8(std::string_view text)
{
    return isValid(text, true);
}

bool isUtf8(std::string_view text)
{
    return isValid(text, false);
}

void appendUtf8(std::string& text, uint32_t codePoint)
{
    if (codePoint < 0x80) {
        text.push_back(static_cast<char>(codePoint));
        return;
    }
    const int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    const unsigned lead = length == 2 ? 0xc0u : length == 3 ? 0xe0u : 0xf0u;
    text.push_back(static_cast<char>(lead | codePoint >> (6 * (length - 1))));
    for (int i = length - 2; i >= 0; --i)
        text.push_back(static_cast<char>(0x80 | (codePoint >> (6 * i) & 0x3f)));
}

CodePoint codePointAt(std::string_view text, size_t at)
{
    CodePoint result;
    const size_t length = sequenceLength(text, at, result.value);
    if (length == 0)
        result.value = static_cast<unsigned char>(text[at]);
    result.length = std::max<size_t>(length, 1);
    return result;
}

size_t characterCount(std::string_view text)
{
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool isUnicodeSpace(uint32_t codePoint)
{
    if (codePoint < 0x80)
        return isAsciiSpace(static_cast<char>(codePoint));
    return codePoint == 0x85 || codePoint == 0xa0 || codePoint == 0x1680 || (codePoint >= 0x2000 && codePoint <= 0x200a)
        || codePoint == 0x2028 || codePoint == 0x2029 || codePoint == 0x202f || codePoint == 0x205f
        || codePoint == 0x3000;
}

size_t spaceLength(std::string_view text, size_t at, bool characters)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80)
        return isAsciiSpace(text[at]) ? 1 : 0;
    // Only these lead bytes begin a white-space character.
    if (!characters || (lead != 0xc2 && lead != 0xe1 && lead != 0xe2 && lead != 0xe3))
        return 0;
    const CodePoint point = codePointAt(text, at);
    return isUnicodeSpace(point.value) && point.length > 1 ? point.length : 0;
}

std::string toLatin1(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const size_t high = firstHighByte(text, at);
        result.append(text, at, high - at);
        at = high;
        if (at == text.size())
            break;
        const CodePoint point = codePointAt(text, at);
        result.push_back(static_cast<char>(point.value));
        at += point.length;
    }
    return result;
}

} // namespace assay::rules
