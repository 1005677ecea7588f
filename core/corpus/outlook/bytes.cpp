// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/bytes.h"

namespace assay {
namespace {

uint64_t number(std::string_view bytes, size_t offset, size_t width)
{
    if (offset > bytes.size() || bytes.size() - offset < width)
        return 0;
    uint64_t value = 0;
    for (size_t i = width; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
    return value;
}

void appendUtf8(std::string& text, uint32_t code)
{
    const auto continuation = [&](unsigned shift) { text += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | code >> 6);
        continuation(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0 | code >> 12);
        continuation(6);
        continuation(0);
    } else {
        text += static_cast<char>(0xf0 | code >> 18);
        continuation(12);
        continuation(6);
        continuation(0);
    }
}

constexpr bool isHighSurrogate(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}
constexpr bool isLowSurrogate(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

} // namespace

uint16_t littleEndian16(std::string_view bytes, size_t offset)
{
    return static_cast<uint16_t>(number(bytes, offset, 2));
}

uint32_t littleEndian32(std::string_view bytes, size_t offset)
{
    return static_cast<uint32_t>(number(bytes, offset, 4));
}

uint64_t littleEndian64(std::string_view bytes, size_t offset)
{
    return number(bytes, offset, 8);
}

std::string utf8FromUtf16(std::string_view bytes)
{
    constexpr uint32_t replacement = 0xfffd;
    std::string text;
    text.reserve(bytes.size());
    for (size_t i = 0; i + 2 <= bytes.size(); i += 2) {
        const uint32_t unit = littleEndian16(bytes, i);
        const uint32_t next = littleEndian16(bytes, i + 2);
        if (isHighSurrogate(unit) && isLowSurrogate(next)) {
            appendUtf8(text, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
            i += 2;
        } else {
            appendUtf8(text, isHighSurrogate(unit) || isLowSurrogate(unit) ? replacement : unit);
        }
    }
    return text;
}

std::string base64(std::string_view bytes)
{
    static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (size_t k = 0; k < 4; ++k)
            text += k <= count ? letters[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::string base64Lines(std::string_view bytes)
{
    constexpr size_t perLine = 57;
    std::string text;
    text.reserve(bytes.size() / 3 * 4 + bytes.size() / perLine * 2 + 8);
    for (size_t i = 0; i < bytes.size(); i += perLine) {
        text += base64(bytes.substr(i, perLine));
        text += "\r\n";
    }
    return text;
}

} // namespace assay
