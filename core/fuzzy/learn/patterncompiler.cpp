// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/learn/luapattern.h"

#include "core/base/ascii.h"

#include <type_traits>

namespace assay::fuzzy {
namespace {

using Kind = PatternItem::Kind;
using Count = PatternItem::Count;
using Bytes = std::bitset<256>;

static_assert(std::is_trivially_destructible_v<PatternItem> && std::is_trivially_destructible_v<PatternMatch>);

bool isInClass(uint8_t byte, char name)
{
    const bool isPrintable = byte > ' ' && byte < 0x7F;
    const char c = static_cast<char>(byte);
    switch (name) {
    case 'a':
        return isAsciiLetter(c);
    case 'c':
        return byte < ' ' || byte == 0x7F;
    case 'd':
        return isAsciiDigit(c);
    case 'g':
        return isPrintable;
    case 'l':
        return c >= 'a' && c <= 'z';
    case 'p':
        return isPrintable && !isAsciiAlnum(c);
    case 's':
        return c == ' ' || (c >= '\t' && c <= '\r');
    case 'u':
        return c >= 'A' && c <= 'Z';
    case 'w':
        return isAsciiAlnum(c);
    default: // 'x'
        return hexDigitValue(c) >= 0;
    }
}

// What stands behind a "%": a class, its complement in upper case, or the character itself.
Bytes escaped(char c)
{
    constexpr std::string_view classes = "acdglpsuwx";
    Bytes bytes;
    const char name = asciiLower(c);
    if (!isAsciiLetter(c) || classes.find(name) == std::string_view::npos)
        return bytes.set(static_cast<uint8_t>(c));
    for (unsigned i = 0; i < 256; ++i)
        bytes[i] = isInClass(static_cast<uint8_t>(i), name);
    return c == name ? bytes : ~bytes;
}

class Compiler
{
public:
    Compiler(std::string_view text, PatternItem* items)
        : m_text(text)
        , m_items(items)
    {
    }

    const char* run(Pattern& pattern, bool anchors)
    {
        pattern.isAnchored = anchors && !m_text.empty() && m_text[0] == '^';
        m_at = pattern.isAnchored ? 1 : 0;
        while (m_at < m_text.size() && !m_fault)
            readItem();
        if (!m_fault && m_open > 0)
            m_fault = "unfinished capture";
        pattern.items = m_items;
        pattern.count = m_count;
        pattern.captures = m_captures;
        return m_fault;
    }

private:
    char peek(size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    bool has(size_t ahead) const { return m_at + ahead < m_text.size(); }
    PatternItem& add(Kind kind)
    {
        PatternItem& item = m_items[m_count++];
        item = PatternItem();
        item.kind = kind;
        return item;
    }

    void readItem()
    {
        switch (peek()) {
        case '(':
            return readOpen();
        case ')':
            return readClose();
        case '$':
            if (!has(1)) {
                add(Kind::End);
                ++m_at;
                return;
            }
            break;
        case '%':
            if (peek(1) == 'b' && has(1))
                return readBalance();
            if (peek(1) == 'f' && has(1))
                return readFrontier();
            if (has(1) && isAsciiDigit(peek(1)))
                return readRepeat();
            break;
        default:
            break;
        }
        const Bytes bytes = readSet();
        PatternItem& item = add(Kind::Set);
        item.bytes = bytes;
        item.count = readCount();
    }

    void readOpen()
    {
        if (m_captures == mostCaptures) {
            m_fault = "too many captures";
            return;
        }
        const bool isPosition = peek(1) == ')' && has(1);
        m_isOpen[m_captures] = !isPosition;
        m_open += isPosition ? 0 : 1;
        add(isPosition ? Kind::OpenPosition : Kind::Open).first = static_cast<uint8_t>(m_captures++);
        m_at += isPosition ? 2 : 1;
    }

    void readClose()
    {
        unsigned last = m_captures;
        while (last > 0 && !m_isOpen[last - 1])
            --last;
        if (last == 0) {
            m_fault = "invalid pattern capture";
            return;
        }
        m_isOpen[last - 1] = false;
        --m_open;
        add(Kind::Close).first = static_cast<uint8_t>(last - 1);
        ++m_at;
    }

    void readBalance()
    {
        if (!has(3)) {
            m_fault = "missing arguments to '%b'";
            return;
        }
        PatternItem& item = add(Kind::Balance);
        item.first = static_cast<uint8_t>(peek(2));
        item.second = static_cast<uint8_t>(peek(3));
        m_at += 4;
    }

    void readFrontier()
    {
        m_at += 2;
        if (peek() != '[') {
            m_fault = "missing '[' after '%f' in pattern";
            return;
        }
        const Bytes bytes = readSet();
        add(Kind::Frontier).bytes = bytes;
    }

    void readRepeat()
    {
        const unsigned number = static_cast<unsigned>(peek(1) - '0');
        if (number == 0 || number > m_captures || m_isOpen[number - 1]) {
            m_fault = "invalid capture index in pattern";
            return;
        }
        add(Kind::Repeat).first = static_cast<uint8_t>(number - 1);
        m_at += 2;
    }

    Count readCount()
    {
        constexpr std::string_view marks = "?*+-";
        constexpr std::array<Count, 4> counts = {Count::Optional, Count::Most, Count::MostOfOne, Count::Fewest};
        const size_t mark = m_at < m_text.size() ? marks.find(peek()) : std::string_view::npos;
        if (mark == std::string_view::npos)
            return Count::One;
        ++m_at;
        return counts[mark];
    }

    // One byte, a class or a list in brackets.
    Bytes readSet()
    {
        const char c = peek();
        ++m_at;
        if (c == '.')
            return Bytes().set();
        if (c == '%')
            return readEscape("malformed pattern (ends with '%')");
        return c == '[' ? readList() : Bytes().set(static_cast<uint8_t>(c));
    }

    Bytes readEscape(const char* fault)
    {
        if (m_at >= m_text.size()) {
            m_fault = fault;
            return {};
        }
        return escaped(m_text[m_at++]);
    }

    Bytes readList()
    {
        constexpr const char* unfinished = "malformed pattern (missing ']')";
        Bytes bytes;
        const bool isComplement = peek() == '^';
        m_at += isComplement ? 1 : 0;
        bool isFirst = true; // a "]" that comes first is one of the list
        for (; !m_fault; isFirst = false) {
            if (m_at >= m_text.size()) {
                m_fault = unfinished;
            } else if (peek() == ']' && !isFirst) {
                ++m_at;
                break;
            } else if (peek() == '%') {
                ++m_at;
                bytes |= readEscape(unfinished);
            } else if (peek(1) == '-' && has(2) && peek(2) != ']') {
                for (unsigned i = static_cast<uint8_t>(peek()); i <= static_cast<uint8_t>(peek(2)); ++i)
                    bytes.set(i);
                m_at += 3;
            } else {
                bytes.set(static_cast<uint8_t>(peek()));
                ++m_at;
            }
        }
        return isComplement ? ~bytes : bytes;
    }

    std::string_view m_text;
    PatternItem* m_items;
    size_t m_at = 0, m_count = 0;
    unsigned m_captures = 0, m_open = 0;
    std::array<bool, mostCaptures> m_isOpen = {};
    const char* m_fault = nullptr;
};

} // namespace

const char* compilePattern(std::string_view text, bool anchors, PatternItem* items, Pattern& pattern)
{
    return Compiler(text, items).run(pattern, anchors);
}

} // namespace assay::fuzzy
