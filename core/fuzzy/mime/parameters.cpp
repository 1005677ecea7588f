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

// The number in "name*2" or "name*2*"; nothing for other names.
bool pieceNumber(std::string_view behindStar, unsigned& number)
{
    if (!behindStar.empty() && behindStar.back() == '*')
        behindStar.remove_suffix(1);
    const auto [end, error] = std::from_chars(behindStar.data(), behindStar.data() + behindStar.size(), number);
    return error == std::errc() && end == behindStar.data() + behindStar.size() && !behindStar.empty();
}

} // namespace

void ParameterSet::add(std::string_view written, std::string_view value)
{
    const std::string name = toAsciiLower(written);
    const size_t star = name.find('*');
    unsigned number = 0;
    if (star == std::string::npos) {
        m_whole.emplace(name, value);
    } else if (star + 1 == name.size()) {
        m_whole.emplace(name.substr(0, star), extendedValue(value));
    } else if (pieceNumber(std::string_view(name).substr(star + 1), number)) {
        Pieces& pieces = m_pieces[name.substr(0, star)];
        pieces.parts.emplace(number, value);
        pieces.isExtended = pieces.isExtended || name.back() == '*';
    } else {
        m_whole.emplace(name, value);
    }
}

Parameters ParameterSet::take()
{
    for (const auto& [name, pieces] : m_pieces) {
        std::string joined;
        for (const auto& [number, part] : pieces.parts)
            joined += part;
        m_whole.emplace(name, pieces.isExtended ? extendedValue(joined) : joined);
    }
    for (auto& [name, value] : m_whole)
        value = decodeHeader(value);
    return std::move(m_whole);
}

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

// A quote makes what stands before it in the value go unseen; one that nothing closes holds nothing.
std::string_view ParameterReader::takeValue()
{
    const std::string_view word = takeUntil("; \t\r\n\v\f(\"");
    if (atEnd() || m_in[m_at] != '"')
        return word;
    const size_t begin = ++m_at;
    while (!atEnd() && m_in[m_at] != '"')
        m_at += m_in[m_at] == '\\' ? 2 : 1;
    if (m_at >= m_in.size())
        return {};
    const size_t end = m_at++;
    return m_in.substr(begin, end - begin);
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
