// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Texts and numbers of the document of a request set (requestset.h). For its two source files only.

#include <charconv>
#include <string>
#include <string_view>

namespace assay::traffic {

template <typename Number>
void appendNumber(std::string& out, Number number)
{
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, end.ptr);
}

template <typename Number>
bool parseNumber(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

inline void appendEscaped(std::string& out, std::string_view text)
{
    size_t begin = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '\\' && (static_cast<unsigned char>(c) > '\r' || (c != '\t' && c != '\n' && c != '\r')))
            continue;
        out.append(text, begin, i - begin);
        out += '\\';
        out += c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\';
        begin = i + 1;
    }
    out.append(text, begin);
}

// False: an escape that is none.
inline bool appendUnescaped(std::string& out, std::string_view raw)
{
    for (size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\') {
            out += raw[i];
            continue;
        }
        const char c = ++i < raw.size() ? raw[i] : '\0';
        if (c != '\\' && c != 't' && c != 'n' && c != 'r' && c != '-')
            return false;
        out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
    }
    return true;
}

} // namespace assay::traffic
