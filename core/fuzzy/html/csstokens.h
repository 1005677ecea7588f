// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace assay::fuzzy {

struct CssToken
{
    enum class Kind : uint8_t {
        End,
        Blank,
        Ident,
        Function, // "rgb" in front of '('
        AtKeyword,
        Hash,
        String,
        Number,
        Url,
        CommentOpen, // "<!--"
        CommentClose,
        Delimiter,
        OpenBrace, // ( [ {
        CloseBrace,
        OpenSquare,
        CloseSquare,
        OpenCurly,
        CloseCurly,
        Comma,
        Colon,
        Semicolon
    };
    Kind kind = Kind::End;
    std::string_view text;
    float number = 0; // in pixels where it has a unit
    bool isPercent = false;

    bool isDelimiter(char c) const { return kind == Kind::Delimiter && text.size() == 1 && text[0] == c; }
};

// The peer's tokens of a style sheet. `text` is lower-case, without escapes, and must outlive the tokens.
class CssTokens
{
public:
    explicit CssTokens(std::string_view text)
        : m_in(text)
    {
    }
    CssToken next();
    void putBack(CssToken token) { m_waiting.push_back(token); }

private:
    CssToken take(CssToken::Kind kind, size_t length);
    CssToken delimiter() { return take(CssToken::Kind::Delimiter, 1); }
    CssToken takeBlanks();
    CssToken takeString(char quote);
    CssToken takeIdent(bool digitsFirst);
    CssToken takeUrl(size_t begin, size_t from);
    CssToken takeNumber();
    CssToken takeSign(char c);
    CssToken takeMark(char c);
    size_t numberEnd() const;
    void skipComment();
    char at(size_t position) const { return position < m_in.size() ? m_in[position] : '\0'; }

    std::string_view m_in;
    size_t m_at = 0;
    std::deque<CssToken> m_waiting;
};

// A style sheet as it is read: lower-case, escapes resolved.
std::string preparedCss(std::string_view css);

} // namespace assay::fuzzy
