// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/folder/foldernames.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace assay {
namespace {

int base64Value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (isAsciiDigit(c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == ',' ? 63 : -1;
}

void appendUtf8(std::string& text, uint32_t code)
{
    const auto byte = [&text](uint32_t value) { text += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0 | code >> 6);
        byte(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        byte(0xe0 | code >> 12);
        byte(0x80 | (code >> 6 & 0x3f));
        byte(0x80 | (code & 0x3f));
    } else {
        byte(0xf0 | code >> 18);
        byte(0x80 | (code >> 12 & 0x3f));
        byte(0x80 | (code >> 6 & 0x3f));
        byte(0x80 | (code & 0x3f));
    }
}

// The UTF-16 that the letters between '&' and '-' stand for, as UTF-8.
std::optional<std::string> decodeShifted(std::string_view letters)
{
    std::string text;
    uint32_t bits = 0;
    unsigned count = 0;
    uint32_t high = 0;
    for (const char letter : letters) {
        const int value = base64Value(letter);
        if (value < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<uint32_t>(value);
        count += 6;
        if (count < 16)
            continue;
        count -= 16;
        const uint32_t unit = bits >> count & 0xffff;
        if (unit >= 0xd800 && unit < 0xdc00 && !high) {
            high = unit;
        } else if (unit >= 0xdc00 && unit < 0xe000 && high) {
            appendUtf8(text, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
            high = 0;
        } else if (high || (unit >= 0xd800 && unit < 0xe000)) {
            return std::nullopt;
        } else {
            appendUtf8(text, unit);
        }
    }
    if (high || text.empty())
        return std::nullopt;
    return text;
}

} // namespace

std::string decodeModifiedUtf7(std::string_view name)
{
    std::string text;
    size_t position = 0;
    while (position < name.size()) {
        const size_t end = name[position] == '&' ? name.find('-', position) : std::string_view::npos;
        if (end == std::string_view::npos) {
            text += name[position++];
            continue;
        }
        const std::string_view letters = name.substr(position + 1, end - position - 1);
        const auto decoded = letters.empty() ? std::optional<std::string>("&") : decodeShifted(letters);
        if (!decoded)
            return std::string(name);
        text += *decoded;
        position = end + 1;
    }
    return text;
}

std::string maildirFolderName(std::string_view directoryName)
{
    std::string folder;
    size_t position = directoryName.substr(0, 1) == "." ? 1 : 0;
    while (position <= directoryName.size()) {
        const size_t end = std::min(directoryName.find('.', position), directoryName.size());
        std::string level = decodeModifiedUtf7(directoryName.substr(position, end - position));
        std::replace(level.begin(), level.end(), '/', '_');
        if (!folder.empty())
            folder += '/';
        folder += level;
        position = end + 1;
    }
    return folder;
}

std::string_view maildirFlags(std::string_view fileName)
{
    for (size_t i = fileName.size(); i >= 3; --i) {
        const std::string_view mark = fileName.substr(i - 3, 3);
        if (mark.substr(1) == "2," && (mark[0] == ':' || mark[0] == '!' || mark[0] == ';'))
            return fileName.substr(i);
    }
    return {};
}

bool isMhName(std::string_view fileName)
{
    return !fileName.empty() && std::all_of(fileName.begin(), fileName.end(), isAsciiDigit);
}

bool mhNameLess(std::string_view a, std::string_view b)
{
    const auto significant = [](std::string_view digits) {
        return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
    };
    const std::string_view x = significant(a);
    const std::string_view y = significant(b);
    if (x.size() != y.size())
        return x.size() < y.size();
    return x != y ? x < y : a < b;
}

} // namespace assay
