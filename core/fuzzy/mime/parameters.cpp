// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/parameters.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/fuzzy/mime/headers.h"
#include "core/fuzzy/mime/partcharset.h"

#include <charconv>

namespace assay::fuzzy {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";
constexpr size_t maxParameters = 256;

std::string percentDecoded(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hexDigitValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexDigitValue(text[i + 2]) : -1;
        if (low < 0) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

// "charset'language'percent-encoded" of RFC 2231.
std::string extendedValue(std::string_view value)
{
    const size_t quote = value.find('\'');
    if (quote == std::string_view::npos)
        return percentDecoded(value);
    const std::string charset = peerCharset(value.substr(0, quote));
    value.remove_prefix(quote + 1);
    if (const size_t second = value.find('\''); second != std::string_view::npos)
        value.remove_prefix(second + 1);
    const std::string bytes = percentDecoded(value);
    if (isValidUtf8(bytes) || charset.empty())
        return bytes;
    return convertFrom(bytes, charset).value_or(bytes);
}

struct Piece
{
    std::map<unsigned, std::string> parts; // of a value in pieces
    bool isExtended = false;
};

// The number in "name*2" or "name*2*"; nothing for other names.
bool pieceNumber(std::string_view behindStar, unsigned& number)
{
    if (!behindStar.empty() && behindStar.back() == '*')
        behindStar.remove_suffix(1);
    const auto [end, error] = std::from_chars(behindStar.data(), behindStar.data() + behindStar.size(), number);
    return error == std::errc() && end == behindStar.data() + behindStar.size() && !behindStar.empty();
}

class ParameterSet
{
public:
    void add(std::string_view written, std::string_view value)
    {
        const std::string name = toAsciiLower(written);
        const size_t star = name.find('*');
        unsigned number = 0;
        if (star == std::string::npos) {
            m_plain.emplace(name, value);
        } else if (star + 1 == name.size()) {
            m_plain.emplace(name.substr(0, star), extendedValue(value));
        } else if (pieceNumber(std::string_view(name).substr(star + 1), number)) {
            Piece& piece = m_pieces[name.substr(0, star)];
            piece.parts.emplace(number, value);
            piece.isExtended = piece.isExtended || name.back() == '*';
        } else {
            m_plain.emplace(name, value);
        }
    }

    Parameters take()
    {
        for (const auto& [name, piece] : m_pieces) {
            std::string whole;
            for (const auto& [number, part] : piece.parts)
                whole += part;
            m_plain.emplace(name, piece.isExtended ? extendedValue(whole) : whole);
        }
        for (auto& [name, value] : m_plain)
            value = decodeHeader(value);
        return std::move(m_plain);
    }

private:
    Parameters m_plain;
    std::map<std::string, Piece> m_pieces;
};

} // namespace

void ParameterReader::skipBlanksAndComments(bool semicolons)
{
    while (!atEnd()) {
        const char c = m_in[m_at];
        if (isAsciiSpace(c) || (semicolons && c == ';')) {
            ++m_at;
            continue;
        }
        if (c != '(')
            return;
        int depth = 0;
        for (; !atEnd(); ++m_at) {
            depth += m_in[m_at] == '(' ? 1 : m_in[m_at] == ')' ? -1 : 0;
            if (depth == 0) {
                ++m_at;
                break;
            }
        }
    }
}

std::string_view ParameterReader::takeUntil(std::string_view ends)
{
    const size_t begin = m_at;
    m_at = std::min(m_in.find_first_of(ends, m_at), m_in.size());
    return m_in.substr(begin, m_at - begin);
}

std::string_view ParameterReader::takeType()
{
    skipBlanksAndComments(false);
    return takeUntil("/; \t\r\n\v\f");
}

std::string_view ParameterReader::takeSubtype()
{
    if (atEnd() || m_in[m_at] != '/')
        return {};
    ++m_at;
    skipBlanksAndComments(false);
    return takeUntil("; \t\r\n\v\f");
}

std::string_view ParameterReader::takeWord()
{
    skipBlanksAndComments(false);
    return takeUntil("; \t\r\n\v\f(");
}

std::string_view ParameterReader::takeValue()
{
    if (!atEnd() && m_in[m_at] == '"') {
        const size_t begin = ++m_at;
        while (!atEnd() && m_in[m_at] != '"')
            m_at += m_in[m_at] == '\\' ? 2 : 1;
        const size_t end = std::min(m_at, m_in.size());
        m_at = end + 1;
        return m_in.substr(begin, end - begin);
    }
    return takeUntil("; \t\r\n\v\f(");
}

Parameters ParameterReader::takeParameters()
{
    ParameterSet set;
    for (size_t count = 0; count < maxParameters; ++count) {
        skipBlanksAndComments(true);
        if (atEnd())
            break;
        const std::string_view name = takeUntil("= \t\r\n\v\f");
        m_at = std::min(m_in.find_first_not_of(blanks, m_at), m_in.size());
        if (atEnd() || m_in[m_at] != '=')
            continue; // a word without a value
        ++m_at;
        m_at = std::min(m_in.find_first_not_of(blanks, m_at), m_in.size());
        const std::string_view value = takeValue();
        if (!name.empty())
            set.add(name, value);
    }
    return set.take();
}

} // namespace assay::fuzzy
