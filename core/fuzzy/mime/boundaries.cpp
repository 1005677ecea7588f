// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/boundaries.h"

#include "core/base/ascii.h"

namespace assay::fuzzy {
namespace {

constexpr size_t maxBoundaries = 20'000;

size_t behindLine(std::string_view text, size_t at)
{
    while (at < text.size() && isAsciiSpace(text[at]) && text[at] != '\r' && text[at] != '\n')
        ++at;
    if (at < text.size() && text[at] == '\r') {
        ++at;
        return at < text.size() && text[at] == '\n' ? at + 1 : at;
    }
    return at < text.size() && text[at] == '\n' ? at + 1 : at;
}

bool readLine(std::string_view text, size_t dashes, BoundaryLine& line)
{
    const size_t begin = dashes + 2;
    size_t end = text.find_first_of("\r\n", begin);
    end = end == std::string_view::npos ? text.size() : end;
    const std::string_view word = text.substr(begin, end - begin);
    if (word.find_first_not_of('-') == std::string_view::npos)
        return false;
    line.offset = dashes;
    line.isClosing = line.hadDashes = word.size() > 2 && word.substr(word.size() - 2) == "--";
    line.word = toAsciiLower(word.substr(0, word.size() - (line.isClosing ? 2 : 0)));
    // Behind a closing line the peer goes on at its last two dashes.
    line.next = line.isClosing ? end - 2 : behindLine(text, end);
    return true;
}

} // namespace

bool BoundaryLine::isDashedOf(std::string_view boundary) const
{
    return hadDashes && boundary.size() == word.size() + 2 && boundary.substr(0, word.size()) == word
        && boundary.substr(word.size()) == "--";
}

std::vector<BoundaryLine> findBoundaryLines(std::string_view text, size_t from)
{
    std::vector<BoundaryLine> lines;
    for (size_t at = text.find("--", from); at != std::string_view::npos && lines.size() < maxBoundaries;
         at = text.find("--", at + 1)) {
        BoundaryLine line;
        const bool atLineStart = at > 0 && (text[at - 1] == '\n' || text[at - 1] == '\r');
        if (atLineStart && readLine(text, at, line))
            lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace assay::fuzzy
