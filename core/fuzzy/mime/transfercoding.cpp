// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/transfercoding.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

size_t firstVisible(std::string_view raw)
{
    return static_cast<size_t>(
        std::find_if(raw.begin(), raw.end(), [](char c) { return !isAsciiSpace(c); }) - raw.begin());
}

bool beginsUuencode(std::string_view text)
{
    // The peer looks behind "begin " for both spellings, so the second never fits; kept out.
    constexpr std::string_view begin = "begin ";
    if (text.size() <= std::string_view("begin-base64 ").size() || text.substr(0, begin.size()) != begin)
        return false;
    const std::string_view rest = text.substr(begin.size());
    const size_t at = firstVisible(rest);
    return at < rest.size() && isAsciiDigit(rest[at]);
}

struct ByteCounts
{
    unsigned blanks = 0;
    unsigned equals = 0;
    unsigned triplets = 0;
    unsigned high = 0;
    unsigned upper = 0;
    unsigned lower = 0;
    bool onlyBase64 = true;
};

ByteCounts countBytes(std::string_view text)
{
    ByteCounts counts;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == ' ') {
            ++counts.blanks;
        } else if (c == '=') {
            counts.onlyBase64 = false;
            ++counts.equals;
            if (i + 3 < text.size() && hexDigitValue(text[i + 1]) >= 0 && hexDigitValue(text[i + 2]) >= 0) {
                ++i;
                ++counts.triplets;
            }
        } else if ((static_cast<unsigned char>(c) & 0x80) != 0) {
            ++counts.high;
            counts.onlyBase64 = false;
        } else if (!isAsciiAlnum(c) && c != '/' && c != '+') {
            counts.onlyBase64 = false;
        } else if (c >= 'A' && c <= 'Z') {
            ++counts.upper;
        } else if (c >= 'a' && c <= 'z') {
            ++counts.lower;
        }
    }
    return counts;
}

} // namespace

TransferCoding transferCodingFromName(std::string_view value)
{
    constexpr std::string_view stripped = " \t;,.+-#!`~'";
    const size_t begin = value.find_first_not_of(stripped);
    if (begin == std::string_view::npos)
        return TransferCoding::Unknown;
    const std::string name = toAsciiLower(value.substr(begin, value.find_last_not_of(stripped) + 1 - begin));
    if (name == "7bit")
        return TransferCoding::SevenBit;
    if (name == "8bit" || name == "binary")
        return TransferCoding::EightBit;
    if (name == "quoted-printable")
        return TransferCoding::QuotedPrintable;
    if (name == "base64" || name == "base-64")
        return TransferCoding::Base64;
    if (name == "uuencode" || name == "x-uuencode" || name == "x-uue")
        return TransferCoding::Uuencode;
    return TransferCoding::Unknown;
}

TransferCoding guessTransferCoding(std::string_view raw)
{
    constexpr size_t looked = 128;
    const size_t begin = firstVisible(raw);
    std::string_view text = raw.substr(begin);
    if (beginsUuencode(text))
        return TransferCoding::Uuencode;
    while (!text.empty() && isAsciiSpace(text.back()))
        text.remove_suffix(1);
    unsigned padding = 0;
    if (text.size() > 2) {
        for (; padding < 2 && text.back() == '='; ++padding)
            text.remove_suffix(1);
    }
    text = text.substr(0, std::min(looked, raw.size()));
    const ByteCounts counts = countBytes(text);
    const bool mixed = counts.upper > 1 && counts.lower > 1;
    if (counts.onlyBase64 && counts.equals <= 2 && counts.blanks == 0) {
        const bool wholeGroups = raw.size() > 80 || (begin + text.size() + padding) % 4 == 0;
        const bool isBase64 = padding > 0 || (wholeGroups && mixed);
        return isBase64 ? TransferCoding::Base64 : TransferCoding::SevenBit;
    }
    if (counts.high > 0)
        return TransferCoding::EightBit;
    const bool isQuoted = counts.equals > 2 && counts.triplets > 2;
    return isQuoted ? TransferCoding::QuotedPrintable : TransferCoding::SevenBit;
}

