// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/headers.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

// Finds the empty line. What counts as one beside odd line ends and lines of blanks decides what is hashed, so the
// states are the peer's.
class EndFinder
{
public:
    explicit EndFinder(std::string_view text)
        : m_text(text)
    {
    }

    std::optional<HeaderEnd> run()
    {
        while (m_at < m_text.size()) {
            if (m_state == State::BreakLf)
                return HeaderEnd{m_mark, m_at};
            if (step(m_text[m_at]))
                return HeaderEnd{m_at, m_at + 1};
        }
        if (m_state == State::BreakLf)
            return HeaderEnd{m_mark, m_at};
        return std::nullopt;
    }

private:
    enum class State { Other, Cr, Lf, Break, BreakCr, BreakLf, Blanks };

    bool go(State state)
    {
        m_state = state;
        ++m_at;
        return false;
    }
    bool goFrom(State state)
    {
        m_mark = m_at;
        return go(state);
    }
    char ahead(size_t count) const { return m_at + count < m_text.size() ? m_text[m_at + count] : '\0'; }

    // True when the header ends here.
    bool step(char c)
    {
        switch (m_state) {
        case State::Other:
            return go(c == '\r' ? State::Cr : c == '\n' ? State::Lf : State::Other);
        case State::Cr:
            return afterCr(c);
        case State::Lf:
            if (c == '\n')
                return true;
            if (c == '\r') {
                m_state = State::Break;
                return false;
            }
            return isAsciiSpace(c) ? goFrom(State::Blanks) : go(State::Other);
        case State::Break:
        case State::BreakCr:
            return afterBreak(c);
        case State::Blanks:
            return afterBlanks(c);
        case State::BreakLf:
            break;
        }
        return false;
    }

    bool afterCr(char c)
    {
        if (c == '\r') {
            if (ahead(1) != '\n')
                return true;
            return go(State::Lf);
        }
        if (c == '\n')
            return go(State::Lf);
        return isAsciiSpace(c) ? goFrom(State::Blanks) : go(State::Other);
    }

    bool afterBreak(char c)
    {
        if (m_state == State::Break && (c == '\r' || c == '\n'))
            return goFrom(c == '\r' ? State::BreakCr : State::BreakLf);
        if (c == '\r' || c == '\n')
            return go(c == '\r' ? State::BreakCr : State::BreakLf);
        return isAsciiSpace(c) ? goFrom(State::Blanks) : go(State::Other);
    }

    bool afterBlanks(char c)
    {
        if (c == ' ' || c == '\t')
            return go(State::Blanks);
        if (c == '\r') {
            if (m_text.size() - m_at <= 2)
                return true;
            if (ahead(1) == '\n' && isAsciiSpace(ahead(2)))
                return goFrom(State::Cr);
            return isAsciiSpace(ahead(1)) ? go(State::Blanks) : goFrom(State::Cr);
        }
        if (c == '\n') {
            if (m_text.size() - m_at <= 1)
                return true;
            return goFrom(isBlank(ahead(1)) ? State::Blanks : State::Lf);
        }
        return go(State::Other);
    }

    std::string_view m_text;
    size_t m_at = 0;
    size_t m_mark = 0;
    State m_state = State::Other;
};

bool isLineEnd(char c)
{
    return c == '\r' || c == '\n';
}

size_t skipLine(std::string_view block, size_t at)
{
    while (at < block.size() && !isLineEnd(block[at]))
        ++at;
    if (at >= block.size())
        return at;
    const char other = block[at] == '\r' ? '\n' : '\r';
    ++at;
    return at < block.size() && block[at] == other ? at + 1 : at;
}

// The end of a value that begins at `at`: behind the line ends after which no blank follows.
size_t valueEnd(std::string_view block, size_t at)
{
    while (at < block.size()) {
        if (!isLineEnd(block[at])) {
            ++at;
            continue;
        }
        bool folded = false;
        for (; at < block.size() && (isLineEnd(block[at]) || isBlank(block[at])); ++at)
            folded = isBlank(block[at]);
        if (!folded)
            break;
    }
    return at;
}

std::string unfolded(std::string_view raw)
{
    std::string value;
    bool inFold = false;
    for (const char c : raw) {
        if (inFold && isAsciiSpace(c))
            continue;
        inFold = isLineEnd(c);
        if (inFold)
            value += ' ';
        else if (c != '\0')
            value += c;
    }
    if (!value.empty() && value.back() == ' ')
        value.pop_back();
    const auto first = std::find_if(value.begin(), value.end(), [](char c) { return !isAsciiSpace(c); });
    value.erase(value.begin(), first);
    return value;
}

} // namespace

std::optional<HeaderEnd> findHeaderEnd(std::string_view text)
{
    return EndFinder(text).run();
}

bool looksLikeHeaders(std::string_view text)
{
    constexpr size_t looked = 76;
    text = text.substr(0, looked);
    const size_t colon = text.find(':');
    const auto name = text.substr(0, colon);
    if (colon == std::string_view::npos
        || !std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F; }))
        return false;
    const auto value = text.substr(colon + 1);
    return std::any_of(value.begin(), value.end(), [](char c) { return !isAsciiSpace(c); });
}

HeaderFields readHeaders(std::string_view block)
{
    HeaderFields fields;
    for (size_t at = 0; at < block.size();) {
        const size_t begin = at;
        if (!isAsciiLetter(block[at])) {
            at = skipLine(block, at);
            continue;
        }
        while (at < block.size() && block[at] != ':' && !isAsciiSpace(block[at]))
            ++at;
        if (at >= block.size() || block[at] != ':') {
            at = skipLine(block, at);
            continue;
        }
        const size_t valueBegin = at + 1;
        at = valueEnd(block, valueBegin);
        fields.push_back(
            {block.substr(begin, valueBegin - 1 - begin), unfolded(block.substr(valueBegin, at - valueBegin))});
    }
    return fields;
}

const HeaderField* findHeader(const HeaderFields& fields, std::string_view name)
{
    for (const HeaderField& field : fields) {
        if (equalsIgnoringCase(field.name, name))
            return &field;
    }
    return nullptr;
}

} // namespace assay::fuzzy
