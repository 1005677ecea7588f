// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/learn/luapattern.h"

#include <optional>

namespace assay::fuzzy {
namespace {

using Kind = PatternItem::Kind;
using Count = PatternItem::Count;

constexpr size_t nowhere = SIZE_MAX;
constexpr unsigned deepest = 200;

class Matcher
{
public:
    Matcher(const Pattern& pattern, std::string_view text, uint64_t& steps, PatternMatch& match)
        : m_pattern(pattern)
        , m_text(text)
        , m_steps(steps)
        , m_match(match)
    {
    }

    // End of the match that begins at `at`; nowhere when there is none or it was given up.
    size_t run(size_t at) { return match(at, 0, 0); }
    std::optional<MatchResult> givenUp() const { return m_givenUp; }

private:
    bool spend(uint64_t amount = 1)
    {
        if (m_steps >= amount) {
            m_steps -= amount;
            return true;
        }
        m_steps = 0;
        m_givenUp = MatchResult::OutOfSteps;
        return false;
    }
    uint8_t byteAt(size_t at) const { return at < m_text.size() ? static_cast<uint8_t>(m_text[at]) : uint8_t{0}; }
    bool fits(const PatternItem& item, size_t at) const { return at < m_text.size() && item.bytes[byteAt(at)]; }

    size_t match(size_t at, size_t index, unsigned depth)
    {
        if (depth > deepest) {
            m_givenUp = MatchResult::TooDeep;
            return nowhere;
        }
        for (; index < m_pattern.count; ++index) {
            if (m_givenUp || !spend())
                return nowhere;
            const PatternItem& item = m_pattern.items[index];
            switch (item.kind) {
            case Kind::Set:
                if (item.count != Count::One)
                    return matchCounted(item, at, index, depth);
                if (!fits(item, at))
                    return nowhere;
                ++at;
                break;
            case Kind::Open:
            case Kind::OpenPosition:
            case Kind::Close:
                return matchCapture(item, at, index, depth);
            case Kind::Balance:
                at = balanceEnd(item, at);
                break;
            case Kind::Frontier:
                if (item.bytes[at == 0 ? uint8_t{0} : byteAt(at - 1)] || !item.bytes[byteAt(at)])
                    return nowhere;
                break;
            case Kind::Repeat:
                at = repeatEnd(item, at);
                break;
            case Kind::End:
                if (at != m_text.size())
                    return nowhere;
                break;
            }
            if (at == nowhere)
                return nowhere;
        }
        return at;
    }

    size_t matchCounted(const PatternItem& item, size_t at, size_t index, unsigned depth)
    {
        if (item.count == Count::Fewest)
            return matchFewest(item, at, index, depth);
        const size_t most = item.count == Count::Optional ? 1 : m_text.size();
        const size_t least = item.count == Count::MostOfOne ? 1 : 0;
        size_t count = 0;
        while (count < most && fits(item, at + count))
            ++count;
        if (!spend(count))
            return nowhere;
        for (;; --count) {
            if (count < least)
                return nowhere;
            const size_t end = match(at + count, index + 1, depth + 1);
            if (end != nowhere || count == 0 || m_givenUp)
                return end;
        }
    }

    size_t matchFewest(const PatternItem& item, size_t at, size_t index, unsigned depth)
    {
        for (;; ++at) {
            const size_t end = match(at, index + 1, depth + 1);
            if (end != nowhere || m_givenUp || !fits(item, at))
                return end;
        }
    }

    // A capture that led nowhere is as it was before.
    size_t matchCapture(const PatternItem& item, size_t at, size_t index, unsigned depth)
    {
        PatternMatch::Capture& capture = m_match.captures[item.first];
        const PatternMatch::Capture before = capture;
        if (item.kind == Kind::Close)
            capture.length = at - capture.begin;
        else
            capture = {at, 0, item.kind == Kind::OpenPosition};
        const size_t end = match(at, index + 1, depth + 1);
        if (end == nowhere)
            capture = before;
        return end;
    }

    size_t balanceEnd(const PatternItem& item, size_t at)
    {
        if (at >= m_text.size() || byteAt(at) != item.first)
            return nowhere;
        size_t level = 1;
        for (size_t i = at + 1; i < m_text.size(); ++i) {
            if (byteAt(i) == item.second) {
                if (--level == 0)
                    return spend(i - at) ? i + 1 : nowhere;
            } else if (byteAt(i) == item.first) {
                ++level;
            }
        }
        spend(m_text.size() - at);
        return nowhere;
    }

    size_t repeatEnd(const PatternItem& item, size_t at)
    {
        const PatternMatch::Capture& capture = m_match.captures[item.first];
        if (capture.isPosition || !spend(capture.length) || m_text.size() - at < capture.length)
            return nowhere;
        const bool isSame = m_text.substr(capture.begin, capture.length) == m_text.substr(at, capture.length);
        return isSame ? at + capture.length : nowhere;
    }

    const Pattern& m_pattern;
    std::string_view m_text;
    uint64_t& m_steps;
    PatternMatch& m_match;
    std::optional<MatchResult> m_givenUp;
};

} // namespace

MatchResult matchPattern(
    const Pattern& pattern, std::string_view text, size_t from, uint64_t& steps, PatternMatch& match)
{
    Matcher matcher(pattern, text, steps, match);
    for (size_t begin = from; begin <= text.size(); ++begin) {
        const size_t end = matcher.run(begin);
        if (matcher.givenUp())
            return *matcher.givenUp();
        if (end != nowhere) {
            match.begin = begin;
            match.end = end;
            return MatchResult::Found;
        }
        if (pattern.isAnchored)
            break;
    }
    return MatchResult::None;
}

} // namespace assay::fuzzy
