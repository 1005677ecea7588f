// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/mime/boundaries.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// A text with headers of its own, and the boundary lines in it.
struct BoundedText
{
    std::string_view bytes;
    std::vector<BoundaryLine> lines;
    size_t position = 0; // behind the last boundary line that counted
};

// Cuts one multipart into its sections. Reading a section may walk over multiparts inside, which changes the marks of
// lines and the position: so lines are judged when the section before them has been read.
class SectionWalk
{
public:
    struct Section
    {
        size_t begin = 0;
        size_t end = 0;
    };

    // The multipart reaches from `begin` to `end` of the text. Without a boundary the first line gives one.
    SectionWalk(BoundedText& text, size_t begin, size_t end, std::string boundary);
    std::optional<Section> next();

private:
    static constexpr size_t none = std::string_view::npos;

    size_t findFirstLine();
    void passLine();
    void removeDashes(BoundaryLine& line) const;
    bool goesOnBehind();

    BoundedText& m_text;
    size_t m_begin;
    size_t m_end;
    std::string m_boundary;
    size_t m_line = 0;
    size_t m_from = none; // of the present section
    bool m_isRead = false; // the section before the present line has been given out
    bool m_isClosed = false;
};

} // namespace assay::fuzzy
