// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/segment.h"

namespace assay {

// The index of the items of a case as far as it goes: segments of runs of rows, ascending, with gaps where one is
// missing. Immutable; any thread.
class ItemIndex
{
public:
    struct Piece
    {
        uint32_t firstRow = 0;
        std::shared_ptr<const Segment> segment;
    };
    explicit ItemIndex(std::vector<Piece> pieces)
        : m_pieces(std::move(pieces))
    {
    }
    const std::vector<Piece>& pieces() const { return m_pieces; }
    // Rows 0 ... leadingRows() - 1 are there without a gap.
    uint32_t leadingRows() const
    {
        uint32_t rows = 0;
        for (const Piece& piece : m_pieces) {
            if (piece.firstRow != rows)
                break;
            rows += piece.segment->rows();
        }
        return rows;
    }

private:
    std::vector<Piece> m_pieces;
};

} // namespace assay
