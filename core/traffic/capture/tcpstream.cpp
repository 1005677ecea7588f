// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/tcpstream.h"

#include "core/base/keyedhash.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr int32_t widestWindow = 1 << 30; // what lies further ahead belongs to something else
constexpr size_t maxPieces = 4096; // behind a hole
// A hole that the receiver has acknowledged will hardly be filled any more. Not at once: captures mix up the order of
// the two directions.
constexpr size_t piecesBehindLostHole = 64;
constexpr size_t pieceOverhead = 64;

}

void TcpStream::start(uint32_t sequence)
{
    m_isKnown = true;
    m_next = (uint64_t{1} << 32) + sequence;
}

void TcpStream::segment(const Transport& segment, uint64_t frame, int64_t time, StreamListener& listener)
{
    const bool hasSyn = segment.flags & tcpflag::syn;
    const uint32_t sequence = segment.sequence + (hasSyn ? 1 : 0);
    const bool hasFin = segment.flags & tcpflag::fin, hasReset = segment.flags & tcpflag::rst;
    if (!m_isKnown) {
        if (!hasSyn && (segment.payloadLength == 0 || hasReset) && !hasFin)
            return; // may be a keep-alive probe
        start(sequence);
    }
    if (hasReset) // what it carries is an explanation, not a part of the stream
        return;
    const auto distance = static_cast<int32_t>(sequence - static_cast<uint32_t>(m_next));
    if (distance > widestWindow || distance < -widestWindow)
        return;
    const uint64_t begin = m_next + static_cast<uint64_t>(int64_t{distance});
    const uint64_t end = begin + segment.payloadLength;
    if (segment.payloadLength > 0) {
        const Piece piece = {segment.payload, frame, time};
        if (begin <= m_next)
            deliver(begin, end, piece, listener);
        else
            wait(begin, end, piece);
    }
    if (hasFin && !m_hasFin) {
        m_hasFin = true;
        m_fin = end;
    }
    while (isHoleLost())
        skipHole(listener);
    endIfReached(listener);
}

// Whether it is time to give the first hole up.
bool TcpStream::isHoleLost() const
{
    return m_waitingBytes > m_options.maxWaiting || m_waiting.size() > maxPieces
        || (m_isAcknowledged && m_waiting.size() > piecesBehindLostHole);
}

void TcpStream::acknowledge(uint32_t sequence)
{
    if (m_waiting.empty())
        return;
    const auto distance = static_cast<int32_t>(sequence - static_cast<uint32_t>(m_next));
    if (distance > 0 && m_next + static_cast<uint64_t>(distance) >= m_waiting.front().begin)
        m_isAcknowledged = true;
}

// Bytes that come again should be the same.
void TcpStream::checkSeen(uint64_t begin, std::string_view bytes)
{
    if (bytes.size() < 2) // probes carry any byte
        return;
    const auto hash = static_cast<uint32_t>(xxHash3(bytes, 0));
    const auto length = static_cast<uint32_t>(bytes.size());
    for (const Seen& seen : m_seen) {
        if (seen.begin == begin && seen.length == length) {
            m_counts.hasConflicts = m_counts.hasConflicts || seen.hash != hash;
            return;
        }
    }
    m_seen[m_seenAt] = {begin, length, hash};
    m_seenAt = (m_seenAt + 1) % m_seen.size();
}

// Of a piece that begins at or before the next byte: gives out what is new.
void TcpStream::deliver(uint64_t begin, uint64_t end, const Piece& piece, StreamListener& listener)
{
    checkSeen(begin, piece.bytes);
    if (end <= m_next)
        return;
    const uint64_t known = m_next - begin;
    if (piece.bytes.size() > known) {
        const std::string_view fresh = piece.bytes.substr(static_cast<size_t>(known));
        m_next += fresh.size();
        m_counts.distinct += fresh.size();
        listener.data(m_direction, {fresh, piece.frame, piece.time});
    }
    if (end > m_next) { // not captured
        const uint64_t missing = end - m_next;
        m_next = end;
        m_counts.gaps += missing;
        listener.gap(m_direction, missing);
    }
    drain(listener);
}

