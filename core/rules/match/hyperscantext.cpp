// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/hyperscantext.h"

#include "core/base/ascii.h"
#include "core/rules/match/bytetables.h"
#include "core/rules/match/patterntext.h"

#include <algorithm>
#include <bitset>
#include <hs/hs_compile.h>
#include <optional>

namespace assay::rules {

namespace {

enum class Folding { None, Whole, Partly };

// The letters of a (?flags) or (?flags: group at `pos`, which is at its '('; empty when it is none.
std::string_view flagLetters(std::string_view text, size_t pos)
{
    if (text.substr(pos, 2) != "(?")
        return {};
    size_t end = pos + 2;
    while (end < text.size() && (isAsciiLetter(text[end]) || text[end] == '^' || text[end] == '-'))
        ++end;
    if (end == pos + 2 || end >= text.size() || (text[end] != ')' && text[end] != ':'))
        return {};
    return text.substr(pos + 2, end - pos - 2);
}

bool turnsOn(std::string_view letters, char flag)
{
    return letters.substr(0, letters.find('-')).find(flag) != std::string_view::npos;
}

// Whether the pattern starts with (?flags) that turns `flag` on for all of it.
bool leadingFlag(std::string_view text, char flag)
{
    const std::string_view letters = flagLetters(text, 0);
    return !letters.empty() && text[2 + letters.size()] == ')' && turnsOn(letters, flag);
}

// Whether caselessness holds for the whole pattern, for parts of it, or nowhere. Looks at anything that could be a flag
// group, so it may say Partly where a look into classes would tell better.
Folding foldingOf(std::string_view text, bool caselessFlag)
{
    const bool leading = leadingFlag(text, 'i');
    bool some = caselessFlag, changes = false;
    for (size_t pos = text.find("(?"); pos != std::string_view::npos; pos = text.find("(?", pos + 1)) {
        const std::string_view letters = flagLetters(text, pos);
        const bool on = turnsOn(letters, 'i');
        const bool off = letters.find('^') != std::string_view::npos
            || (letters.find('-') != std::string_view::npos
                && letters.find('i', letters.find('-')) != std::string_view::npos);
        some = some || on;
        changes = changes || (off && !on) || (on && !caselessFlag && !leading);
    }
    return !some ? Folding::None : changes ? Folding::Partly : Folding::Whole;
}

// Whether white space and comments of /x begin or end inside the pattern.
bool changesExtended(std::string_view text, bool extendedFlag)
{
    for (size_t pos = text.find("(?"); pos != std::string_view::npos; pos = text.find("(?", pos + 1)) {
        const std::string_view letters = flagLetters(text, pos);
        const bool leading = pos == 0 && leadingFlag(text, 'x');
        if (!leading && (letters.find('x') != std::string_view::npos || (extendedFlag && letters.substr(0, 1) == "^")))
            return true;
    }
    return false;
}

std::string hexEscape(uint8_t byte)
{
    static constexpr char digits[] = "0123456789abcdef";
    return {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
}

// Walks the pattern once and writes it anew.
class Translator
{
public:
    Translator(std::string_view text, Folding folding, bool extended)
        : m_in(text)
        , m_folding(folding)
        , m_extended(extended)
    {
        m_out.text.reserve(text.size() + 16);
    }

    HyperscanText run()
    {
        while (m_pos < m_in.size())
            step();
        return std::move(m_out);
    }

private:
    void step()
    {
        const char c = m_in[m_pos];
        if (c == '\\')
            escape();
        else if (c == '[')
            characterClass();
        else if (c == '(')
            group();
        else if (c == '#' && m_extended)
            m_pos = std::min(m_in.find('\n', m_pos), m_in.size());
        else {
            ++m_pos;
            plain(static_cast<uint8_t>(c));
        }
    }

    // A character as it stands outside classes.
    void plain(uint8_t byte)
    {
        const bool blankOfExtended = m_extended && isAsciiSpace(static_cast<char>(byte));
        if (blankOfExtended || (byte >= 0x20 && byte < 0x7F))
            m_out.text += static_cast<char>(byte);
        else
            literal(byte);
    }

    // A literal byte outside classes, with its other case where that is not Hyperscan's to know.
    void literal(uint8_t byte)
    {
        const uint8_t other = otherCaseOfByte(byte);
        if (byte < 0x80 || m_folding == Folding::None || other == byte) {
            m_out.text += hexEscape(byte);
            return;
        }
        m_out.text += '[' + hexEscape(byte) + hexEscape(other) + ']';
        noteApproximation();
    }

    void noteApproximation() { m_out.approximate = m_out.approximate || m_folding == Folding::Partly; }

    void escape()
    {
        if (m_in.substr(m_pos, 2) == "\\Q") {
            quoted();
            return;
        }
        if (m_in.substr(m_pos, 2) == "\\E") {
            m_pos += 2;
            return;
        }
        size_t end = m_pos;
        if (const std::optional<uint8_t> byte = byteEscape(end, false)) {
            m_pos = end;
            literal(*byte);
            return;
        }
        copyEscape();
    }

    // Copies an escape that stands for no single byte.
    void copyEscape()
    {
        const size_t length = std::min<size_t>(2, m_in.size() - m_pos);
        m_out.text.append(m_in.substr(m_pos, length));
        m_pos += length;
    }

    void quoted()
    {
        const size_t end = std::min(m_in.find("\\E", m_pos), m_in.size());
        for (m_pos += 2; m_pos < end; ++m_pos) {
            const auto byte = static_cast<uint8_t>(m_in[m_pos]);
            if (isAsciiAlnum(m_in[m_pos]))
                m_out.text += m_in[m_pos];
            else
                literal(byte);
        }
        m_pos = std::min(end + 2, m_in.size());
    }

    // The byte that the escape at m_pos names, if it names one by number or is a raw byte behind a backslash; sets
    // `end`.
    std::optional<uint8_t> byteEscape(size_t& end, bool inClass) const
    {
        if (m_pos + 1 >= m_in.size())
            return {};
        const char kind = m_in[m_pos + 1];
        const auto raw = static_cast<uint8_t>(kind);
        if (raw >= 0x7F || raw < 0x20) {
            end = m_pos + 2;
            return raw;
        }
        if (kind == 'x')
            return hexByte(end);
        if (kind == '0' || (kind >= '1' && kind <= '7' && (inClass || threeOctalDigits())))
            return octalByte(end);
        return {};
    }

    // Outside classes \ddd is a byte unless so many groups exist, which no sane pattern has.
    bool threeOctalDigits() const
    {
        const std::string_view digits = m_in.substr(m_pos + 1, 3);
        return digits.size() == 3
            && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '7'; });
    }