std::string decodeQuotedPrintableText(std::string_view raw)
{
    std::string out;
    out.reserve(raw.size());
    for (size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '=' || i + 1 >= raw.size()) {
            out += raw[i];
            continue;
        }
        const char c = raw[++i];
        const int high = hexDigitValue(c);
        if (c == '\r') {
            i += i + 1 < raw.size() && raw[i + 1] == '\n' ? 1 : 0;
        } else if (c != '\n' && high < 0) {
            out += '=';
            out += c;
        } else if (c != '\n' && i + 1 < raw.size()) {
            const int low = hexDigitValue(raw[++i]);
            if (low >= 0) {
                out += static_cast<char>(high * 16 + low);
            } else {
                out += '=';
                out.append(raw, i - 1, 2);
            }
        }
    }
    return out;
}

std::string decodeBase64Text(std::string_view raw)
{
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const auto table = [] {
        std::string values(256, '\x7F');
        for (size_t i = 0; i < digits.size(); ++i)
            values[static_cast<unsigned char>(digits[i])] = static_cast<char>(i);
        return values;
    }();
    std::string out;
    out.reserve(raw.size() / 4 * 3 + 3);
    unsigned carry = 0;
    unsigned place = 0; // in the group of four
    for (size_t i = 0; i < raw.size(); ++i) {
        const auto value = static_cast<unsigned>(table[static_cast<unsigned char>(raw[i])]);
        if (value > 63) {
            // Padding in the third place ends the group together with the byte behind it, whatever that is.
            if (raw[i] == '=' && place == 2) {
                place = 0;
                ++i;
            }
            continue;
        }
        if (place > 0)
            out += static_cast<char>(carry | value >> (6 - 2 * place));
        carry = place < 3 ? value << (2 * place + 2) & 0xFF : 0;
        place = (place + 1) % 4;
    }
    return out;
}

namespace {

unsigned uuValue(char c)
{
    return (static_cast<unsigned>(static_cast<unsigned char>(c)) - 32) & 63;
}

bool isUuChar(char c)
{
    return c >= ' ' && c <= ' ' + 64;
}

bool decodeUuLine(std::string_view line, unsigned count, std::string& out)
{
    for (size_t i = 0; count > 0 && i < line.size(); i += 4) {
        const std::string_view group = line.substr(i, 4);
        if (!std::all_of(group.begin(), group.end(), isUuChar))
            return false;
        const unsigned bytes = std::min<unsigned>({count, 3, static_cast<unsigned>(group.size()) - 1});
        for (unsigned j = 0; j < bytes; ++j)
            out += static_cast<char>(uuValue(group[j]) << (2 * j + 2) | uuValue(group[j + 1]) >> (4 - 2 * j));
        count -= std::min(count, 3u);
    }
    return true;
}

} // namespace

std::optional<std::string> decodeUuencodedText(std::string_view raw)
{
    const auto skipBreaks = [&raw] { raw.remove_prefix(std::min(raw.find_first_not_of("\r\n"), raw.size())); };
    const auto takeLine = [&raw] {
        const std::string_view line = raw.substr(0, raw.find_first_of("\r\n"));
        raw.remove_prefix(line.size());
        return line;
    };
    skipBreaks();
    const bool isBase64 = raw.substr(0, 13) == "begin-base64 ";
    if (!isBase64 && raw.substr(0, 6) != "begin ")
        return std::nullopt;
    (void)takeLine();
    skipBreaks();
    if (isBase64)
        return decodeBase64Text(raw);
    std::string out;
    while (!raw.empty()) {
        const std::string_view line = takeLine();
        const unsigned count = line.empty() ? 0 : uuValue(line[0]);
        if (count == 0)
            break;
        if (!decodeUuLine(line.substr(1), count, out))
            return std::nullopt;
        skipBreaks();
    }
    return out;
}

} // namespace assay::fuzzy
