// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/patterntext.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::rules {

size_t PatternText::originalOffset(size_t offset) const
{
    size_t result = offset;
    for (const Edit& edit : edits) {
        if (edit.at > offset)
            break;
        result = edit.original + (offset - edit.at);
    }
    return result;
}

namespace {

// Walks the pattern once, copying it piece by piece.
class PerlRewriter
{
public:
    PerlRewriter(std::string_view pattern, bool extended)
        : m_in(pattern)
        , m_extended(extended)
    {
        m_out.text.reserve(pattern.size() + 8);
    }

    PatternText run()
    {
        while (m_pos < m_in.size())
            step();
        return std::move(m_out);
    }

private:
    void step()
    {
        switch (m_in[m_pos]) {
        case '\\':
            copyEscape();
            break;
        case '[':
            copyClass();
            break;
        case '{':
            rewriteQuantifier();
            break;
        case '(':
            rewriteFlags();
            break;
        case '#':
            copy(m_extended ? m_in.find('\n', m_pos) - m_pos : 1);
            break;
        default:
            copy(1);
        }
    }

    void copy(size_t length)
    {
        length = std::min(length, m_in.size() - m_pos);
        m_out.text.append(m_in.substr(m_pos, length));
        m_pos += length;
    }
    void replace(size_t length, std::string_view with)
    {
        m_out.text.append(with);
        m_pos += length;
        m_out.edits.push_back({m_out.text.size(), m_pos});
    }

    void copyEscape()
    {
        if (m_in.substr(m_pos, 2) == "\\Q") {
            const size_t end = m_in.find("\\E", m_pos + 2);
            copy(end == std::string_view::npos ? m_in.size() : end + 2 - m_pos);
            return;
        }
        // \x{..}, \g{..}, \k{..}, \N{..}, \o{..}, \p{..}: the braces are no quantifier.
        const bool braces = m_pos + 2 < m_in.size() && m_in[m_pos + 2] == '{'
            && std::string_view("xgkNopPbB").find(m_in[m_pos + 1]) != std::string_view::npos;
        const size_t end = braces ? m_in.find('}', m_pos) : std::string_view::npos;
        copy(end == std::string_view::npos ? 2 : end + 1 - m_pos);
    }

    void copyClass()
    {
        copy(1);
        if (m_pos < m_in.size() && m_in[m_pos] == '^')
            copy(1);
        if (m_pos < m_in.size() && m_in[m_pos] == ']')
            copy(1);
        while (m_pos < m_in.size() && m_in[m_pos] != ']') {
            const size_t posixEnd = m_in.substr(m_pos, 2) == "[:" ? m_in.find(":]", m_pos + 2) : std::string_view::npos;
            if (m_in[m_pos] == '\\')
                copy(2);
            else if (posixEnd != std::string_view::npos && posixEnd - m_pos < 16)
                copy(posixEnd + 2 - m_pos);
            else
                copy(1);
        }
        copy(1);
    }

    // At a '{': {n}, {n,}, {n,m}, {,m} with blanks after '{', before '}' and around the comma.
    void rewriteQuantifier()
    {
        size_t pos = m_pos + 1;
        const auto skipBlanks = [&] {
            while (pos < m_in.size() && isBlank(m_in[pos]))
                ++pos;
        };
        const auto takeDigits = [&] {
            const size_t begin = pos;
            while (pos < m_in.size() && isAsciiDigit(m_in[pos]))
                ++pos;
            return std::string(m_in.substr(begin, pos - begin));
        };
        skipBlanks();
        const std::string low = takeDigits();
        skipBlanks();
        const bool comma = pos < m_in.size() && m_in[pos] == ',';
        if (comma)
            ++pos;
        skipBlanks();
        const std::string high = comma ? takeDigits() : std::string();
        skipBlanks();
        if (pos >= m_in.size() || m_in[pos] != '}' || (low.empty() && high.empty())) {
            copy(1);
            return;
        }
        const std::string canonical = "{" + (low.empty() ? "0" : low) + (comma ? "," + high : "") + "}";
        const size_t length = pos + 1 - m_pos;
        if (m_in.substr(m_pos, length) == canonical)
            copy(length);
        else
            replace(length, canonical);
    }

    // At a '(': the flag letters of (?flags) and (?flags:
    void rewriteFlags()
    {
        if (m_in.substr(m_pos, 2) != "(?") {
            copy(1);
            return;
        }
        size_t end = m_pos + 2;
        while (end < m_in.size() && (isAsciiLetter(m_in[end]) || m_in[end] == '^' || m_in[end] == '-'))
            ++end;
        const bool flags = end > m_pos + 2 && end < m_in.size() && (m_in[end] == ')' || m_in[end] == ':');
        std::string kept = "(?";
        for (const char c : m_in.substr(m_pos + 2, flags ? end - m_pos - 2 : 0)) {
            if (std::string_view("adlupo").find(c) == std::string_view::npos)
                kept += c;
        }
        if (!flags || kept.size() == end - m_pos)
            copy(2);
        else
            replace(end - m_pos, kept);
    }

    std::string_view m_in;
    size_t m_pos = 0;
    bool m_extended;
    PatternText m_out;
};

} // namespace

PatternText rewritePerlPattern(std::string_view pattern, bool extended)
{
    return PerlRewriter(pattern, extended).run();
}

} // namespace assay::rules
