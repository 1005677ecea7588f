// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/multipartsplitter.h"

#include "core/base/ascii.h"
#include "core/rules/view/contenttype.h"
#include "core/rules/view/headersection.h"

#include <algorithm>

namespace assay::rules {

namespace {

constexpr uint32_t maxBodyLine = 2048; // with its newline

// As looksLikeField(), but no blanks before the colon.
bool isStrictField(std::string_view line)
{
    const size_t colon = line.find(':');
    return colon != 0 && colon != std::string_view::npos
        && std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
            [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

MultipartSplitter::MultipartSplitter(MimeBuilder& builder, size_t node, const std::string& boundary, int depthLeft)
    : m_builder(builder)
    , m_node(node)
    , m_source(builder.m_nodes[node].source)
    , m_boundary("--" + boundary)
    , m_depthLeft(depthLeft)
    , m_text(builder.m_sources[m_source].text)
{
}

MultipartSplitter::Mark MultipartSplitter::markOf(std::string_view line) const
{
    if (line.substr(0, m_boundary.size()) != m_boundary)
        return Mark::None;
    line.remove_prefix(m_boundary.size());
    const bool close = line.substr(0, 2) == "--";
    if (close)
        line.remove_prefix(2);
    if (!std::all_of(line.begin(), line.end(), isAsciiSpace))
        return Mark::None;
    return close ? Mark::Close : Mark::Delimiter;
}

// Index of the first line behind the first delimiter; 0 when there is none, then everything is a part.
size_t MultipartSplitter::skipPreamble(const std::vector<BodyLine>& lines)
{
    for (size_t i = 0; i < lines.size(); ++i) {
        if (markOf(textOf(lines[i])) != Mark::Delimiter)
            continue;
        if (i + 1 < lines.size() && !isStrictField(textOf(lines[i + 1])))
            m_builder.m_flags.missingMimeHeaders = true;
        return i + 1;
    }
    return 0;
}

void MultipartSplitter::startPart()
{
    m_part = {};
    m_inBody = false;
    m_field.clear();
    m_lines.clear();
}

void MultipartSplitter::split(std::vector<BodyLine> lines)
{
    startPart();
    for (size_t i = skipPreamble(lines); i < lines.size(); ++i) {
        const std::string_view line = textOf(lines[i]);
        const bool isLast = i + 1 == lines.size();
        Mark mark = markOf(line);
        const bool closes = mark == Mark::Close;
        if (mark != Mark::None && m_nested) {
            mark = Mark::None;
            m_nested = !closes;
        }
        if (mark == Mark::None && !isLast) {
            if (m_inBody)
                takeBodyLine(lines[i]);
            else
                takeHeaderLine(lines[i]);
            continue;
        }
        // By RFC 2046 the line end before a mark belongs to the mark; the reference data keep it in the part.
        if (mark == Mark::None)
            takeBodyLine(lines[i]);
        if (!queuePart())
            return;
        if (closes && mark != Mark::None) {
            const auto isEpilogue = [&](const BodyLine& rest) {
                const std::string_view text = textOf(rest);
                return std::any_of(text.begin(), text.end(), [](char c) { return !isAsciiSpace(c) && c != '.'; });
            };
            if (std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1, lines.end(), isEpilogue))
                m_builder.m_flags.mimeEpilogueExists = true;
            return;
        }
        if (!isLast && !isStrictField(textOf(lines[i + 1])))
            m_builder.m_flags.missingMimeHeaders = true;
        startPart();
    }
}

void MultipartSplitter::takeHeaderLine(const BodyLine& line)
{
    const std::string_view text = textOf(line);
    const bool continues = !text.empty() && isBlank(text.front()) && !m_field.empty();
    if (continues || looksLikeField(text)) {
        if (!continues) {
            fileField();
            m_fieldOffset = line.offset;
        }
        m_field.append(text);
        if (line.end != BodyLine::End::None)
            m_field.push_back('\n');
        return;
    }
    fileField();
    m_inBody = true;
    noteNestedBoundary();
    if (text.empty() || text == "\r")
        return;
    m_builder.m_flags.missingMimeHeadBodySeparator = true;
    takeBodyLine(line);
}

// A field that is still open when a mark comes is lost, as in the peer.
void MultipartSplitter::fileField()
{
    if (m_field.empty())
        return;
    const size_t colon = m_field.find(':');
    size_t value = colon + 1;
    while (value < m_field.size() && isAsciiSpace(m_field[value]))
        ++value;
    HeaderField field;
    field.name = m_field.substr(0, colon);
    field.raw = m_field.substr(value);
    // Skipped line ends may be longer in the source.
    field.offset = m_fieldOffset + colon + 1;
    while (field.offset < m_text.size() && !field.raw.empty() && isAsciiSpace(m_text[field.offset]))
        ++field.offset;
    m_part.headers.push_back(std::move(field));
    m_field.clear();
}

void MultipartSplitter::noteNestedBoundary()
{
    if (m_part.headers.empty() || !equalsIgnoringCase(m_part.headers.back().name, "content-type"))
        return;
    const auto boundary = parseContentType(m_part.headers.back().decoded()).boundary;
    if (boundary && "--" + *boundary == m_boundary)
        m_nested = true;
}

void MultipartSplitter::takeBodyLine(BodyLine line)
{
    while (line.length + (line.end == BodyLine::End::None ? 0 : 1) > maxBodyLine) {
        m_lines.push_back({line.offset, maxBodyLine, BodyLine::End::Added});
        line.offset += maxBodyLine;
        line.length -= maxBodyLine;
    }
    m_lines.push_back(line);
}

// False once the limit is reached.
bool MultipartSplitter::queuePart()
{
    const ContentType type = parseContentType(m_part.lastHeader("content-type"));
    MimeNode& parent = m_builder.m_nodes[m_node];
    m_part.type = type.missing && parent.type == "multipart/digest" ? "message/rfc822" : type.type;
    m_part.parent = static_cast<int>(m_node);
    m_part.source = m_source;
    if (!m_lines.empty()) {
        const BodyLine& last = m_lines.back();
        m_part.bodyOffset = m_lines.front().offset;
        m_part.bodyEnd =
            last.offset + last.length + (last.end == BodyLine::End::Lf) + 2 * (last.end == BodyLine::End::CrLf);
    }
    parent.children.push_back(static_cast<int>(m_builder.m_nodes.size()));
    const bool ownBoundary = type.boundary && !type.boundary->empty() && *type.boundary != "0";
    m_builder.m_jobs.push_back({m_builder.m_nodes.size(), ownBoundary ? *type.boundary : m_boundary.substr(2),
        std::move(m_lines), m_depthLeft});
    m_builder.m_nodes.push_back(std::move(m_part));
    if (++m_parts < MimeTree::maxParts)
        return true;
    m_builder.m_flags.mimePartLimitExceeded = true;
    return false;
}

} // namespace assay::rules
