// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/sets/facts.h"

#include <deque>
#include <string>
#include <vector>

namespace assay::traffic {

// A request that waits for its bucket: its facts, and its line of the document among the texts of the buffer.
struct HeldRequest
{
    RequestFacts facts;
    int64_t bucket = 0; // set when it is taken out
    uint32_t pair = 0, host = 0, target = 0;
    uint32_t chunk = 0, at = 0, length = 0;
    bool arrivedBefore(const HeldRequest& other) const
    {
        return chunk != other.chunk ? chunk < other.chunk : at < other.at;
    }
};

// Requests in order of arrival, with their lines in chunks that are freed when nothing in them waits any more.
class ReorderBuffer
{
public:
    void add(HeldRequest held, const Request& request);
    size_t size() const { return m_held.size(); }
    size_t bytes() const; // of what waits; half as much again may be lost between
    std::vector<HeldRequest>& held() { return m_held; }
    std::string_view line(const HeldRequest& held) const;
    // Frees the line of a request that was taken out of held().
    void release(const HeldRequest& held);
    // After requests were released: moves lines together when much of the chunks is free.
    void compact();

private:
    struct Chunk
    {
        std::string text;
        size_t live = 0; // bytes that wait
    };
    void addChunk();
    Chunk& openChunk(); // where the next line goes
    void place(HeldRequest& held);
    void free(std::string& text);

    std::vector<HeldRequest> m_held;
    std::deque<Chunk> m_chunks;
    uint32_t m_firstChunk = 0; // number of m_chunks.front()
    size_t m_chunkBytes = 0, m_liveBytes = 0;
    std::vector<std::string> m_spare; // memory of chunks, empty
};

} // namespace assay::traffic
