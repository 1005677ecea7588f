// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/charsetreader.h"

#include "core/base/ascii.h"
#include "core/rules/view/charsetconverter.h"
#include "core/rules/view/charsetnames.h"
#include "core/rules/view/charsetwriter.h"
#include "core/rules/view/utf8.h"

#include <array>
#include <optional>

namespace assay::rules {

namespace {

// windows-1252 from 0x80 to 0x9f; 0 where nothing is assigned.
constexpr std::array<uint16_t, 32> windows1252High = {0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6,
    0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};
constexpr uint32_t replacement = 0xfffd;

uint32_t windows1252Character(unsigned char byte)
{
    return byte >= 0x80 && byte < 0xa0 ? windows1252High[byte - 0x80] : byte;
}

std::optional<std::string> readSingleBytes(std::string_view bytes, bool strict, SourceMap* map, bool asciiOnly = false)
{
    CharsetWriter writer(bytes.size(), map);
    for (size_t at = 0; at < bytes.size(); ++at) {
        const size_t high = firstHighByte(bytes, at);
        writer.copy(bytes.substr(at, high - at), at);
        at = high;
        if (at == bytes.size())
            break;
        const uint32_t codePoint = asciiOnly ? 0 : windows1252Character(static_cast<unsigned char>(bytes[at]));
        if (!codePoint && strict)
            return std::nullopt;
        writer.put(codePoint ? codePoint : replacement, at, 1);
    }
    return writer.take();
}

std::string readUtf8Leniently(std::string_view bytes, SourceMap* map)
{
    CharsetWriter writer(bytes.size(), map);
    for (size_t at = 0; at < bytes.size();) {
        const CodePoint point = codePointAt(bytes, at);
        const bool bad = point.length == 1 && point.value >= 0x80;
        if (bad)
            writer.put(replacement, at, 1);
        else
            writer.copy(bytes.substr(at, point.length), at);
        at += point.length;
        // The rest of a broken sequence is part of the same fault.
        while (
            bad && point.value >= 0xc0 && at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xc0) == 0x80)
            ++at;
    }
    return writer.take();
}

// Byte order of UTF-16 without a mark: counts of blanks and of set bits in the even and odd bytes decide.
const char* guessUtf16(std::string_view bytes)
{
    if (bytes.substr(0, 2) == "\xff\xfe" || bytes.substr(0, 2) == "\xfe\xff")
        return nullptr;
    size_t little = 0, big = 0;
    uint64_t even = 0, odd = 0;
    const auto nibbles = [](char c) {
        return (static_cast<unsigned char>(c) >> 4) + (static_cast<unsigned char>(c) & 15u);
    };
    for (size_t i = 0; i < bytes.size(); i += 2) {
        const char second = i + 1 < bytes.size() ? bytes[i + 1] : '\0';
        even += nibbles(bytes[i]);
        odd += nibbles(second);
        little += bytes[i] == ' ' && second == '\0';
        big += bytes[i] == '\0' && second == ' ';
    }
    little += even > odd * 4;
    big += odd * 4 > even;
    return little > big ? "UTF-16LE" : big > little ? "UTF-16BE" : nullptr;
}

bool isWindows1252Name(std::string_view charset)
{
    return equalsIgnoringCase(charset, "iso-8859-1") || equalsIgnoringCase(charset, "iso8859-1")
        || equalsIgnoringCase(charset, "windows-1252") || equalsIgnoringCase(charset, "cp1252");
}

bool isUtf8Name(std::string_view charset)
{
    return equalsIgnoringCase(charset, "utf-8") || equalsIgnoringCase(charset, "utf8");
}

bool isUtf16Name(std::string_view charset)
{
    return startsWithIgnoringCase(charset, "utf-16") || startsWithIgnoringCase(charset, "utf16")
        || startsWithIgnoringCase(charset, "utf 16");
}

bool isAsciiName(std::string_view charset)
{
    return equalsIgnoringCase(charset, "us-ascii") || equalsIgnoringCase(charset, "ascii");
}

std::optional<std::string> readDeclared(std::string_view bytes, std::string_view charset, bool strict, SourceMap* map)
{
    if (isUtf16Name(charset)) {
        const char* order = guessUtf16(bytes);
        return order ? convertCharset(bytes, order, true, map) : std::nullopt;
    }
    if (isWindows1252Name(charset))
        return readSingleBytes(bytes, strict, map);
    if (isUtf8Name(charset))
        return strict ? std::nullopt : std::make_optional(readUtf8Leniently(bytes, map));
    if (isAsciiName(charset))
        return strict ? std::nullopt : readSingleBytes(bytes, false, map, true);
    const std::string name = converterName(charset);
    return name.empty() ? std::nullopt : convertCharset(bytes, name, strict, map);
}

void startOver(SourceMap* map)
{
    if (map)
        *map = SourceMap(Unmapped::CharsetConverted);
}

} // namespace

CharsetText readCharset(std::string bytes, std::string_view charset, Declared declared, SourceMap* map)
{
    const bool ascii = isAscii(bytes);
    const bool hint = declared == Declared::Hint;
    startOver(map);
    const auto unchanged = [&](bool characters) {
        startOver(map);
        if (map)
            map->appendSame(bytes.size(), 0);
        return CharsetText{std::move(bytes), characters};
    };
    if (ascii && extendsAscii(charset))
        return unchanged(false);
    if (!ascii && hint && isStrictUtf8(bytes))
        return unchanged(true);
    auto text = readDeclared(bytes, charset, hint, map);
    // The peer decodes UTF-16 in encoded words and then gives back the bytes.
    if (text && !hint && isUtf16Name(charset))
        return unchanged(false);
    if (text)
        return {std::move(*text), true};
    if (ascii)
        return unchanged(false);
    startOver(map);
    return {*readSingleBytes(bytes, false, map), true};
}

} // namespace assay::rules
