// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/glob.h"

#include "core/text/utf8.h"

#include <algorithm>

namespace assay::query {
namespace {

using Piece = TextTest::Piece;
constexpr size_t nowhere = std::string_view::npos;

bool isRun(const Piece& piece)
{
    return piece.kind == Piece::Kind::AnyRun;
}

// Takes the pieces up to the next run off the front.
GlobPieces takeSegment(GlobPieces& pieces)
{
    const auto run = std::find_if(pieces.begin(), pieces.end(), isRun);
    const auto length = static_cast<size_t>(run - pieces.begin());
    const GlobPieces segment = pieces.first(length);
    pieces = pieces.subspan(length);
    return segment;
}

// Where the segment ends when it begins at `position`, or nowhere.
size_t segmentEnd(GlobPieces segment, std::string_view text, size_t position)
{
    for (const Piece& piece : segment) {
        if (piece.kind == Piece::Kind::Literal) {
            if (text.compare(position, piece.literal.size(), piece.literal) != 0)
                return nowhere;
            position += piece.literal.size();
        } else if (position < text.size()) {
            nextCodePoint(text, position);
        } else {
            return nowhere;
        }
    }
    return position;
}

// The end of the first place at or after `position` where the segment is, or nowhere.
size_t findSegment(GlobPieces segment, std::string_view text, size_t position)
{
    const bool literalFirst = !segment.empty() && segment[0].kind == Piece::Kind::Literal;
    while (position <= text.size()) {
        if (literalFirst) {
            position = text.find(segment[0].literal, position);
            if (position == nowhere)
                return nowhere;
        }
        if (const size_t end = segmentEnd(segment, text, position); end != nowhere)
            return end;
        if (position == text.size())
            return nowhere;
        nextCodePoint(text, position);
    }
    return nowhere;
}

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

// Where the segment begins when it ends with the text, or nowhere.
size_t segmentAtEnd(GlobPieces segment, std::string_view text)
{
    for (size_t i = segment.size(); i-- > 0;) {
        const Piece& piece = segment[i];
        if (piece.kind == Piece::Kind::Literal) {
            if (!text.ends_with(piece.literal))
                return nowhere;
            text.remove_suffix(piece.literal.size());
        } else {
            if (text.empty())
                return nowhere;
            while (text.size() > 1 && isContinuation(text.back()))
                text.remove_suffix(1);
            text.remove_suffix(1);
        }
    }
    return text.size();
}

} // namespace

bool globMatches(GlobPieces pieces, std::string_view text)
{
    size_t position = segmentEnd(takeSegment(pieces), text, 0);
    if (position == nowhere)
        return false;
    if (pieces.empty())
        return position == text.size();
    while (!pieces.empty()) {
        pieces = pieces.subspan(1); // the run
        const GlobPieces segment = takeSegment(pieces);
        if (pieces.empty()) {
            const size_t begin = segmentAtEnd(segment, text);
            return begin != nowhere && begin >= position;
        }
        position = findSegment(segment, text, position);
        if (position == nowhere)
            return false;
    }
    return false; // not reached: the last segment returns
}

bool globIsIn(GlobPieces pieces, std::string_view text)
{
    size_t position = 0;
    while (position != nowhere) {
        position = findSegment(takeSegment(pieces), text, position);
        if (pieces.empty())
            break;
        pieces = pieces.subspan(1);
    }
    return position != nowhere;
}

} // namespace assay::query
