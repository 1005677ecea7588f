// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/entitytext.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/htmltables.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <optional>

namespace assay::fuzzy {
namespace {

constexpr std::string_view badCharacter = "\xEF\xBF\xBD";

// A number as the peer reads it: all of `digits`, in 32 bits that wrap; nothing when something else stands there.
std::optional<int> readNumber(std::string_view digits, unsigned base)
{
    uint32_t value = 0;
    for (const char c : digits) {
        const int digit = hexDigitValue(c);
        if (digit < 0 || static_cast<unsigned>(digit) >= base)
            return std::nullopt;
        value = value * base + static_cast<uint32_t>(digit);
    }
    return static_cast<int>(value);
}

class EntityDecoder
{
public:
    EntityDecoder(std::string_view text, bool blanks)
        : m_in(text)
        , m_blanks(blanks)
        , m_state(blanks && !text.empty() && isAsciiSpace(text[0]) ? State::Blanks : State::Text)
    {
        m_out.reserve(text.size());
    }

    std::string run()
    {
        while (m_at < m_in.size() && m_out.size() <= m_at)
            step(m_in[m_at]);
        if (m_state == State::Reference && m_at > m_begin)
            finishReference();
        if (m_blanks)
            trimEnd();
        return std::move(m_out);
    }

private:
    enum class State { Text, Reference, Blanks };
    enum class Digits { None, Only, Mixed };

    size_t room() const { return m_in.size() > m_out.size() ? m_in.size() - m_out.size() : 0; }

    void step(char c)
    {
        if (m_state == State::Reference) {
            inReference(c);
        } else if (m_state == State::Blanks) {
            if (isAsciiSpace(c))
                ++m_at;
            else
                m_state = State::Text;
        } else if (c == '&') {
            m_state = State::Reference;
            m_begin = m_at++;
            m_hash = m_hex = false;
            m_digits = Digits::None;
        } else {
            const bool isBlank = m_blanks && isAsciiSpace(c);
            m_out += isBlank ? ' ' : c;
            m_state = isBlank ? State::Blanks : State::Text;
            ++m_at;
        }
    }

    void inReference(char c)
    {
        if (c == ';' || isAsciiSpace(c)) {
            (void)replace();
            m_state = State::Text;
            if (isAsciiSpace(m_in[m_at]))
                return;
        } else if (c == '&') {
            copyReference();
            m_begin = m_at;
        } else if (c == '#') {
            m_hash = true;
            if (m_at + 1 < m_in.size() && m_in[m_at + 1] == 'x') {
                m_hex = true;
                ++m_at;
            }
        } else if (m_digits != Digits::Mixed && (isAsciiDigit(c) || (m_hex && hexDigitValue(c) >= 0))) {
            m_digits = Digits::Only;
        } else if (m_digits == Digits::Only && m_hash) {
            (void)replace();
            m_state = State::Text;
            return;
        } else {
            m_digits = Digits::Mixed;
        }
        ++m_at;
    }

    void copyReference()
    {
        if (room() > m_at - m_begin)
            m_out.append(m_in, m_begin, m_at - m_begin);
    }

    bool replace()
    {
        const size_t name = m_begin + 1;
        if (name >= m_in.size())
            return false;
        if (m_in[name] != '#')
            return replaceNamed(name);
        return name + 1 < m_at && replaceNumber(m_in.substr(name + 1, m_at - name - 1));
    }

    bool replaceNamed(size_t name)
    {
        const HtmlTables& tables = HtmlTables::builtIn();
        if (const Entity* entity = tables.entity(m_in.substr(name, m_at - name))) {
            m_out += entity->replacement;
            return true;
        }
        for (size_t length = 5; length >= 2; --length) {
            if (m_at - m_begin <= length)
                continue;
            const Entity* entity = tables.entity(m_in.substr(name, length));
            if (entity && entity->isPrefix) {
                m_out += entity->replacement;
                m_at = m_begin + length;
                return true;
            }
        }
        copyReference();
        return false;
    }

    bool replaceNumber(std::string_view digits)
    {
        const char kind = asciiLower(digits[0]);
        const auto number = kind == 'x' ? readNumber(digits.substr(1), 16)
            : kind == 'o'               ? readNumber(digits.substr(1), 8)
                                        : readNumber(digits, 10);
        if (!number) {
            if (room() >= m_at - m_begin)
                m_out.append(m_in, m_begin, m_at - m_begin);
            return false;
        }
        if (const auto known = HtmlTables::builtIn().character(*number)) {
            if (room() >= known->size())
                m_out += *known;
            return true;
        }
        appendCharacter(*number);
        return true;
    }

    void appendCharacter(int number)
    {
        const bool isCharacter = number > 0 && number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
        std::string bytes;
        if (isCharacter)
            appendUtf8(bytes, static_cast<char32_t>(number));
        if (isCharacter && bytes.size() <= room())
            m_out += bytes;
        else if (room() > badCharacter.size())
            m_out += badCharacter;
    }

    // A reference that the text ends in. The peer copies what it could not read once more where there is room.
    void finishReference()
    {
        m_at = replace() ? m_at + 1 : m_begin;
        if (m_at < m_in.size() && m_in.size() - m_at <= room())
            m_out.append(m_in, m_at);
    }

    void trimEnd()
    {
        const size_t before = m_out.size();
        while (!m_out.empty() && isAsciiSpace(m_out.back()))
            m_out.pop_back();
        if (m_out.size() < before)
            m_out += ' ';
    }

    std::string_view m_in;
    bool m_blanks;
    State m_state;
    std::string m_out;
    size_t m_at = 0;
    size_t m_begin = 0; // of the present reference
    bool m_hash = false;
    bool m_hex = false;
    Digits m_digits = Digits::None;
};

} // namespace

std::string decodeEntities(std::string_view text, bool blanks)
{
    // Most texts hold nothing to decode.
    if (!blanks && text.find('&') == std::string_view::npos)
        return std::string(text);
    return EntityDecoder(text, blanks).run();
}

} // namespace assay::fuzzy
