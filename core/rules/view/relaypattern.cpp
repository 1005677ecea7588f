// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relaypattern.h"

#include "core/base/ascii.h"
#include "core/rules/view/relayaddress.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace assay::rules {
namespace {

constexpr unsigned stepLimit = 200'000;

bool isWordCharacter(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

bool isWordBoundary(std::string_view text, size_t at)
{
    const bool before = at > 0 && isWordCharacter(text[at - 1]);
    const bool after = at < text.size() && isWordCharacter(text[at]);
    return before != after;
}

bool notSpace(char c)
{
    return !isAsciiSpace(c);
}
bool any(char)
{
    return true;
}
bool notClosing(char c)
{
    return c != ')';
}
bool notBracketOrSpace(char c)
{
    return c != ' ' && c != '(' && c != ')';
}
bool notAtOrSpace(char c)
{
    return c != '@' && !isAsciiSpace(c);
}
bool notDot(char c)
{
    return c != '.';
}
bool notSemicolonOrSpace(char c)
{
    return c != ';' && !isAsciiSpace(c);
}

bool endsWithin(std::string_view text, std::string_view ending)
{
    return text.size() > ending.size() && text.substr(text.size() - ending.size()) == ending;
}

bool hasDotInside(std::string_view text)
{
    return text.size() > 2 && text.substr(1, text.size() - 2).find('.') != std::string_view::npos;
}

using Field = std::string_view RelayCaptures::*;

// A mark that takes a run of bytes of one kind.
struct Run
{
    char mark;
    bool (*takes)(char);
    size_t least, most;
    bool shortestFirst;
    Field field;
};

constexpr size_t unbounded = static_cast<size_t>(-1);
constexpr Run runs[] = {
    {'h', notSpace, 1, unbounded, false, &RelayCaptures::helo},
    {'r', notSpace, 1, unbounded, false, &RelayCaptures::rdns},
    {'b', notSpace, 1, unbounded, false, &RelayCaptures::by},
    {'d', notSpace, 1, unbounded, false, &RelayCaptures::ident},
    {'w', notSpace, 1, unbounded, false, nullptr},
    {'H', notSpace, 0, unbounded, false, &RelayCaptures::helo},
    {'D', notSpace, 0, unbounded, false, &RelayCaptures::ident},
    {'W', notSpace, 0, unbounded, false, nullptr},
    {'q', notSpace, 3, unbounded, false, &RelayCaptures::rdns},
    {'B', notSpace, 1, unbounded, false, &RelayCaptures::by},
    {'k', notSpace, 1, unbounded, true, &RelayCaptures::id},
    {'y', notSpace, 1, unbounded, false, &RelayCaptures::by},
    {'m', notSpace, 1, unbounded, false, &RelayCaptures::by},
    {'?', any, 0, unbounded, true, nullptr},
    {'*', any, 0, unbounded, false, nullptr},
    {'+', any, 1, unbounded, false, nullptr},
    {'s', any, 0, unbounded, true, &RelayCaptures::details},
    {'S', notClosing, 1, unbounded, false, &RelayCaptures::details},
    {'M', notClosing, 0, unbounded, false, nullptr},
    {'n', notClosing, 1, unbounded, false, nullptr},
    {'F', notClosing, 0, unbounded, false, &RelayCaptures::helo},
    {'Q', notBracketOrSpace, 0, unbounded, false, &RelayCaptures::helo},
    {'z', notClosing, 0, 40, false, nullptr},
    {'C', any, 0, 100, false, nullptr},
    {'g', any, 10, 80, false, nullptr},
    {'u', notAtOrSpace, 1, unbounded, false, nullptr},
    {'G', notDot, 1, unbounded, false, nullptr},
    {'v', notSemicolonOrSpace, 1, unbounded, false, nullptr},
    {'N', isAsciiDigit, 1, unbounded, false, nullptr},
    {'a', isAsciiLetter, 1, 1, false, nullptr},
};

const Run* findRun(char mark)
{
    // One look-up a mark: the table is turned into an index once.
    static const std::array<const Run*, 128> index = [] {
        std::array<const Run*, 128> made = {};
        for (const Run& run : runs)
            made[static_cast<size_t>(run.mark)] = &run;
        return made;
    }();
    return static_cast<unsigned char>(mark) < 128 ? index[static_cast<size_t>(mark)] : nullptr;
}

// What else the taken text must be.
bool fits(char mark, std::string_view text, size_t from, size_t end)
{
    switch (mark) {
    case 'q':
        return hasDotInside(text.substr(from, end - from));
    case 'B':
        return isWordBoundary(text, end);
    case 'y':
        return endsWithin(text.substr(from, end - from), ".yahoo.com");
    case 'm':
        return endsWithin(text.substr(from, end - from), ".hotmail.msn.com");
    default:
        return true;
    }
}

// "( (...))* with [...] SMTP" or QMQP, not followed by an id: with one it would be a field of sendmail.
bool isQmailTail(std::string_view rest)
{
    constexpr std::string_view with = " with ";
    for (size_t at = rest.find(with); at != std::string_view::npos; at = rest.find(with, at + 1)) {
        const bool commented = at >= 4 && rest.substr(0, 2) == " (" && rest[at - 1] == ')';
        if (at != 0 && !commented)
            continue;
        const std::string_view protocol = rest.substr(at + with.size());
        for (std::string_view name : {"SMTP", "QMQP"}) {
            for (size_t found = protocol.find(name); found != std::string_view::npos;
                 found = protocol.find(name, found + 1)) {
                const bool begins = found == 0 || protocol[found - 1] == ' ';
                if (begins && protocol.substr(found + name.size(), 4) != " id ")
                    return true;
            }
        }
    }
    return false;
}

class PatternMatch
{
public:
    PatternMatch(std::string_view text, RelayCaptures& captures)
        : m_text(text)
        , m_captures(captures)
    {
    }

    bool match(std::string_view pattern, size_t at)
    {
        while (!pattern.empty()) {
            if (++m_steps > stepLimit)
                return false;
            if (pattern[0] != '%') {
                if (at >= m_text.size() || m_text[at] != pattern[0])
                    return false;
                ++at;
                pattern.remove_prefix(1);
                continue;
            }
            const char mark = pattern[1];
            pattern.remove_prefix(2);
            if (const Run* run = findRun(mark))
                return matchRun(*run, pattern, at);
            switch (mark) {
            case '(':
                return matchGroup(pattern, at);
            case 'L':
                return matchLocalHost(pattern, at);
            case 'E':
                if (!takeWord({"HELO", "EHLO"}, at))
                    return false;
                break;
            case 'X':
                if (!takeWord({"ESMTP", "SMTP"}, at))
                    return false;
                break;
            case 'A':
                if (!takeAuth(at))
                    return false;
                break;
            case 'i':
            case 'I':
            case 'J':
                if (!takeAddress(mark, at))
                    return false;
                break;
            default:
                if (!takeSmall(mark, at))
                    return false;
            }
        }
        return true;
    }

private:
    bool matchRun(const Run& run, std::string_view pattern, size_t at)
    {
        size_t available = 0;
        while (available < run.most && at + available < m_text.size() && run.takes(m_text[at + available]))
            ++available;
        if (available < run.least)
            return false;
        const bool literalNext = !pattern.empty() && pattern[0] != '%';
        for (size_t tried = 0; tried <= available - run.least; ++tried) {
            const size_t end = at + (run.shortestFirst ? run.least + tried : available - tried);
            if (literalNext && (end >= m_text.size() || m_text[end] != pattern[0]))
                continue;
            if (!fits(run.mark, m_text, at, end))
                continue;
            if (match(pattern, end)) {
                if (run.field)
                    m_captures.*run.field = m_text.substr(at, end - at);
                return true;
            }
            if (m_steps > stepLimit)
                return false;
        }
        return false;
    }

    bool matchGroup(std::string_view pattern, size_t at)
    {
        if (match(pattern, at))
            return true;
        const size_t close = pattern.find("%)");
        return match(pattern.substr(close + 2), at);
    }

    bool matchLocalHost(std::string_view pattern, size_t at)
    {
        const size_t length = localHostLength(m_text, at);
        if (length == 0)
            return false;
        constexpr size_t shortLength = 9; // "localhost" of "localhost.localdomain"
        return match(pattern, at + length)
            || (length > shortLength && startsWithIgnoringCase(m_text.substr(at), "localhost")
                && match(pattern, at + shortLength));
    }

    bool takeWord(std::initializer_list<std::string_view> words, size_t& at)
    {
        for (std::string_view word : words) {
            if (m_text.substr(std::min(at, m_text.size()), word.size()) == word) {
                at += word.size();
                return true;
            }
        }
        return false;
    }

    bool takeAuth(size_t& at)
    {
        const size_t from = at;
        if (!takeWord({"LOGIN", "PLAIN", "DIGEST-MD5", "CRAM-MD5"}, at))
            return false;
        m_captures.auth = m_text.substr(from, at - from);
        return true;
    }

    bool takeAddress(char mark, size_t& at)
    {
        const size_t length = addressLength(m_text, at);
        if (length == 0)
            return false;
        const char next = at + length < m_text.size() ? m_text[at + length] : ' ';
        if (mark == 'J' && (next == '.' || next == '-' || !isWordBoundary(m_text, at + length)))
            return false;
        if (mark != 'I')
            m_captures.ip = m_text.substr(at, length);
        at += length;
        return true;
    }

    bool takeSmall(char mark, size_t& at)
    {
        const char c = at < m_text.size() ? m_text[at] : '\0';
        switch (mark) {
        case ')':
            return true;
        case 'o':
            at += c == '[';
            return true;
        case 'c':
            at += c == ']';
            return true;
        case 'P':
            return (c == '.' || c == ':') && ++at;
        case 'Z':
            takeZone(at);
            return true;
        case '|':
            return isWordBoundary(m_text, at);
        case '$':
            return at == m_text.size();
        case 'T':
            return isQmailTail(m_text.substr(at));
        default:
            return false;
        }
    }

    void takeZone(size_t& at) const
    {
        if (at >= m_text.size() || m_text[at] != '%')
            return;
        const auto inZone = [](char c) {
            return isAsciiDigit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '~' || c == '-';
        };
        for (++at; at < m_text.size() && inZone(m_text[at]);)
            ++at;
    }

    std::string_view m_text;
    RelayCaptures& m_captures;
    unsigned m_steps = 0;
};

} // namespace

bool matchRelayPattern(std::string_view pattern, std::string_view text, RelayCaptures& captures)
{
    captures = {};
    return PatternMatch(text, captures).match(pattern, 0);
}

} // namespace assay::rules
