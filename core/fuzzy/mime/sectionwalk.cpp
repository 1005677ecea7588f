// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/sectionwalk.h"

#include <algorithm>

namespace assay::fuzzy {

SectionWalk::SectionWalk(BoundedText& text, size_t begin, size_t end, std::string boundary)
    : m_text(text)
    , m_begin(begin)
    , m_end(end)
    , m_boundary(std::move(boundary))
{
    m_text.position = m_begin;
    m_line = findFirstLine();
}

std::optional<SectionWalk::Section> SectionWalk::next()
{
    const std::vector<BoundaryLine>& lines = m_text.lines;
    if (m_isRead) {
        m_from = m_text.position = lines[m_line].next;
        passLine();
    }
    while (!m_isClosed && m_line < lines.size() && lines[m_line].offset <= m_end) {
        const BoundaryLine& line = lines[m_line];
        if (!line.isOf(m_boundary)) {
            ++m_line;
            continue;
        }
        if (m_from == none) {
            m_from = m_text.position = line.next;
        } else if (m_from < line.offset) {
            m_isRead = true;
            return Section{m_from, line.offset};
        }
        passLine();
    }
    // Only where the lines of the text run out does a section reach to the end of the multipart.
    const bool isOpen = !m_isClosed && m_line >= lines.size() && m_from < m_end;
    m_isClosed = true;
    return isOpen ? std::optional(Section{m_from, std::min(m_end, m_text.bytes.size())}) : std::nullopt;
}

size_t SectionWalk::findFirstLine()
{
    std::vector<BoundaryLine>& lines = m_text.lines;
    auto line = std::partition_point(
        lines.begin(), lines.end(), [this](const BoundaryLine& candidate) { return candidate.next < m_begin; });
    if (m_boundary.empty() && line != lines.end())
        m_boundary = line->word;
    if (m_boundary.empty())
        return lines.size();
    line =
        std::find_if(line, lines.end(), [this](const BoundaryLine& candidate) { return candidate.isOf(m_boundary); });
    if (line == lines.end())
        return 0;
    removeDashes(*line);
    return static_cast<size_t>(line - lines.begin());
}

void SectionWalk::passLine()
{
    m_isRead = false;
    BoundaryLine& line = m_text.lines[m_line];
    removeDashes(line);
    if (line.isClosing && !goesOnBehind())
        m_isClosed = true;
    else
        ++m_line;
}

// A line that seemed to close is one of a boundary that ends in dashes.
void SectionWalk::removeDashes(BoundaryLine& line) const
{
    if (!line.isDashedOf(m_boundary))
        return;
    line.word = m_boundary;
    line.isClosing = line.hadDashes = false;
}

bool SectionWalk::goesOnBehind()
{
    if (m_line + 1 >= m_text.lines.size())
        return false;
    BoundaryLine& following = m_text.lines[m_line + 1];
    if (!following.isOf(m_boundary))
        return false;
    removeDashes(following);
    return true;
}

} // namespace assay::fuzzy
