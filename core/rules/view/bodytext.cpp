// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/bodytext.h"

#include "core/base/ascii.h"
#include "core/rules/view/utf8.h"

#include <algorithm>

namespace assay::rules {

namespace {

constexpr size_t maxPiece = 2048;
constexpr size_t boundaryReach = 1024;
constexpr size_t renderedLimit = 50'000; // characters
constexpr size_t rawLimit = 500'000; // bytes
constexpr auto npos = std::string_view::npos;

// Bytes of the first `count` characters.
size_t bytesOfCharacters(std::string_view text, size_t count)
{
    size_t at = 0;
    while (count > 0 && at < text.size()) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
            ++at;
        --count;
    }
    return at;
}

// A run of white space: its end, and where its first and last newline are.
struct SpaceRun
{
    size_t end = 0;
    size_t firstNewline = npos, lastNewline = npos;
};

SpaceRun spaceRunAt(std::string_view text, size_t at, bool characters)
{
    SpaceRun run;
    while (at < text.size()) {
        const size_t length = spaceLength(text, at, characters);
        if (length == 0)
            break;
        if (text[at] == '\n') {
            run.firstNewline = std::min(run.firstNewline, at);
            run.lastNewline = at;
        }
        at += length;
    }
    run.end = at;
    return run;
}

class Collapser
{
public:
    Collapser(std::string_view text, bool characters, SourceMap* map)
        : m_text(text)
        , m_characters(characters)
        , m_map(map)
    {
        m_result.reserve(text.size());
    }

    std::string run()
    {
        size_t from = 0, at = 0;
        while (at < m_text.size()) {
            const char c = m_text[at];
            const bool high = static_cast<unsigned char>(c) >= 0x80;
            const size_t space = high || isAsciiSpace(c) ? spaceLength(m_text, at, m_characters) : 0;
            // A single blank needs no work.
            if (space == 0 ? c != '\0' : c == ' ' && !continuesSpace(at + 1)) {
                ++at;
                continue;
            }
            copy(from, at);
            from = at = space == 0 ? putZero(at) : putRun(at);
        }
        copy(from, at);
        return std::move(m_result);
    }

private:
    bool continuesSpace(size_t at) const { return at < m_text.size() && spaceLength(m_text, at, m_characters) > 0; }
    void copy(size_t from, size_t to)
    {
        m_result.append(m_text, from, to - from);
        if (m_map)
            m_map->appendSame(to - from, from);
    }
    void put(char c, size_t from, size_t to)
    {
        if (from == to)
            return;
        m_result.push_back(c);
        if (m_map)
            m_map->append(1, from, to - from);
    }
    size_t putZero(size_t at)
    {
        put('\n', at, at + 1);
        return at + 1;
    }
    size_t putRun(size_t at)
    {
        const SpaceRun run = spaceRunAt(m_text, at, m_characters);
        if (run.firstNewline == run.lastNewline) {
            put(' ', at, run.end);
        } else {
            put(' ', at, run.firstNewline);
            put('\n', run.firstNewline, run.lastNewline + 1);
            put(' ', run.lastNewline + 1, run.end);
        }
        return run.end;
    }

    std::string_view m_text;
    bool m_characters;
    SourceMap* m_map;
    std::string m_result;
};

// Where a stretch that has to be cut ends: behind the first of the characters in `choices` (tried in turn) that follows
// `from` and lies before `limit`; npos when there is none.
size_t cutBehind(std::string_view text, std::string_view choices, size_t from, size_t limit)
{
    for (const char choice : choices) {
        const size_t at = text.substr(0, limit).find(choice, from);
        if (at != npos)
            return at + 1;
    }
    return npos;
}

} // namespace

size_t renderedScanSize(std::string_view text)
{
    if (text.size() <= renderedLimit)
        return text.size();
    const size_t limit = bytesOfCharacters(text, renderedLimit);
    if (limit == text.size())
        return limit;
    const size_t reach = limit + bytesOfCharacters(text.substr(limit), boundaryReach + 1);
    const size_t end = cutBehind(text, "\n ", limit, reach);
    return end == npos ? limit : end;
}

size_t rawScanSize(std::string_view text)
{
    if (text.size() <= rawLimit)
        return text.size();
    const size_t end = cutBehind(text, "\n> ", rawLimit, rawLimit + boundaryReach + 1);
    return end == npos ? rawLimit : end;
}

std::string collapseParagraphs(std::string_view text, bool characters, SourceMap* map)
{
    return Collapser(text, characters, map).run();
}

std::vector<size_t> splitShortLines(std::string_view text)
{
    std::vector<size_t> starts;
    for (size_t at = 0; at < text.size();) {
        const size_t newline = text.find('\n', at);
        const size_t end = newline == npos ? text.size() : newline + 1;
        while (end - at > maxPiece) {
            starts.push_back(at);
            const size_t blank = text.substr(at, maxPiece + 1).rfind(' ');
            at += blank == npos ? maxPiece : blank + 1;
        }
        if (at < end)
            starts.push_back(at);
        at = end;
    }
    return starts;
}

std::vector<size_t> splitShortParagraphs(std::string_view text)
{
    if (text.size() <= maxPiece)
        return {0};
    std::vector<size_t> starts;
    size_t at = 0;
    while (text.size() - at > 2 * maxPiece) {
        starts.push_back(at);
        const size_t end = cutBehind(text, "\n> ", at + maxPiece, at + 2 * maxPiece);
        at = end == npos ? at + maxPiece + 1 : end;
    }
    if (at < text.size())
        starts.push_back(at);
    return starts;
}

} // namespace assay::rules
