// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/csstokens.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/htmltables.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <unicode/uchar.h>

namespace assay::fuzzy {
namespace {

using Kind = CssToken::Kind;

bool startsIdent(char c)
{
    return (static_cast<unsigned char>(c) & 0x80) != 0 || isAsciiLetter(c) || c == '_';
}

bool continuesIdent(char c)
{
    return startsIdent(c) || c == '-' || isAsciiDigit(c);
}

bool isCssBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

} // namespace

CssToken CssTokens::take(Kind kind, size_t length)
{
    CssToken token;
    token.kind = kind;
    token.text = m_in.substr(m_at, length);
    m_at = std::min(m_at + length, m_in.size());
    return token;
}

CssToken CssTokens::next()
{
    if (!m_waiting.empty()) {
        const CssToken token = m_waiting.front();
        m_waiting.pop_front();
        return token;
    }
    while (at(m_at) == '/' && at(m_at + 1) == '*') {
        m_at += 2;
        skipComment();
    }
    if (m_at >= m_in.size())
        return {};
    const char c = m_in[m_at];
    if (isCssBlank(c))
        return takeBlanks();
    if (c == '"' || c == '\'')
        return takeString(c);
    if (isAsciiDigit(c))
        return takeNumber();
    if (startsIdent(c))
        return takeIdent(false);
    switch (c) {
    case '(':
        return take(Kind::OpenBrace, 1);
    case ')':
        return take(Kind::CloseBrace, 1);
    case '[':
        return take(Kind::OpenSquare, 1);
    case ']':
        return take(Kind::CloseSquare, 1);
    case '{':
        return take(Kind::OpenCurly, 1);
    case '}':
        return take(Kind::CloseCurly, 1);
    case ',':
        return take(Kind::Comma, 1);
    case ';':
        return take(Kind::Semicolon, 1);
    case ':':
        return take(Kind::Colon, 1);
    default:
        return takeSign(c);
    }
}

CssToken CssTokens::takeSign(char c)
{
    if (c == '<' && m_in.substr(m_at, 4) == "<!--")
        return take(Kind::CommentOpen, 3); // the last dash stays, as in the peer
    if (c == '-' && !isAsciiDigit(at(m_at + 1)) && m_in.substr(m_at, 3) == "-->")
        return take(Kind::CommentClose, 3);
    if ((c == '-' || c == '+' || c == '.') && isAsciiDigit(at(m_at + 1)))
        return takeNumber();
    return c == '@' || c == '#' ? takeMark(c) : delimiter();
}

// "@import", "#fff".
CssToken CssTokens::takeMark(char c)
{
    const bool isKeyword = c == '@' && m_at + 3 < m_in.size() && startsIdent(at(m_at + 1))
        && continuesIdent(at(m_at + 2)) && continuesIdent(at(m_at + 3));
    const bool isHash =
        c == '#' && m_at + 2 < m_in.size() && continuesIdent(at(m_at + 1)) && continuesIdent(at(m_at + 2));
    if (!isKeyword && !isHash)
        return delimiter();
    ++m_at;
    CssToken token = takeIdent(isHash);
    if (token.kind == Kind::Ident)
        token.kind = isHash ? Kind::Hash : Kind::AtKeyword;
    return token;
}

CssToken CssTokens::takeBlanks()
{
    size_t end = m_at;
    while (end < m_in.size() && isAsciiSpace(m_in[end]))
        ++end;
    return take(Kind::Blank, end - m_at);
}

CssToken CssTokens::takeString(char quote)
{
    const size_t begin = ++m_at;
    const size_t end = std::min(m_in.find(quote, begin), m_in.size());
    const CssToken token = take(Kind::String, end - begin);
    m_at = std::min(m_at + 1, m_in.size());
    return token;
}

// Comments nest; one without an end leaves the last character.
void CssTokens::skipComment()
{
    int nested = 0;
    size_t i = m_at;
    while (i + 1 < m_in.size()) {
        const std::string_view pair = m_in.substr(i, 2);
        if (pair == "*/" && nested == 0) {
            m_at = i + 2;
            return;
        }
        nested += pair == "*/" ? -1 : pair == "/*" ? 1 : 0;
        i += pair == "*/" || pair == "/*" ? 2 : 1;
    }
    m_at = std::max(m_at, i);
}

CssToken CssTokens::takeIdent(bool digitsFirst)
{
    const size_t begin = m_at;
    size_t i = begin;
    bool inside = digitsFirst;
    if (at(i) == '-') {
        ++i;
        if (at(i) == '-') {
            ++i;
            inside = true;
        }
    }
    while (i < m_in.size() && (inside ? continuesIdent(m_in[i]) : startsIdent(m_in[i]))) {
        inside = true;
        ++i;
    }
    if (at(i) == '(' && i < m_in.size()) {
        size_t argument = i + 1;
        while (argument < m_in.size() && isAsciiSpace(m_in[argument]))
            ++argument;
        const bool isQuoted = at(argument) == '"' || at(argument) == '\'';
        if (m_in.size() - begin > 3 && m_in.substr(begin, 3) == "url" && !isQuoted)
            return takeUrl(begin, argument);
        return take(Kind::Function, i - begin);
    }
    // Nothing fits where a mark of two dashes stands alone; go on behind it.
    return take(Kind::Ident, std::max<size_t>(i - begin, 1));
}

CssToken CssTokens::takeUrl(size_t begin, size_t from)
{
    const size_t end = m_in.find(')', from);
    return take(Kind::Url, (end == std::string_view::npos ? m_in.size() : end + 1) - begin);
}

size_t CssTokens::numberEnd() const
{
    size_t i = m_at;
    bool dot = false;
    bool exponent = false;
    if (at(i) == '-' || at(i) == '+')
        ++i;
    if (at(i) == '.') {
        dot = true;
        ++i;
    }
    for (; i < m_in.size(); ++i) {
        const char c = m_in[i];
        if (isAsciiDigit(c))
            continue;
        if (c == '.' && !dot) {
            dot = true;
            continue;
        }
        const char following = at(i + 1);
        const bool isExponent = c == 'e' && !exponent
            && (isAsciiDigit(following) || following == '+' || following == '-') && i + 1 < m_in.size();
        if (!isExponent)
            break;
        exponent = dot = true;
        i += isAsciiDigit(following) ? 0 : 1;
    }
    return i;
}

CssToken CssTokens::takeNumber()
{
    constexpr size_t longest = 127;
    const size_t end = numberEnd();
    const std::string digits(m_in.substr(m_at, std::min(end - m_at, longest)));
    const double value = std::strtod(digits.c_str(), nullptr);
    CssToken token = take(Kind::Number, end - m_at);
    if (std::isnan(value) || std::fabs(value) >= static_cast<double>(std::numeric_limits<float>::max())) {
        token.kind = Kind::Delimiter;
        token.text = m_in.substr(end - 1, 1);
        return token;
    }
    token.number = static_cast<float>(value);
    if (at(m_at) == '%') {
        token.isPercent = true;
        ++m_at;
    } else if (m_at < m_in.size() && startsIdent(m_in[m_at])) {
        const size_t unitBegin = m_at;
        const CssToken unit = takeIdent(false);
        const auto pixels = HtmlTables::builtIn().pixels(unit.text);
        if (unit.kind == Kind::Ident && pixels)
            token.number = static_cast<float>(token.number * *pixels);
        else if (unit.kind == Kind::Ident)
            m_at = unitBegin;
    }
    return token;
}

namespace {

bool hasEscapes(std::string_view css)
{
    char quote = '\0';
    char before = '\0';
    for (const char c : css) {
        if (quote == '\0') {
            if (c == '"' || c == '\'')
                quote = c;
            else if (c == '\\')
                return true;
            continue;
        }
        if (c == quote && before != '\\')
            quote = '\0';
        before = c;
    }
    return false;
}

// Resolves escapes outside of quotes: hexadecimal ones and the blank behind them.
class Unescaper
{
public:
    explicit Unescaper(std::string_view css)
        : m_in(css)
    {
    }

