// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

namespace assay::traffic {

// Memory for texts that had to be changed. What was given out stays until clear().
class TextArena
{
public:
    // Room for `size` bytes.
    char* room(size_t size)
    {
        if (m_pieces.empty() || m_pieces.back().size - m_used < size) {
            const size_t wanted = std::max(size, pieceSize);
            m_pieces.push_back({std::make_unique<char[]>(wanted), wanted});
            m_used = 0;
        }
        return m_pieces.back().bytes.get() + m_used;
    }
    // Keeps the first `size` bytes of the room that was asked for last.
    std::string_view keep(size_t size)
    {
        const std::string_view text(m_pieces.back().bytes.get() + m_used, size);
        m_used += size;
        return text;
    }
    void clear()
    {
        if (m_pieces.size() > 1)
            m_pieces.clear();
        m_used = 0;
    }

private:
    static constexpr size_t pieceSize = size_t{64} << 10;
    struct Piece
    {
        std::unique_ptr<char[]> bytes;
        size_t size = 0;
    };
    std::vector<Piece> m_pieces;
    size_t m_used = 0; // of the last one
};

} // namespace assay::traffic
