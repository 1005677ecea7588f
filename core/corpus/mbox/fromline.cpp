// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/mbox/fromline.h"

#include "core/base/ascii.h"

namespace assay {
namespace {

bool isDigitAt(std::string_view text, size_t position)
{
    return position < text.size() && isAsciiDigit(text[position]);
}

int twoDigits(std::string_view text, size_t position)
{
    return (text[position] - '0') * 10 + (text[position + 1] - '0');
}

// Length of the run of digits at `position`.
size_t digitRun(std::string_view word, size_t position)
{
    size_t end = position;
    while (isDigitAt(word, end))
        ++end;
    return end - position;
}

struct DateParts
{
    bool year = false;
    bool time = false;
};

void lookForDate(std::string_view word, DateParts& found)
{
    for (size_t i = 0; i < word.size();) {
        const size_t run = digitRun(word, i);
        if (run == 2 && i + 2 < word.size() && word[i + 2] == ':' && digitRun(word, i + 3) == 2
            && (i == 0 || word[i - 1] != ':'))
            found.time = found.time || (twoDigits(word, i) <= 24 && twoDigits(word, i + 3) <= 59);
        if (run == 4 && (i == 0 || !isAsciiAlnum(word[i - 1]))) {
            const int year = twoDigits(word, i) * 100 + twoDigits(word, i + 2);
            const bool wordEnds = i + 4 == word.size() || !isAsciiAlnum(word[i + 4]);
            found.year = found.year || (wordEnds && year >= 1970 && year <= 2100);
        }
        i += run ? run : 1;
    }
}

// Consecutive From lines are followed this far; a longer run is taken for borders.
constexpr int maxBorderRun = 32;

Judgement needMoreUnless(bool complete)
{
    return complete ? Judgement::No : Judgement::NeedMore;
}

bool couldBecome(std::string_view text, std::string_view wanted)
{
    return text.size() < wanted.size() && wanted.substr(0, text.size()) == text;
}

} // namespace

bool fromLineHasDate(std::string_view line)
{
    DateParts found;
    size_t position = std::string_view("From").size();
    while (position < line.size() && !(found.year && found.time)) {
        if (isAsciiSpace(line[position])) {
            ++position;
            continue;
        }
        size_t end = position;
        bool address = false;
        while (end < line.size() && !isAsciiSpace(line[end]))
            address = line[end++] == '@' || address;
        if (!address)
            lookForDate(line.substr(position, end - position), found);
        position = end;
    }
    return found.year && found.time;
}

Judgement beginsWithHeader(std::string_view text, bool complete)
{
    size_t position = 0;
    const size_t limit = text.size() < maxNextLine ? text.size() : maxNextLine;
    while (position < limit && text[position] > ' ' && text[position] < 0x7f && text[position] != ':')
        ++position;
    const size_t nameEnd = position;
    while (position < limit && isBlank(text[position]))
        ++position;
    if (position == limit)
        return limit == maxNextLine ? Judgement::No : needMoreUnless(complete);
    return nameEnd > 0 && text[position] == ':' ? Judgement::Yes : Judgement::No;
}

Judgement mayFollowBorder(std::string_view rest, bool complete)
{
    for (int run = 0; run < maxBorderRun; ++run) {
        if (rest.empty())
            return complete ? Judgement::Yes : Judgement::NeedMore;
        if (rest[0] == '\n' || rest.substr(0, 2) == "\r\n")
            return Judgement::Yes;
        if (rest == "\r")
            return complete ? Judgement::Yes : Judgement::NeedMore;
        if (rest.substr(0, 6) == ">From ")
            return Judgement::Yes;
        if (rest.substr(0, 5) != "From ") {
            if (!complete && (couldBecome(rest, ">From ") || couldBecome(rest, "From ")))
                return Judgement::NeedMore;
            return beginsWithHeader(rest, complete);
        }
        const size_t end = rest.substr(0, maxFromLine).find('\n');
        if (end == std::string_view::npos && rest.size() >= maxFromLine)
            return Judgement::No;
        if (end == std::string_view::npos && !complete)
            return Judgement::NeedMore;
        if (!fromLineHasDate(rest.substr(0, end)))
            return beginsWithHeader(rest, complete);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return Judgement::Yes;
}

} // namespace assay
