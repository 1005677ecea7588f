// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/bytetables.h"

#include "core/base/ascii.h"

#include <cstddef>

namespace assay::rules {

namespace {

// Offsets and bits of the table block, as pcre2 documents for pcre2_set_character_tables: lower case, flipped case,
// ten class bitmaps of 32 bytes, type bits.
constexpr size_t flipOffset = 256;
constexpr size_t bitmapOffset = 512;
constexpr size_t typeOffset = bitmapOffset + 320;
constexpr size_t tableSize = typeOffset + 256;
enum Bitmap : size_t { Space, XDigit, Digit, Upper, Lower, Word, Graph, Print, Punct, Cntrl };
enum TypeBit : uint8_t { TypeSpace = 1, TypeLetter = 2, TypeLower = 4, TypeDigit = 8, TypeWord = 16 };

constexpr bool isUpper(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}
constexpr bool isLower(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7);
}
constexpr uint8_t otherCase(uint8_t c)
{
    return isUpper(c) ? c + 32 : isLower(c) ? c - 32 : c;
}

constexpr void setBit(std::array<uint8_t, tableSize>& tables, Bitmap bitmap, unsigned c, bool on)
{
    if (on)
        tables[bitmapOffset + bitmap * 32 + c / 8] |= static_cast<uint8_t>(1U << (c % 8));
}

constexpr void addClasses(std::array<uint8_t, tableSize>& tables, unsigned c)
{
    const char byte = static_cast<char>(c);
    const bool digit = isAsciiDigit(byte), letter = isAsciiLetter(byte), word = digit || letter || byte == '_';
    const bool graph = c > 0x20 && c < 0x7F;
    setBit(tables, Space, c, isAsciiSpace(byte));
    setBit(tables, XDigit, c, hexDigitValue(byte) >= 0);
    setBit(tables, Digit, c, digit);
    setBit(tables, Upper, c, byte >= 'A' && byte <= 'Z');
    setBit(tables, Lower, c, byte >= 'a' && byte <= 'z');
    setBit(tables, Word, c, word);
    setBit(tables, Graph, c, graph);
    setBit(tables, Print, c, graph || byte == ' ');
    setBit(tables, Punct, c, graph && !digit && !letter);
    setBit(tables, Cntrl, c, c < 0x20 || c == 0x7F);
    tables[typeOffset + c] = static_cast<uint8_t>((isAsciiSpace(byte) ? TypeSpace : 0) | (letter ? TypeLetter : 0)
        | (byte >= 'a' && byte <= 'z' ? TypeLower : 0) | (digit ? TypeDigit : 0) | (word ? TypeWord : 0));
}

constexpr std::array<uint8_t, tableSize> makeTables()
{
    std::array<uint8_t, tableSize> tables{};
    for (unsigned c = 0; c < 256; ++c) {
        const uint8_t byte = static_cast<uint8_t>(c);
        tables[c] = isUpper(byte) ? otherCase(byte) : byte;
        tables[flipOffset + c] = otherCase(byte);
        if (c < 0x80)
            addClasses(tables, c);
    }
    return tables;
}

constexpr std::array<uint8_t, tableSize> tables = makeTables();

} // namespace

const uint8_t* byteTables()
{
    return tables.data();
}

uint8_t otherCaseOfByte(uint8_t byte)
{
    return otherCase(byte);
}

} // namespace assay::rules
