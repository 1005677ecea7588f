// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/quoted.h"

#include "core/base/ascii.h"

namespace assay::traffic {
namespace {

bool isEscaped(std::string_view text, size_t at)
{
    size_t backslashes = 0;
    while (backslashes < at && text[at - 1 - backslashes] == '\\')
        ++backslashes;
    return backslashes % 2 == 1;
}

// The byte that an escape stands for, and how long it is; -1: it is none.
int byteOf(std::string_view escape, size_t& length)
{
    constexpr std::string_view letters = "\"\\ntrbv/", meanings = "\"\\\n\t\r\b\v/";
    length = 2;
    if (escape.size() < 2)
        return -1;
    if (const size_t letter = letters.find(escape[1]); letter != std::string_view::npos)
        return static_cast<unsigned char>(meanings[letter]);
    if (escape[1] != 'x' || escape.size() < 4)
        return -1;
    const int high = hexDigitValue(escape[2]), low = hexDigitValue(escape[3]);
    length = 4;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

} // namespace

std::optional<std::string_view> takeQuoted(std::string_view& rest)
{
    for (size_t at = rest.find('"'); at != std::string_view::npos; at = rest.find('"', at + 1)) {
        const bool endsField = at + 1 == rest.size() || rest[at + 1] == ' ';
        if (!endsField || isEscaped(rest, at))
            continue;
        const std::string_view text = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        return text;
    }
    return std::nullopt;
}

std::string_view withoutEscapes(std::string_view text, TextArena& arena)
{
    if (text.find('\\') == std::string_view::npos)
        return text;
    char* const room = arena.room(text.size());
    size_t size = 0;
    for (size_t at = 0; at < text.size();) {
        size_t length = 1;
        const int byte = text[at] == '\\' ? byteOf(text.substr(at), length) : -1;
        if (byte < 0)
            length = 1;
        room[size++] = byte < 0 ? text[at] : static_cast<char>(byte);
        at += length;
    }
    return arena.keep(size);
}

} // namespace assay::traffic
