// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/jsonmembers.h"

#include "core/base/ascii.h"

#include <cstdint>
#include <cstring>

namespace assay::traffic {
namespace {

// Four hexadecimal digits at the front of `text`; -1: none.
int codeUnit(std::string_view text)
{
    int code = 0;
    for (size_t i = 0; i < 4; ++i) {
        const int digit = i < text.size() ? hexDigitValue(text[i]) : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

size_t writeUtf8(uint32_t code, char* out)
{
    const auto byte = [](uint32_t value) { return static_cast<char>(value); };
    if (code < 0x80) {
        out[0] = byte(code);
        return 1;
    }
    if (code < 0x800) {
        out[0] = byte(0xC0 | (code >> 6));
        out[1] = byte(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = byte(0xE0 | (code >> 12));
        out[1] = byte(0x80 | ((code >> 6) & 0x3F));
        out[2] = byte(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = byte(0xF0 | (code >> 18));
    out[1] = byte(0x80 | ((code >> 12) & 0x3F));
    out[2] = byte(0x80 | ((code >> 6) & 0x3F));
    out[3] = byte(0x80 | (code & 0x3F));
    return 4;
}

// The character of a \u escape (with its second half), and how long that is; 0: it is none. Halves become U+FFFD.
uint32_t characterAt(std::string_view text, size_t& length)
{
    const int first = text.substr(0, 2) == "\\u" ? codeUnit(text.substr(2)) : -1;
    length = 6;
    if (first < 0)
        return 0;
    if (first < 0xD800 || first > 0xDFFF)
        return static_cast<uint32_t>(first);
    const bool isPair = first < 0xDC00 && text.size() >= 12 && text.substr(6, 2) == "\\u";
    const int second = isPair ? codeUnit(text.substr(8)) : -1;
    if (second < 0xDC00 || second > 0xDFFF)
        return 0xFFFD;
    length = 12;
    return 0x10000 + ((static_cast<uint32_t>(first) - 0xD800) << 10) + (static_cast<uint32_t>(second) - 0xDC00);
}

} // namespace

size_t JsonMembers::append(size_t pathLength, std::string_view key)
{
    const size_t begin = pathLength > 0 ? pathLength + 1 : 0;
    if (key.empty() || begin + key.size() > m_path.size())
        return 0;
    if (pathLength > 0)
        m_path[pathLength] = '.';
    std::memcpy(m_path.data() + begin, key.data(), key.size());
    return begin + key.size();
}

bool JsonMembers::string(std::string_view& raw, bool* hasEscapes)
{
    if (!pass('"'))
        return false;
    const size_t begin = m_at;
    while (true) {
        const auto* end = static_cast<const char*>(std::memchr(m_text.data() + m_at, '"', m_text.size() - m_at));
        if (!end)
            return false;
        const auto at = static_cast<size_t>(end - m_text.data());
        size_t backslashes = 0;
        while (at - backslashes > begin && m_text[at - backslashes - 1] == '\\')
            ++backslashes;
        m_at = at + 1;
        if (backslashes % 2 == 1)
            continue;
        raw = m_text.substr(begin, at - begin);
        if (hasEscapes)
            *hasEscapes = raw.find('\\') != std::string_view::npos;
        return true;
    }
}

bool JsonMembers::scalar(std::string_view& raw)
{
    const size_t begin = m_at;
    while (m_at < m_text.size()
        && (isAsciiAlnum(m_text[m_at]) || m_text[m_at] == '-' || m_text[m_at] == '+' || m_text[m_at] == '.'))
        ++m_at;
    raw = m_text.substr(begin, m_at - begin);
    return !raw.empty();
}

bool JsonMembers::skipArray(unsigned depth)
{
    // Brackets and texts only: what is in it is not looked at.
    unsigned open = 0;
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == '"') {
            std::string_view text;
            if (!string(text))
                return false;
            continue;
        }
        ++m_at;
        if (c == '[' || c == '{') {
            if (depth + ++open > deepest)
                return false;
        } else if (c == ']' || c == '}') {
            if (--open == 0)
                return true;
        }
    }
    return false;
}

std::string_view JsonMembers::unescaped(std::string_view raw)
{
    constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    char* const room = m_arena.room(raw.size());
    size_t size = 0;
    for (size_t at = 0; at < raw.size();) {
        if (raw[at] != '\\') {
            room[size++] = raw[at++];
            continue;
        }
        const char letter = at + 1 < raw.size() ? raw[at + 1] : '\0';
        size_t length = 2;
        const size_t known = letters.find(letter);
        const uint32_t code = known == std::string_view::npos ? characterAt(raw.substr(at), length) : 0;
        if (known != std::string_view::npos) {
            room[size++] = meanings[known];
        } else if (code > 0) {
            size += writeUtf8(code, room + size);
        } else {
            room[size++] = raw[at]; // no escape
            length = 1;
        }
        at += length;
    }
    return m_arena.keep(size);
}

} // namespace assay::traffic
