// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/packet.h"
#include "core/traffic/capture/streamreader.h"

namespace assay::traffic {

// Who gets the bytes of a stream.
class StreamListener
{
public:
    virtual ~StreamListener() = default;
    virtual void data(int direction, const Piece& piece) = 0;
    virtual void gap(int direction, uint64_t length) = 0;
    virtual void end(int direction) = 0;
};

// One direction of a TCP connection: puts segments in order. Where segments overlap, the bytes that arrived first
// count, or the last ones if so asked; what the listener has is never taken back. One thread.
class TcpStream
{
public:
    struct Counts
    {
        uint64_t distinct = 0, gaps = 0, outOfOrder = 0;
        bool hasConflicts = false; // segments that differ where they overlap
    };
    TcpStream(int direction, const CaptureOptions& options)
        : m_options(options)
        , m_direction(direction)
    {
    }
    // The sequence number of the first byte, where the SYN told it.
    void start(uint32_t sequence);
    void segment(const Transport& segment, uint64_t frame, int64_t time, StreamListener& listener);
    // The other side has everything before.
    void acknowledge(uint32_t sequence);
    // Nothing more comes: what waits behind holes is given out.
    void flush(StreamListener& listener);
    const Counts& counts() const { return m_counts; }
    size_t memory() const { return m_waitingBytes; }
    bool hasEnded() const { return m_hasEnded; }

private:
    // Bytes behind a hole. `end` counts those that were not captured too.
    struct Waiting
    {
        uint64_t begin = 0, end = 0;
        std::string bytes;
        uint64_t frame = 0;
        int64_t time = 0;
        uint64_t captured() const { return begin + bytes.size(); }
    };
    struct Seen
    {
        uint64_t begin = 0;
        uint32_t length = 0, hash = 0;
    };
    void checkSeen(uint64_t begin, std::string_view bytes);
    void deliver(uint64_t begin, uint64_t end, const Piece& piece, StreamListener& listener);
    void wait(uint64_t begin, uint64_t end, const Piece& piece);
    void addWaiting(size_t at, uint64_t begin, uint64_t end, uint64_t origin, const Piece& piece);
    void compare(const Waiting& old, uint64_t begin, std::string_view bytes);
    void makeRoom(uint64_t begin, uint64_t end);
    void drain(StreamListener& listener);
    void skipHole(StreamListener& listener);
    void endIfReached(StreamListener& listener);
    bool isHoleLost() const;

    const CaptureOptions& m_options;
    int m_direction;
    bool m_isKnown = false, m_hasEnded = false, m_hasFin = false, m_isAcknowledged = false;
    uint64_t m_next = 0, m_fin = 0; // sequence numbers in 64 bits
    std::vector<Waiting> m_waiting; // ascending, apart
    size_t m_waitingBytes = 0;
    std::array<Seen, 8> m_seen = {}; // the last segments that were delivered
    uint8_t m_seenAt = 0;
    Counts m_counts;
};

} // namespace assay::traffic
