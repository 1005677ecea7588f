// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/patterntree.h"

#include "core/base/ascii.h"
#include "core/rules/match/bytetables.h"
#include "core/rules/match/patterntext.h"

#include <algorithm>

namespace assay::rules {

PatternTree PatternTree::ofBytes(const ByteSet& set)
{
    PatternTree tree;
    tree.kind = Kind::Bytes;
    tree.bytes = set;
    return tree;
}

namespace {

constexpr int maximumDepth = 200;
constexpr uint32_t maximumRepeat = 65535;

ByteSet setWhere(bool (*test)(char))
{
    ByteSet set;
    for (unsigned c = 0; c < 128; ++c)
        set.set(c, test(static_cast<char>(c)));
    return set;
}

bool isWord(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

std::optional<ByteSet> namedClass(std::string_view name)
{
    static constexpr struct
    {
        std::string_view name;
        bool (*test)(char);
    } classes[] = {
        {"alpha", isAsciiLetter},
        {"digit", isAsciiDigit},
        {"alnum", isAsciiAlnum},
        {"word", isWord},
        {"space", isAsciiSpace},
        {"blank", isBlank},
        {"upper", [](char c) { return c >= 'A' && c <= 'Z'; }},
        {"lower", [](char c) { return c >= 'a' && c <= 'z'; }},
        {"xdigit", [](char c) { return hexDigitValue(c) >= 0; }},
        {"cntrl", [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }},
        {"graph", [](char c) { return c > 0x20 && c < 0x7F; }},
        {"print", [](char c) { return c >= 0x20 && c < 0x7F; }},
        {"punct", [](char c) { return c > 0x20 && c < 0x7F && !isAsciiAlnum(c); }},
        {"ascii", [](char) { return true; }},
    };
    for (const auto& entry : classes) {
        if (entry.name == name)
            return setWhere(entry.test);
    }
    return {};
}

// The set of \d, \w and the like; none for other letters.
std::optional<ByteSet> escapeClass(char letter)
{
    switch (letter) {
    case 'd':
        return setWhere(isAsciiDigit);
    case 'D':
        return ~setWhere(isAsciiDigit);
    case 'w':
        return setWhere(isWord);
    case 'W':
        return ~setWhere(isWord);
    case 's':
        return setWhere(isAsciiSpace);
    case 'S':
        return ~setWhere(isAsciiSpace);
    case 'h':
        return setWhere(isBlank) | ByteSet().set(0xA0);
    case 'H':
        return ~(setWhere(isBlank) | ByteSet().set(0xA0));
    case 'v':
        return ByteSet().set('\n').set('\v').set('\f').set('\r').set(0x85);
    case 'V':
        return ~ByteSet().set('\n').set('\v').set('\f').set('\r').set(0x85);
    case 'N':
        return ~ByteSet().set('\n');
    default:
        return {};
    }
}

struct Flags
{
    bool caseless = false, dotAll = false;
};

// Recursive descent. A failure sets m_failed and makes everything return at once.
class Parser
{
public:
    Parser(std::string_view text, Flags flags)
        : m_in(text)
        , m_flags(flags)
    {
    }

    std::optional<PatternTree> run()
    {
        PatternTree tree = choice(0);
        if (m_failed || m_pos != m_in.size())
            return {};
        return tree;
    }

private:
    bool atEnd() const { return m_failed || m_pos >= m_in.size(); }
    char peek(size_t ahead = 0) const { return m_pos + ahead < m_in.size() ? m_in[m_pos + ahead] : '\0'; }
    bool take(std::string_view text)
    {
        if (m_in.substr(m_pos, text.size()) != text)
            return false;
        m_pos += text.size();
        return true;
    }
    PatternTree fail()
    {
        m_failed = true;
        return {};
    }

    PatternTree choice(int depth)
    {
        if (depth > maximumDepth)
            return fail();
        const Flags outer = m_flags;
        PatternTree tree;
        tree.kind = PatternTree::Kind::Choice;
        do
            tree.children.push_back(sequence(depth));
        while (!m_failed && take("|"));
        m_flags = outer;
        return tree.children.size() == 1 ? std::move(tree.children.front()) : std::move(tree);
    }

    PatternTree sequence(int depth)
    {
        PatternTree tree;
        while (!atEnd() && peek() != '|' && peek() != ')') {
            PatternTree part = atom(depth);
            quantify(part);
            if (part.kind != PatternTree::Kind::Sequence || !part.children.empty())
                tree.children.push_back(std::move(part));
        }
        return tree;
    }

    void quantify(PatternTree& part)
    {
        uint32_t least = 0, most = 0;
        while (!atEnd() && quantifier(least, most)) {
            if (!take("?"))
                take("+");
            PatternTree repeat;
            repeat.kind = PatternTree::Kind::Repeat;
            repeat.least = least;
            repeat.most = most;
            repeat.children.push_back(std::move(part));
            part = std::move(repeat);
        }
    }

    bool quantifier(uint32_t& least, uint32_t& most)
    {
        most = PatternTree::unlimited;
        least = peek() == '+';
        if (take("*") || take("+"))
            return true;
        if (take("?")) {
            most = 1;
            return true;
        }
        const size_t end = peek() == '{' ? m_in.find('}', m_pos) : std::string_view::npos;
        if (end == std::string_view::npos || !bounds(m_in.substr(m_pos + 1, end - m_pos - 1), least, most))
            return false;
        m_pos = end + 1;
        return true;
    }

    // n or n, or n,m
    static bool bounds(std::string_view text, uint32_t& least, uint32_t& most)
    {
        const size_t comma = text.find(',');
        if (!number(text.substr(0, comma), least))
            return false;
        most = least;
        if (comma == std::string_view::npos)
            return true;
        most = PatternTree::unlimited;
        return comma + 1 == text.size() || number(text.substr(comma + 1), most);
    }

    static bool number(std::string_view text, uint32_t& value)
    {
        value = 0;
        for (const char c : text) {
            if (!isAsciiDigit(c) || value > maximumRepeat)
                return false;
            value = value * 10 + static_cast<uint32_t>(c - '0');
        }
        return !text.empty();
    }

    PatternTree atom(int depth)
    {
        const char c = peek();
        if (c == '(')
            return group(depth);
        if (c == '[')
            return PatternTree::ofBytes(characterClass());
        if (c == '\\')
            return escape();
        ++m_pos;
        if (c == '^' || c == '$')
            return {};
        if (c == '.')
            return PatternTree::ofBytes(m_flags.dotAll ? ~ByteSet() : ~ByteSet().set('\n'));
        if (c == '*' || c == '+' || c == '?')
            return fail();
        return PatternTree::ofBytes(folded(ByteSet().set(static_cast<uint8_t>(c))));
    }

    ByteSet folded(ByteSet set) const
    {
        for (unsigned c = 0; m_flags.caseless && c < 256; ++c) {
            if (set[c])
                set.set(otherCaseOfByte(static_cast<uint8_t>(c)));
        }
        return set;
    }

    PatternTree group(int depth)
    {
        if (take("(?#")) {
            m_pos = std::min(m_in.find(')', m_pos), m_in.size() - 1) + 1;
            return {};
        }
        bool dropped = false;
        if (take("(?=") || take("(?!") || take("(?<=") || take("(?<!"))
            dropped = true;
        else if (take("(?<") || take("(?P<") || take("(?'"))
            skipName();
        else if (take("(?>") || take("(?|")) { // a group as any other
        } else if (peek(1) == '?')
            return flagGroup(depth);
        else if (peek(1) == '*')
            return fail();
        else
            ++m_pos;
        PatternTree inside = choice(depth + 1);
        if (!take(")"))
            return fail();
        return dropped ? PatternTree{} : std::move(inside);
    }

    void skipName()
    {
        while (!atEnd() && isWord(peek()))
            ++m_pos;
        if (!take(">") && !take("'"))
            m_failed = true;
    }

    // (?flags) and (?flags:...); anything else behind (? is not for us.
    PatternTree flagGroup(int depth)
    {
        m_pos += 2;
        const Flags outer = m_flags;
        bool on = true;
        for (; !atEnd() && peek() != ')' && peek() != ':'; ++m_pos) {
            const char flag = peek();
            if (flag == '^')
                m_flags = {};
            else if (flag == '-')
                on = false;
            else if (flag == 'i')
                m_flags.caseless = on;
            else if (flag == 's')
                m_flags.dotAll = on;
            else if (flag == 'x' ? on : flag != 'm' && flag != 'n')
                return fail();
        }
        if (take(")"))
            return {}; // until the end of the group around it
        if (!take(":"))
            return fail();
        PatternTree inside = choice(depth + 1);
        m_flags = outer;
        return take(")") ? std::move(inside) : fail();
    }

    PatternTree anything()
    {
        PatternTree tree;
        tree.kind = PatternTree::Kind::Anything;
        return tree;
    }

    PatternTree escape()
    {
        if (take("\\Q"))
            return quoted();
        if (take("\\E"))
            return {};
        const char letter = peek(1);
        if (letter == 'b' && peek(2) != '{') {
            m_pos += 2;
            PatternTree edge;
            edge.kind = PatternTree::Kind::WordEdge;
            return edge;
        }
        if (std::string_view("BAzZG").find(letter) != std::string_view::npos) {
            m_pos += 2;
            return {};
        }
        if (letter == 'R') {
            m_pos += 2;
            return newline();
        }
        if (letter == 'g' || letter == 'k')
            return namedReference();
        if (letter >= '1' && letter <= '9')
            return numbered();
        if (const std::optional<ByteSet> set = escapeClass(letter)) {
            m_pos += 2;
            return PatternTree::ofBytes(*set);
        }
        const std::optional<uint8_t> byte = byteEscape();
        return byte ? PatternTree::ofBytes(folded(ByteSet().set(*byte))) : fail();
    }

    PatternTree quoted()
    {
        PatternTree tree;
        for (; !atEnd() && !take("\\E"); ++m_pos)
            tree.children.push_back(PatternTree::ofBytes(folded(ByteSet().set(static_cast<uint8_t>(peek())))));
        return tree;
    }

    // Any one line end: one byte, or CR LF.
    PatternTree newline()
    {
        PatternTree repeat;
        repeat.kind = PatternTree::Kind::Repeat;
        repeat.least = 1;
        repeat.most = 2;
        repeat.children.push_back(PatternTree::ofBytes(*escapeClass('v')));
        return repeat;
    }

    PatternTree namedReference()
    {
        const std::string_view closers = "}>'";
        const std::string_view openers = "{<'";
        const size_t kind = openers.find(peek(2));
        const size_t end = kind == std::string_view::npos ? kind : m_in.find(closers[kind], m_pos + 3);
        if (end == std::string_view::npos || m_in[m_pos + 1] == 'g') // \g<name> is a call
            return fail();
        m_pos = end + 1;
        return anything();
    }

    // \1 is a reference; longer numbers may be octal bytes, which is not decided here.
    PatternTree numbered()
    {
        if (isAsciiDigit(peek(2)))
            return fail();
        m_pos += 2;
        return anything();
    }

    // A single byte behind a backslash; none for letters that mean something else.
    std::optional<uint8_t> byteEscape()
    {
        const char letter = peek(1);
        static constexpr std::string_view letters = "tnrfea", bytes = "\t\n\r\f\x1b\a";
        if (letter == 'x')
            return hexByte();
        if (letter == '0')
            return octalByte();
        const size_t simple = letters.find(letter);
        if (m_pos + 1 >= m_in.size() || (isAsciiAlnum(letter) && simple == std::string_view::npos))
            return {};
        m_pos += 2;
        return static_cast<uint8_t>(simple == std::string_view::npos ? letter : bytes[simple]);
    }

    std::optional<uint8_t> hexByte()
    {
        const bool braces = peek(2) == '{';
        size_t pos = m_pos + 2 + braces;
        const size_t limit = braces ? m_in.find('}', pos) : std::min(pos + 2, m_in.size());
        unsigned value = 0;
        for (; pos < limit && pos < m_in.size() && hexDigitValue(m_in[pos]) >= 0 && value < 256; ++pos)
            value = value * 16 + static_cast<unsigned>(hexDigitValue(m_in[pos]));
        if (value > 255 || (braces && pos != limit))
            return {};
        m_pos = pos + braces;
        return static_cast<uint8_t>(value);
    }

    std::optional<uint8_t> octalByte()
    {
        unsigned value = 0;
        ++m_pos;
        for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; ++i, ++m_pos)
            value = value * 8 + static_cast<unsigned>(peek() - '0');
        return value > 255 ? std::nullopt : std::optional<uint8_t>(static_cast<uint8_t>(value));
    }

    ByteSet characterClass()
    {
        ++m_pos;
        const bool negated = take("^");
        ByteSet set;
        for (bool first = true; !atEnd() && (first || peek() != ']'); first = false)
            classItem(set);
        if (!take("]"))
            m_failed = true;
        set = folded(set);
        return negated ? ~set : set;
    }

    void classItem(ByteSet& set)
    {
        if (take("[:")) {
            const size_t end = std::min(m_in.find(":]", m_pos), m_in.size());
            const bool negated = take("^");
            const std::optional<ByteSet> named = namedClass(m_in.substr(m_pos, end - m_pos));
            m_failed = m_failed || !named;
            set |= named ? (negated ? ~*named : *named) : ByteSet();
            m_pos = std::min(end + 2, m_in.size());
            return;
        }
        if (peek() == '\\') {
            if (const std::optional<ByteSet> several = escapeClass(peek(1)); several && peek(1) != 'N') {
                set |= *several;
                m_pos += 2;
                return;
            }
        }
        const std::optional<uint8_t> low = classByte();
        std::optional<uint8_t> high = low;
        if (low && peek() == '-' && peek(1) != ']' && m_pos + 1 < m_in.size()) {
            // A class behind the dash makes it a plain character.
            if (peek(1) == '\\' && escapeClass(peek(2)))
                return addRange(set, low, low);
            ++m_pos;
            high = classByte();
        }
        addRange(set, low, high);
    }

    void addRange(ByteSet& set, std::optional<uint8_t> low, std::optional<uint8_t> high)
    {
        if (!low || !high || *low > *high) {
            m_failed = true;
            return;
        }
        for (unsigned byte = *low; byte <= *high; ++byte)
            set.set(byte);
    }

    std::optional<uint8_t> classByte()
    {
        if (peek() != '\\')
            return static_cast<uint8_t>(m_in[m_pos++]);
        if (take("\\b"))
            return uint8_t{8};
        if (peek(1) >= '1' && peek(1) <= '7')
            return octalByte();
        return byteEscape();
    }

    std::string_view m_in;
    size_t m_pos = 0;
    Flags m_flags;
    bool m_failed = false;
};

} // namespace

std::optional<PatternTree> parsePatternTree(const Pattern& pattern)
{
    if (pattern.flags.utf || pattern.flags.extended)
        return {};
    const PatternText text = rewritePerlPattern(pattern.text);
    return Parser(text.text, {pattern.flags.caseless, pattern.flags.dotAll}).run();
}

} // namespace assay::rules
