// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/mbox/borderfinder.h"

#include "core/base/ascii.h"
#include "core/corpus/mbox/fromsearch.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstring>

namespace assay {
namespace {

constexpr std::string_view fromWord = "From ";
constexpr std::string_view contentLengthName = "content-length";
constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
// Bytes kept before the scan position: line ends and quoting directly before a From line.
constexpr size_t context = 64;
// A header line longer than this is passed over without being looked at.
constexpr size_t longHeaderLine = size_t{64} << 10;
// A run of NULs of this length is a hole that a crash left, wherever it begins.
constexpr uint64_t minHole = 8;

bool startsWithFrom(const char* at, const char* end)
{
    return static_cast<size_t>(end - at) >= fromWord.size() && std::memcmp(at, fromWord.data(), fromWord.size()) == 0;
}

const char* findLineEnd(const char* begin, const char* end)
{
    const void* found = begin == end ? nullptr : std::memchr(begin, '\n', static_cast<size_t>(end - begin));
    return found ? static_cast<const char*>(found) : end;
}

std::string_view viewOf(const char* begin, const char* end)
{
    return {begin, static_cast<size_t>(end - begin)};
}

// Whether a header line is a hole that a crash left: the next message may begin inside.
bool hasHole(const char* line, const char* lineEnd)
{
    constexpr ptrdiff_t suspiciousLength = 512;
    return *line == '\0'
        || (lineEnd - line >= suspiciousLength && std::memchr(line, '\0', static_cast<size_t>(lineEnd - line)));
}

// First byte of the line end that ends directly before `at`; `at` when there is none.
const char* lineEndBefore(const char* begin, const char* at)
{
    if (at == begin || at[-1] != '\n')
        return at;
    --at;
    return at > begin && at[-1] == '\r' ? at - 1 : at;
}

} // namespace

BorderFinder::BorderFinder(bool needsEmptyLine, std::optional<uint64_t> size)
    : m_resolver(needsEmptyLine, size)
    , m_needsEmptyLine(needsEmptyLine)
{
}

char* BorderFinder::prepare(size_t length)
{
    dropScanned();
    if (m_buffer.size() < m_size + length)
        m_buffer.resize(m_size + length);
    return m_buffer.data() + m_size;
}

void BorderFinder::dropScanned()
{
    const size_t keep = m_next > context ? m_next - context : 0;
    if (keep == 0)
        return;
    size_t run = keep;
    while (run > 0 && m_buffer[run - 1] == '\0')
        --run;
    m_nulRun = run > 0 ? m_base + run : std::min(m_nulRun, m_base);
    std::memmove(m_buffer.data(), m_buffer.data() + keep, m_size - keep);
    m_base += keep;
    m_size -= keep;
    m_next -= keep;
}

void BorderFinder::commit(size_t length)
{
    assert(m_size + length <= m_buffer.size());
    m_size += length;
    scan();
    m_resolver.advance(offsetOf(next()));
}

void BorderFinder::feed(std::string_view piece)
{
    if (piece.empty())
        return;
    std::memcpy(prepare(piece.size()), piece.data(), piece.size());
    commit(piece.size());
}

void BorderFinder::finish()
{
    m_finished = true;
    scan();
    if (m_mode != Mode::Body)
        endHeader(std::nullopt);
    BorderCandidate last;
    last.offset = offsetOf(end());
    describeBefore(end(), last);
    m_resolver.finish(last);
}

void BorderFinder::scan()
{
    noteInk();
    bool more = true;
    while (more) {
        switch (m_mode) {
        case Mode::Header:
            more = scanHeader();
            break;
        case Mode::LongHeaderLine:
            more = scanLongLine();
            break;
        case Mode::Body:
            more = scanBody();
            break;
        }
    }
}

// Each of the three returns whether the next mode can go on with the bytes that are there.

bool BorderFinder::scanHeader()
{
    const char* line = next();
    while (line < end()) {
        if (*line == 'F' && startsWithFrom(line, end())) {
            continueAt(line);
            return considerFrom(line);
        }
        const char* lineEnd = findLineEnd(line, end());
        if (lineEnd == end())
            break;
        if (*line == '\n' || (*line == '\r' && lineEnd == line + 1)) {
            continueAt(lineEnd + 1);
            endHeader(offsetOf(lineEnd + 1));
            return true;
        }
        if (asciiLower(*line) == 'c')
            noteContentLength(viewOf(line, lineEnd));
        if (hasHole(line, lineEnd)) {
            continueAt(line);
            endHeader(std::nullopt);
            return true;
        }
        line = lineEnd + 1;
    }
    continueAt(line);
    if (m_finished) {
        if (line < end() && asciiLower(*line) == 'c')
            noteContentLength(viewOf(line, end()));
        continueAt(end());
    } else if (static_cast<size_t>(end() - line) >= longHeaderLine) {
        if (hasHole(line, end()))
            endHeader(std::nullopt);
        else
            m_mode = Mode::LongHeaderLine;
        return true;
    }
    return false;
}

bool BorderFinder::scanLongLine()
{
    const char* lineEnd = findLineEnd(next(), end());
    if (lineEnd == end()) {
        continueAt(end());
        return false;
    }
    continueAt(lineEnd + 1);
    m_mode = Mode::Header;
    return true;
}

bool BorderFinder::scanBody()
{
    const char* at = next();
    while ((at = findFrom(at, end())) != end()) {
        if (isLineStart(at)) {
            continueAt(at);
            return considerFrom(at);
        }
        noteQuoted(at);
        at += fromWord.size();
    }
    // The needle may be cut at the end of what is there.
    const size_t rest = m_finished ? 0 : std::min(fromWord.size() - 1, static_cast<size_t>(end() - next()));
    continueAt(end() - rest);
    return false;
}

// Decides about the "From " at the line start `at`, which is the scan position. False: too few bytes.
bool BorderFinder::considerFrom(const char* at)
{
    BorderCandidate candidate;
    const Judgement judgement = judge(at, candidate);
    if (judgement == Judgement::NeedMore)
        return false;
    if (judgement == Judgement::No) {
        ++m_rejected;
        if (m_mode == Mode::Body) {
            continueAt(at + fromWord.size());
            return true;
        }
        // Among headers the whole line is passed over; the end of a cut one is met in the other mode.
        const char* lineEnd = findLineEnd(at, end());
        if (lineEnd == end()) {
            m_mode = Mode::LongHeaderLine;
            return true;
        }
        continueAt(lineEnd + 1);
        return true;
    }
    if (m_mode != Mode::Body)
        endHeader(std::nullopt);
    m_resolver.add(candidate);
    m_mode = Mode::Header;
    continueAt(at + (candidate.messageOffset - candidate.offset));
    return true;
}

Judgement BorderFinder::judge(const char* at, BorderCandidate& candidate) const
{
    const std::string_view rest = viewOf(at, end());
    const size_t lineEnd = rest.substr(0, maxFromLine).find('\n');
    if (lineEnd == std::string_view::npos && rest.size() >= maxFromLine)
        return Judgement::No;
    if (lineEnd == std::string_view::npos && !m_finished)
        return Judgement::NeedMore;
    const size_t lineLength = lineEnd == std::string_view::npos ? rest.size() : lineEnd + 1;

    candidate.offset = offsetOf(at);
    candidate.messageOffset = candidate.offset + lineLength;
    candidate.dated = fromLineHasDate(rest.substr(0, lineLength));
    describeBefore(at, candidate);
    const bool open = candidate.atStart || candidate.emptyBefore || candidate.holeBefore;
    if (!open && (m_needsEmptyLine || !candidate.dated))
        return Judgement::No;
    return mayFollowBorder(rest.substr(lineLength), m_finished);
}

void BorderFinder::describeBefore(const char* at, BorderCandidate& candidate) const
{
    const char* contentEnd = at;
    while (contentEnd > begin() && contentEnd[-1] == '\0')
        --contentEnd;
    uint64_t holeBegin = offsetOf(contentEnd);
    if (contentEnd == begin())
        holeBegin = std::min(holeBegin, m_nulRun);
    const bool lineStart = contentEnd == begin() ? holeBegin == 0 : contentEnd[-1] == '\n';
    candidate.holeBefore = candidate.offset - holeBegin >= minHole || (holeBegin < candidate.offset && lineStart);
    if (!candidate.holeBefore)
        contentEnd = at;

    const char* lastEnd = lineEndBefore(begin(), contentEnd);
    const char* emptyEnd = lineEndBefore(begin(), lastEnd);
    const bool reachesStart = m_base == 0 && lastEnd == begin();
    candidate.atStart = offsetOf(contentEnd) == 0 || (m_base == 0 && viewOf(begin(), at) == byteOrderMark);
    candidate.emptyBefore = lastEnd != contentEnd && (emptyEnd != lastEnd || reachesStart);
    candidate.endBefore = offsetOf(candidate.emptyBefore ? lastEnd : contentEnd);
    if (candidate.holeBefore && contentEnd == begin())
        candidate.endBefore = holeBegin;
    candidate.gapBegin = candidate.holeBefore ? candidate.offset : offsetOf(candidate.emptyBefore ? emptyEnd : lastEnd);
}

bool BorderFinder::isLineStart(const char* at) const
{
    if (at == begin())
        return m_base == 0;
    if (at[-1] == '\n')
        return true;
    if (m_base == 0 && viewOf(begin(), at) == byteOrderMark)
        return true;
    if (at[-1] != '\0')
        return false;
    BorderCandidate candidate;
    candidate.offset = offsetOf(at);
    describeBefore(at, candidate);
    return candidate.holeBefore;
}

// A "From " inside a line: is it a quoted one?
void BorderFinder::noteQuoted(const char* at)
{
    const char* first = at;
    while (first > begin() && first[-1] == '>')
        --first;
    if (first == at || first == begin() || first[-1] != '\n')
        return;
    (at - first == 1 ? m_quotedOnce : m_quotedTwice) = true;
}

void BorderFinder::noteInk()
{
    const bool tooShort = m_base == 0 && m_size < byteOrderMark.size() && !m_finished;
    if (m_firstInk != UINT64_MAX || tooShort)
        return;
    const char* at = next();
    if (m_base == 0 && m_next == 0 && viewOf(begin(), end()).substr(0, byteOrderMark.size()) == byteOrderMark)
        at += byteOrderMark.size();
    at = std::find_if(at, end(), [](char c) { return !isAsciiSpace(c); });
    if (at != end())
        m_firstInk = offsetOf(at);
}

void BorderFinder::noteContentLength(std::string_view line)
{
    if (!startsWithIgnoringCase(line, contentLengthName))
        return;
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos
        || !trimmed(line.substr(contentLengthName.size(), colon - contentLengthName.size())).empty())
        return;
    BorderCandidate* candidate = m_resolver.last();
    if (!candidate || candidate->contentLength || candidate->badContentLength)
        return;
    const std::string_view text = trimmed(line.substr(colon + 1));
    int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && value >= 0)
        candidate->contentLength = static_cast<uint64_t>(value);
    else
        candidate->badContentLength = true;
}

void BorderFinder::endHeader(std::optional<uint64_t> bodyOffset)
{
    m_mode = Mode::Body;
    BorderCandidate* candidate = m_resolver.last();
    if (!candidate)
        return;
    candidate->headerRead = true;
    candidate->bodyOffset = bodyOffset;
}

std::string_view BorderFinder::variant() const
{
    const bool byLength = m_resolver.contentLengthsUsed() * 2 > m_resolver.borders();
    if (byLength && (rejectedBorders() > 0 || (!m_quotedOnce && !m_quotedTwice)))
        return "mboxcl2";
    if (byLength)
        return "mboxcl";
    if (m_quotedTwice)
        return "mboxrd";
    return !m_quotedOnce && rejectedBorders() > 0 ? "raw" : "mboxo";
}

} // namespace assay
