// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/logblock.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr size_t blockBytes = size_t{256} << 10;
constexpr size_t rejectBytes = 200;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

}

void LogBlock::parseLine(LineParser& parser, std::string_view line, uint64_t at)
{
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    Request& request = requests.emplace_back();
    ChallengeEvent event;
    const ParsedLine parsed = parser.parse(line, arena, request, event);
    if (parsed.kind == ParsedLine::Kind::Request) {
        request.place = lines;
        request.offset = at;
        ++counts[static_cast<size_t>(parsed.format)];
        return;
    }
    requests.pop_back();
    if (parsed.kind == ParsedLine::Kind::Reject) {
        rejects.push_back({lines, at, std::string(line.substr(0, rejectBytes)), parsed.why});
    } else if (parsed.kind == ParsedLine::Kind::Challenge) {
        ++counts[static_cast<size_t>(parsed.format)];
        challenges.push_back({lines, std::move(event)});
    }
}

void LogBlock::parse(LineParser& parser)
{
    const std::string_view all(text.data(), length);
    lines = 0;
    requests.clear();
    rejects.clear();
    challenges.clear();
    counts = {};
    arena.clear();
    if (isTooLong) {
        rejects.push_back({0, offset, std::string(all.substr(0, rejectBytes)), "the line is too long"});
        lines = 1;
        return;
    }
    parser.layout() = layout;
    for (size_t at = 0; at < all.size(); ++lines) {
        const size_t end = std::min(all.find('\n', at), all.size());
        parseLine(parser, all.substr(at, end - at), offset + at);
        at = end + 1;
    }
}

// Reads until `text` holds `wanted` bytes or the source ends; returns whether anything is in it.
Result<bool> BlockReader::fill(std::string& text, size_t& used, size_t wanted)
{
    if (text.size() < wanted)
        text.resize(wanted);
    while (used < wanted && !m_isOver) {
        const auto got = m_source(text.data() + used, wanted - used);
        if (!got)
            return got.error();
        used += *got;
        m_isOver = *got == 0;
    }
    return used > 0;
}

// The front of it was given out; what follows to its end is not kept.
Result<void> BlockReader::passLongLine()
{
    std::string piece(blockBytes, '\0');
    while (!m_isOver) {
        const auto got = m_source(piece.data(), piece.size());
        if (!got)
            return got.error();
        m_isOver = *got == 0;
        const std::string_view bytes(piece.data(), *got);
        const size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            m_offset += bytes.size();
            continue;
        }
        m_offset += end + 1;
        m_carried = bytes.substr(end + 1);
        return {};
    }
    return {};
}

// Keeps the layout that holds behind the block for the next one.
void BlockReader::noteLayout(const LogBlock& block)
{
    const std::string_view text(block.text.data(), block.length);
    for (size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
        size_t begin = at;
        while (begin > 0 && isBlank(text[begin - 1]))
            --begin;
        if (begin > 0 && text[begin - 1] != '\n')
            continue;
        std::string_view line = text.substr(at, text.find('\n', at) - at);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        readW3cDirective(line, m_layout);
    }
}

Result<bool> BlockReader::next(LogBlock& block)
{
    size_t used = m_carried.size();
    if (block.text.size() < used)
        block.text.resize(used);
    std::copy(m_carried.begin(), m_carried.end(), block.text.begin());
    m_carried.clear();
    block.isTooLong = false;
    block.offset = m_offset;
    block.layout = m_layout;
    size_t cut = std::string_view::npos; // behind the last line end
    for (size_t wanted = std::max(blockBytes, used + 1); cut == std::string_view::npos; wanted *= 2) {
        const auto any = fill(block.text, used, wanted);
        if (!any)
            return any.error();
        if (!*any)
            return false;
        const std::string_view read(block.text.data(), used);
        const size_t end = read.rfind('\n');
        if (end != std::string_view::npos || m_isOver)
            cut = m_isOver ? used : end + 1;
        else if (used > m_maxLine)
            break;
    }
    block.isTooLong = cut == std::string_view::npos;
    block.length = block.isTooLong ? used : cut;
    m_offset += block.length;
    if (block.isTooLong) {
        const auto passed = passLongLine();
        if (!passed)
            return passed.error();
        return true;
    }
    m_carried.assign(block.text, cut, used - cut);
    if (m_isFirst && std::string_view(block.text.data(), block.length).substr(0, 3) == byteOrderMark)
        std::fill_n(block.text.begin(), 3, ' ');
    m_isFirst = false;
    noteLayout(block);
    return true;
}

} // namespace assay::traffic