    std::optional<uint8_t> hexByte(size_t& end) const
    {
        size_t pos = m_pos + 2;
        const bool braces = pos < m_in.size() && m_in[pos] == '{';
        pos += braces;
        const size_t limit = braces ? m_in.find('}', pos) : std::min(pos + 2, m_in.size());
        if (limit == std::string_view::npos)
            return {};
        unsigned value = 0;
        for (; pos < limit && hexDigitValue(m_in[pos]) >= 0 && value < 256; ++pos)
            value = value * 16 + static_cast<unsigned>(hexDigitValue(m_in[pos]));
        if (value > 255 || (braces && pos != limit))
            return {};
        end = pos + braces;
        return static_cast<uint8_t>(value);
    }

    std::optional<uint8_t> octalByte(size_t& end) const
    {
        size_t pos = m_pos + 1;
        unsigned value = 0;
        for (; pos < m_in.size() && pos < m_pos + 4 && m_in[pos] >= '0' && m_in[pos] <= '7'; ++pos)
            value = value * 8 + static_cast<unsigned>(m_in[pos] - '0');
        if (value > 255)
            return {};
        end = pos;
        return static_cast<uint8_t>(value);
    }

    void characterClass()
    {
        copy(1);
        const bool negated = m_pos < m_in.size() && m_in[m_pos] == '^';
        if (negated)
            copy(1);
        // In a negated class of unclear case the other cases stay out: that class matches more, never less.
        const bool fold = m_folding == Folding::Whole || (m_folding == Folding::Partly && !negated);
        std::bitset<256> high;
        bool first = true;
        while (m_pos < m_in.size() && (first || m_in[m_pos] != ']')) {
            classItem(high);
            first = false;
        }
        addOtherCases(high, fold);
        copy(1);
    }

