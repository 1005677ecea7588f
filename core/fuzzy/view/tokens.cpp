// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/tokens.h"

#include "core/fuzzy/view/decay.h"
#include "core/text/utf8.h"

#include <array>
#include <memory>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

namespace assay::fuzzy {
namespace {

struct CloseBreaker
{
    void operator()(UBreakIterator* breaker) const { ubrk_close(breaker); }
};
using Breaker = std::unique_ptr<UBreakIterator, CloseBreaker>;

Breaker openBreaker(WordBreakLocale locale)
{
    UErrorCode status = U_ZERO_ERROR;
    const char* name = locale == WordBreakLocale::Posix ? "en_US_POSIX" : "root";
    return Breaker(ubrk_open(UBRK_WORD, name, nullptr, 0, &status));
}

// Opening one reads rule data, so each thread keeps one of each locale.
UBreakIterator* breakerOf(WordBreakLocale locale)
{
    thread_local std::array<Breaker, 2> breakers;
    Breaker& breaker = breakers[static_cast<size_t>(locale)];
    if (!breaker)
        breaker = openBreaker(locale);
    return breaker.get();
}

bool beginsWord(std::string_view segment)
{
    if (segment.empty())
        return false;
    const auto first = static_cast<unsigned char>(segment[0]);
    if (first < 0x80)
        return u_isJavaIDPart(first);
    size_t position = 0;
    const char32_t c = nextCodePoint(segment, position);
    return u_isJavaIDPart(static_cast<UChar32>(c));
}

// The walk over segments and exceptions. What the peer does where both overlap decides about hashes, so the order of
// the steps is its order.
class WordWalk
{
public:
    WordWalk(
        std::string_view text, const std::vector<TextException>& exceptions, UBreakIterator* breaker, uint32_t decay)
        : m_text(text)
        , m_exceptions(exceptions)
        , m_breaker(breaker)
        , m_decay(decay, text.size())
    {
    }

    std::vector<Token> run()
    {
        m_end = m_last = ubrk_first(m_breaker);
        while (m_end != UBRK_DONE) {
            if (m_end > m_last && !takeSegment())
                continue;
            if (m_end == UBRK_DONE)
                break;
            m_last = m_end;
            m_end = ubrk_next(m_breaker);
        }
        return std::move(m_tokens);
    }

private:
    const TextException* exception() const { return m_next < m_exceptions.size() ? &m_exceptions[m_next] : nullptr; }
    bool inSegment(const TextException& e) const
    {
        return static_cast<int64_t>(e.offset) >= m_last && static_cast<int64_t>(e.offset) <= m_end;
    }
    void addException(const TextException& e)
    {
        if (e.isUrl)
            m_tokens.push_back({{}, true, false, true});
    }
    // Moves past an exception that reaches over the end of the segment.
    bool isOvertaken()
    {
        if (m_last <= m_end)
            return false;
        while (m_last > m_end && m_end != UBRK_DONE)
            m_end = ubrk_next(m_breaker);
        ++m_next;
        return true;
    }

    // False when the segment must be looked at again, with other ends.
    bool takeSegment()
    {
        const TextException* e = exception();
        std::string_view word;
        if (!e || static_cast<int64_t>(e->offset) > m_end) {
            word = candidate(m_end);
        } else if (static_cast<int64_t>(e->offset) < m_last) {
            while (m_next < m_exceptions.size() && static_cast<int64_t>(exception()->offset) <= m_last)
                ++m_next;
            word = candidate(m_end);
        } else if (!takeExceptions(word)) {
            return false;
        }
        if (!word.empty())
            addWord(word);
        return true;
    }

    bool takeExceptions(std::string_view& word)
    {
        for (const TextException* e = exception(); e && static_cast<int64_t>(e->offset) <= m_last; e = exception()) {
            m_last += e->length;
            addException(*e);
            if (isOvertaken())
                return false;
            ++m_next;
        }
        const TextException* e = exception();
        if (e && inSegment(*e)) {
            word = candidate(e->offset);
            m_last = static_cast<int64_t>(e->offset) + e->length;
            addException(*e);
            if (isOvertaken())
                return false;
            ++m_next;
        } else if (m_end > m_last) {
            word = candidate(m_end);
        }
        return true;
    }