    std::string run()
    {
        for (size_t i = 0; i < m_in.size() && m_out.size() < m_in.size(); ++i)
            step(m_in[i]);
        return std::move(m_out);
    }

private:
    enum class State { Normal, Quoted, Escape, Blanks };

    void step(char c)
    {
        switch (m_state) {
        case State::Normal:
            consume(c);
            break;
        case State::Quoted:
            if (c == m_quote && m_before != '\\')
                m_state = State::Normal;
            m_before = c;
            m_out += c;
            break;
        case State::Escape:
            if (hexDigitValue(c) >= 0) {
                m_digits += c;
                break;
            }
            resolve();
            if (isAsciiSpace(c))
                m_state = State::Blanks;
            else
                consume(c);
            break;
        case State::Blanks:
            if (!isAsciiSpace(c))
                consume(c);
            break;
        }
    }

    void consume(char c)
    {
        if (c == '\\') {
            m_state = State::Escape;
            m_digits.clear();
            return;
        }
        const bool isQuote = c == '"' || c == '\'';
        m_state = isQuote ? State::Quoted : State::Normal;
        m_quote = isQuote ? c : m_quote;
        m_out += asciiLower(c);
    }

    void resolve()
    {
        constexpr size_t longest = 8;
        if (m_digits.empty() || m_digits.size() > longest)
            return;
        const unsigned long value = std::strtoul(m_digits.c_str(), nullptr, 16);
        if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
            return;
        appendUtf8(m_out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(value))));
    }

    std::string_view m_in;
    std::string m_out;
    State m_state = State::Normal;
    char m_quote = '\0';
    char m_before = '\0';
    std::string m_digits;
};

} // namespace

std::string preparedCss(std::string_view css)
{
    return hasEscapes(css) ? Unescaper(css).run() : toAsciiLower(css);
}

} // namespace assay::fuzzy
