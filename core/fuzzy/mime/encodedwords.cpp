// SPDX-License-Identifier: GPL-3.0-or-later
// RFC 2047 as the peer reads it: it is part of the hash of short texts.
#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/fuzzy/mime/headers.h"
#include "core/fuzzy/mime/partcharset.h"
#include "core/fuzzy/mime/transfercoding.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

struct EncodedWord
{
    std::string_view charset;
    bool isBase64 = false;
    std::string_view text;
};

bool isPrintable(char c)
{
    return c >= ' ' && c < 0x7F;
}

// "=?charset*language?B?text?=", nothing else.
std::optional<EncodedWord> readWord(std::string_view word)
{
    constexpr std::string_view especials = "()<>@,;:\"/[]?.=*";
    if (word.size() < 8 || word.substr(0, 2) != "=?" || word.substr(word.size() - 2) != "?=")
        return std::nullopt;
    EncodedWord read;
    size_t at = 2;
    while (at < word.size() && word[at] > ' ' && word[at] < 0x7F && especials.find(word[at]) == std::string_view::npos)
        ++at;
    read.charset = word.substr(2, at - 2);
    if (at < word.size() && word[at] == '*')
        at = word.find('?', at);
    if (read.charset.empty() || at == std::string_view::npos || at + 3 > word.size() || word[at] != '?'
        || word[at + 2] != '?')
        return std::nullopt;
    const char encoding = asciiLower(word[at + 1]);
    if (encoding != 'b' && encoding != 'q')
        return std::nullopt;
    read.isBase64 = encoding == 'b';
    at += 3;
    if (at + 2 >= word.size())
        return std::nullopt;
    read.text = word.substr(at, word.size() - 2 - at);
    for (const char c : read.text) {
        if (!isPrintable(c))
            return std::nullopt;
    }
    return read;
}

std::string decodeQ(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            out += ' ';
        } else if (text[i] != '=' || i + 2 >= text.size()) {
            out += text[i];
        } else {
            const int high = std::max(0, hexDigitValue(text[i + 1]));
            const int low = std::max(0, hexDigitValue(text[i + 2]));
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

class HeaderDecoder
{
public:
    explicit HeaderDecoder(std::string_view value)
        : m_in(value)
    {
    }

    std::string run()
    {
        while (m_at < m_in.size()) {
            const size_t begin = m_in.find("=?", m_at);
            if (begin == std::string_view::npos || !takeWord(begin))
                break;
        }
        flush();
        appendPlain(m_in.substr(m_at));
        for (char& c : m_out) {
            const bool high = (static_cast<unsigned char>(c) & 0x80) != 0;
            if (!high && (c <= ' ' || c == 0x7F))
                c = isAsciiSpace(c) ? ' ' : '?';
        }
        replaceBadUtf8(m_out);
        return std::move(m_out);
    }

private:
    // The end of what could be a word: the "?=" behind three question marks.
    size_t wordEnd(size_t begin) const
    {
        int marks = 0;
        for (size_t i = begin + 2; i < m_in.size(); ++i) {
            if (m_in[i] != '?')
                continue;
            ++marks;
            while (i + 1 < m_in.size() && m_in[i + 1] == '?')
                ++i;
            if (marks >= 3 && i + 1 < m_in.size() && m_in[i + 1] == '=')
                return i + 2;
        }
        return std::string_view::npos;
    }

    bool takeWord(size_t begin)
    {
        const size_t end = wordEnd(begin);
        if (end == std::string_view::npos)
            return false;
        const auto word = readWord(m_in.substr(begin, end - begin));
        const bool isGlued = m_afterWord && isBlankBetween(begin);
        if (!word || !isGlued)
            flush();
        if (!isGlued)
            appendPlain(m_in.substr(m_at, begin - m_at));
        if (!word) {
            appendPlain(m_in.substr(begin, end - 1 - begin));
            m_at = end - 1;
            m_afterWord = false;
            return true;
        }
        const bool isStateful = equalsIgnoringCase(word->charset, "iso-2022-jp");
        if (!equalsIgnoringCase(word->charset, m_charset) || isStateful)
            flush();
        m_charset = std::string(word->charset);
        m_bytes += word->isBase64 ? decodeBase64Text(word->text) : decodeQ(word->text);
        m_at = end;
        m_afterWord = true;
        return true;
    }

    bool isBlankBetween(size_t end) const
    {
        for (size_t i = m_at; i < end; ++i) {
            if (!isAsciiSpace(m_in[i]))
                return false;
        }
        return true;
    }

    // The peer loses words in charsets that it does not know.
    void flush()
    {
        if (!m_bytes.empty()) {
            const std::string charset = peerCharset(m_charset);
            if (charset.empty() || charset == "UTF-8" || charset == "US-ASCII") {
                if (!charset.empty() || isValidUtf8(m_bytes))
                    m_out += m_bytes;
            } else if (auto text = convertFrom(m_bytes, charset)) {
                m_out += *text;
            }
        }
        m_bytes.clear();
    }

    void appendPlain(std::string_view text)
    {
        for (size_t i = 0; i < text.size();) {
            const size_t before = i;
            const char32_t c = nextCodePoint(text, i);
            if (c == replacementCharacter && i - before == 1)
                appendUtf8(m_out, replacementCharacter);
            else
                m_out.append(text, before, i - before);
        }
    }

    std::string_view m_in;
    std::string m_out;
    size_t m_at = 0;
    std::string m_bytes; // of words of one charset
    std::string m_charset;
    bool m_afterWord = false;
};

} // namespace

std::string decodeHeader(std::string_view value)
{
    return HeaderDecoder(value).run();
}

} // namespace assay::fuzzy