    std::string_view candidate(int64_t end) const
    {
        if (end <= m_last)
            return {};
        const std::string_view segment = m_text.substr(static_cast<size_t>(m_last), static_cast<size_t>(end - m_last));
        return beginsWord(segment) ? segment : std::string_view();
    }

    void addWord(std::string_view word)
    {
        const Decay::Verdict verdict = m_decay.judge(word, m_tokens.size(), static_cast<size_t>(m_end));
        m_tokens.push_back({word, false, verdict == Decay::Verdict::Skip, true});
    }

    std::string_view m_text;
    const std::vector<TextException>& m_exceptions;
    UBreakIterator* m_breaker;
    Decay m_decay;
    std::vector<Token> m_tokens;
    size_t m_next = 0; // exception
    int64_t m_last = 0; // begin and end of the present segment
    int64_t m_end = 0;
};

bool isDelimiter(char c)
{
    return c == '\t' || c == '\n' || c == '\r' || c == ' '
        || (c != '\0' && std::string_view("\"#$%&()*+,-./:;<=>?[\\]^_`{|}~").find(c) != std::string_view::npos);
}

// The peer's scanner for such text loses the first byte of each run after a line and the last word; it is rarely used
// and kept as it is, for its words are hashed.
class RawWalk
{
public:
    RawWalk(std::string_view text, const std::vector<TextException>& exceptions, uint32_t decay)
        : m_text(text)
        , m_exceptions(exceptions)
        , m_decay(decay, text.size())
    {
        if (!exceptions.empty() && exceptions.front().offset == 0)
            m_at = exceptions.front().length;
    }

    std::vector<Token> run()
    {
        while (nextWord()) {
            constexpr size_t maxWord = 40;
            if (m_wordLength == 0 || m_wordLength > maxWord)
                continue;
            const std::string_view word = m_text.substr(m_from, m_length);
            if (!word.empty() && m_decay.judge(word, m_tokens.size(), m_at) == Decay::Verdict::Skip)
                continue;
            m_tokens.push_back({word, false, false, false});
        }
        return std::move(m_tokens);
    }

private:
    bool stopsAt(size_t position)
    {
        if (m_next >= m_exceptions.size() || m_exceptions[m_next].offset != position)
            return false;
        m_at = position + m_exceptions[m_next++].length;
        return true;
    }

    // One word, or what an exception left of it.
    bool nextWord()
    {
        m_length = 0;
        m_from = m_at;
        if (m_at >= m_text.size())
            return false;
        size_t p = m_at;
        do {
            if (stopsAt(p))
                return true;
            ++p;
        } while (p < m_text.size() && isDelimiter(m_text[p]));
        m_from = p;
        for (; p < m_text.size() && !isDelimiter(m_text[p]); ++p, ++m_length) {
            if (stopsAt(p))
                return true;
        }
        if (p >= m_text.size())
            return false;
        m_wordLength = m_length;
        m_at = p;
        return true;
    }

    std::string_view m_text;
    const std::vector<TextException>& m_exceptions;
    Decay m_decay;
    std::vector<Token> m_tokens;
    size_t m_next = 0; // exception
    size_t m_at = 0;
    size_t m_from = 0;
    size_t m_length = 0;
    size_t m_wordLength = 0; // of the last whole word
};

} // namespace

std::vector<Token> breakWords(
    std::string_view text, const std::vector<TextException>& exceptions, WordBreakLocale locale, uint32_t decay)
{
    UBreakIterator* breaker = breakerOf(locale);
    if (!breaker || text.empty())
        return {};
    UText content = UTEXT_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&content, text.data(), static_cast<int64_t>(text.size()), &status);
    ubrk_setUText(breaker, &content, &status);
    std::vector<Token> tokens;
    if (U_SUCCESS(status))
        tokens = WordWalk(text, exceptions, breaker, decay).run();
    utext_close(&content);
    return tokens;
}

std::vector<Token> breakRawWords(std::string_view text, const std::vector<TextException>& exceptions, uint32_t decay)
{
    return RawWalk(text, exceptions, decay).run();
}

} // namespace assay::fuzzy