    // One item of a class; notes in `high` the bytes from C0 on that it names.
    void classItem(std::bitset<256>& high)
    {
        const size_t posixEnd = m_in.substr(m_pos, 2) == "[:" ? m_in.find(":]", m_pos + 2) : std::string_view::npos;
        if (posixEnd != std::string_view::npos && posixEnd - m_pos < 16) {
            copy(posixEnd + 2 - m_pos);
            return;
        }
        const std::optional<uint8_t> low = classByte();
        if (!low)
            return;
        uint8_t last = *low;
        if (m_pos + 1 < m_in.size() && m_in[m_pos] == '-' && m_in[m_pos + 1] != ']') {
            copy(1);
            last = classByte().value_or(*low);
        }
        for (unsigned byte = *low; byte <= last; ++byte)
            high.set(byte);
    }

    // Copies one character of a class and returns its byte; none when it stands for several (\w).
    std::optional<uint8_t> classByte()
    {
        const auto byte = static_cast<uint8_t>(m_in[m_pos]);
        if (byte != '\\') {
            ++m_pos;
            m_out.text += byte >= 0x20 && byte < 0x7F ? std::string(1, static_cast<char>(byte)) : hexEscape(byte);
            return byte;
        }
        size_t end = m_pos;
        if (const std::optional<uint8_t> named = byteEscape(end, true)) {
            m_pos = end;
            m_out.text += hexEscape(*named);
            return named;
        }
        const size_t at = m_pos;
        copyEscape();
        const bool several = at + 1 >= m_in.size() || isAsciiAlnum(m_in[at + 1]);
        return several ? std::nullopt : std::optional<uint8_t>(static_cast<uint8_t>(m_in[at + 1]));
    }

    void addOtherCases(const std::bitset<256>& named, bool fold)
    {
        if (m_folding == Folding::None)
            return;
        for (unsigned byte = 0xC0; byte < 256; ++byte) {
            const uint8_t other = otherCaseOfByte(static_cast<uint8_t>(byte));
            if (!named[byte] || named[other])
                continue;
            noteApproximation();
            if (fold)
                m_out.text += hexEscape(other);
        }
    }

    // At a '(': (?^flags: and (?^flags) are spelled without '^'.
    void group()
    {
        const std::string_view letters = flagLetters(m_in, m_pos);
        if (letters.empty() || letters[0] != '^') {
            copy(1);
            return;
        }
        const std::string on(letters.substr(1));
        m_out.text += "(?" + on + '-';
        for (const char flag : std::string_view("imsx")) {
            if (on.find(flag) == std::string::npos)
                m_out.text += flag;
        }
        m_pos += 2 + letters.size();
    }

    void copy(size_t length)
    {
        length = std::min(length, m_in.size() - m_pos);
        m_out.text.append(m_in.substr(m_pos, length));
        m_pos += length;
    }

    std::string_view m_in;
    size_t m_pos = 0;
    Folding m_folding;
    bool m_extended;
    HyperscanText m_out;
};

} // namespace

HyperscanText toHyperscanText(const Pattern& pattern)
{
    const PatternText perl = rewritePerlPattern(pattern.text, pattern.flags.extended);
    const bool extended = pattern.flags.extended || leadingFlag(perl.text, 'x');
    if (changesExtended(perl.text, extended))
        return {};
    HyperscanText result = Translator(perl.text, foldingOf(perl.text, pattern.flags.caseless), extended).run();
    result.usable = true;
    if (pattern.flags.extended)
        result.text.insert(0, "(?x)");
    result.flags = (pattern.flags.caseless ? HS_FLAG_CASELESS : 0) | (pattern.flags.dotAll ? HS_FLAG_DOTALL : 0)
        | (pattern.flags.multiline ? HS_FLAG_MULTILINE : 0);
    return result;
}

} // namespace assay::rules