void TcpStream::compare(const Waiting& old, uint64_t begin, std::string_view bytes)
{
    const uint64_t first = std::max(begin, old.begin), last = std::min(begin + bytes.size(), old.captured());
    if (first < last
        && std::memcmp(bytes.data() + (first - begin), old.bytes.data() + (first - old.begin),
               static_cast<size_t>(last - first))
            != 0)
        m_counts.hasConflicts = true;
}

void TcpStream::addWaiting(size_t at, uint64_t begin, uint64_t end, uint64_t origin, const Piece& piece)
{
    const size_t skipped = std::min<size_t>(begin - origin, piece.bytes.size());
    Waiting fresh = {begin, end, std::string(piece.bytes.substr(skipped, end - begin)), piece.frame, piece.time};
    m_waitingBytes += fresh.bytes.size() + pieceOverhead;
    m_counts.outOfOrder += end - begin;
    m_waiting.insert(m_waiting.begin() + static_cast<std::ptrdiff_t>(at), std::move(fresh));
}

// Cuts what waits out of a range.
void TcpStream::makeRoom(uint64_t begin, uint64_t end)
{
    std::vector<Waiting> kept;
    m_waitingBytes = 0;
    const auto keep = [&](Waiting part) {
        m_waitingBytes += part.bytes.size() + pieceOverhead;
        kept.push_back(std::move(part));
    };
    for (Waiting& old : m_waiting) {
        if (old.end <= begin || old.begin >= end) {
            keep(std::move(old));
            continue;
        }
        if (old.begin < begin)
            keep({old.begin, begin, old.bytes.substr(0, static_cast<size_t>(begin - old.begin)), old.frame, old.time});
        if (old.end > end) {
            const size_t skipped = std::min<size_t>(end - old.begin, old.bytes.size());
            keep({end, old.end, old.bytes.substr(skipped), old.frame, old.time});
        }
    }
    m_waiting = std::move(kept);
}

void TcpStream::wait(uint64_t begin, uint64_t end, const Piece& piece)
{
    if (m_waiting.empty() || m_waiting.back().end <= begin)
        return addWaiting(m_waiting.size(), begin, end, begin, piece);
    for (const Waiting& old : m_waiting)
        compare(old, begin, piece.bytes);
    if (m_options.keepsLastOverlap)
        makeRoom(begin, end);
    uint64_t at = begin;
    for (size_t i = 0; i < m_waiting.size() && at < end; ++i) {
        if (m_waiting[i].end <= at)
            continue;
        if (m_waiting[i].begin > at) {
            addWaiting(i, at, std::min(end, m_waiting[i].begin), begin, piece);
            ++i;
        }
        at = i < m_waiting.size() ? std::max(at, m_waiting[i].end) : end;
    }
    if (at < end)
        addWaiting(m_waiting.size(), at, end, begin, piece);
}

// Gives out what has no hole before it any more.
void TcpStream::drain(StreamListener& listener)
{
    size_t count = 0;
    while (count < m_waiting.size() && m_waiting[count].begin <= m_next) {
        Waiting& piece = m_waiting[count++];
        m_waitingBytes -= piece.bytes.size() + pieceOverhead;
        m_isAcknowledged = false;
        if (piece.end <= m_next)
            continue;
        const uint64_t known = std::min<uint64_t>(m_next - piece.begin, piece.bytes.size());
        const std::string_view fresh = std::string_view(piece.bytes).substr(static_cast<size_t>(known));
        m_counts.distinct += fresh.size();
        if (!fresh.empty())
            listener.data(m_direction, {fresh, piece.frame, piece.time});
        m_next += fresh.size();
        if (piece.end > m_next) {
            m_counts.gaps += piece.end - m_next;
            listener.gap(m_direction, piece.end - m_next);
            m_next = piece.end;
        }
    }
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + static_cast<std::ptrdiff_t>(count));
}

void TcpStream::skipHole(StreamListener& listener)
{
    const uint64_t length = m_waiting.front().begin - m_next;
    m_next = m_waiting.front().begin;
    m_counts.gaps += length;
    listener.gap(m_direction, length);
    drain(listener);
}

void TcpStream::flush(StreamListener& listener)
{
    while (!m_waiting.empty())
        skipHole(listener);
    endIfReached(listener);
}

void TcpStream::endIfReached(StreamListener& listener)
{
    if (!m_hasFin || m_hasEnded || m_next < m_fin)
        return;
    m_hasEnded = true;
    listener.end(m_direction);
}

} // namespace assay::traffic
