// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/mimebuilder.h"

#include "core/base/ascii.h"
#include "core/rules/view/contenttype.h"
#include "core/rules/view/headersection.h"
#include "core/rules/view/leafdecoder.h"
#include "core/rules/view/multipartsplitter.h"

#include <algorithm>

namespace assay::rules {

namespace {

constexpr size_t keptBlankLines = 20;

std::vector<BodyLine> splitLines(std::string_view text, uint64_t from, bool crLf)
{
    std::vector<BodyLine> lines;
    for (uint64_t at = from; at < text.size();) {
        const size_t newline = text.find('\n', at);
        BodyLine line{at, static_cast<uint32_t>(std::min(newline, text.size()) - at), BodyLine::End::None};
        at = newline == std::string_view::npos ? text.size() : newline + 1;
        if (newline != std::string_view::npos) {
            line.end = BodyLine::End::Lf;
            if (crLf && line.length > 0 && text[newline - 1] == '\r') {
                line.end = BodyLine::End::CrLf;
                --line.length;
            }
        }
        lines.push_back(line);
    }
    return lines;
}

bool isBlankLine(std::string_view text, const BodyLine& line)
{
    const auto content = text.substr(line.offset, line.length);
    return std::all_of(content.begin(), content.end(), isAsciiSpace);
}

// Shortens runs of blank lines. The line above a run counts as its first; at the top of the body the first blank does.
void squeezeBlankLines(std::string_view text, std::vector<BodyLine>& lines)
{
    std::vector<BodyLine> kept;
    kept.reserve(lines.size());
    size_t blanks = 0;
    const auto endRun = [&](bool atTop) {
        const size_t counted = blanks - (atTop && blanks > 0 ? 1 : 0);
        if (counted > keptBlankLines) {
            const auto first = kept.end() - static_cast<std::ptrdiff_t>(blanks) + (atTop ? 2 : 1);
            kept.erase(first, first + static_cast<std::ptrdiff_t>(counted - keptBlankLines));
        }
        blanks = 0;
    };
    for (const BodyLine& line : lines) {
        if (isBlankLine(text, line))
            ++blanks;
        else
            endRun(kept.size() == blanks);
        kept.push_back(line);
    }
    endRun(kept.size() == blanks);
    lines = std::move(kept);
}

} // namespace

void MimeBuilder::build(uint64_t bodyStart, bool crLf)
{
    queueMessage(0, bodyStart, crLf, MimeTree::maxDepth);
    while (!m_jobs.empty()) {
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        process(std::move(job));
    }
    putInDocumentOrder();
}

void MimeBuilder::queueMessage(size_t node, uint64_t bodyStart, bool crLf, int depthLeft)
{
    MimeNode& message = m_nodes[node];
    const std::string_view text = m_sources[message.source].text;
    std::vector<BodyLine> lines = splitLines(text, bodyStart, crLf);
    squeezeBlankLines(text, lines);
    message.bodyOffset = bodyStart;
    message.bodyEnd = text.size();
    ContentType type = parseContentType(message.lastHeader("content-type"));
    message.type = type.type;
    // A body that begins with neither a blank line nor the boundary gets a blank line, so that field-like lines at its
    // top are not taken for a part's header.
    if (message.type.substr(0, 10) == "multipart/" && lines.size() > 1 && !isBlankLine(text, lines.front())) {
        const std::string_view first = text.substr(lines.front().offset, lines.front().length);
        if (!type.boundary || first.substr(0, 2 + type.boundary->size()) != "--" + *type.boundary)
            lines.insert(lines.begin(), BodyLine{lines.front().offset, 0, BodyLine::End::Added});
    }
    m_jobs.push_back({node, std::move(type.boundary), std::move(lines), depthLeft});
}

void MimeBuilder::process(Job job)
{
    const size_t node = job.node;
    const bool multipart = m_nodes[node].type.substr(0, 10) == "multipart/";
    if (multipart && job.boundary && job.depthLeft > 0) {
        m_nodes[node].hasChildren = true;
        MultipartSplitter(*this, node, *job.boundary, job.depthLeft - 1).split(std::move(job.lines));
        return;
    }
    const int depthLeft = job.depthLeft;
    finishLeaf(job);
    const std::string& type = m_nodes[node].type;
    if ((type == "message/rfc822" || type == "message/global") && depthLeft > 0)
        unpackMessage(node, depthLeft);
}

void MimeBuilder::finishLeaf(Job& job)
{
    MimeNode& node = m_nodes[job.node];
    const ContentType type = parseContentType(node.lastHeader("content-type"));
    if (!type.missing)
        node.type = type.type.substr(0, 10) != "multipart/" || job.boundary ? type.type : "text/plain";
    node.charset = type.charset;
    node.fileName = dispositionName(node.lastHeader("content-disposition"));
    if (node.fileName.empty() && type.name && *type.name != "0")
        node.fileName = *type.name;
    node.boundary = job.boundary.value_or("");
    node.lines = std::move(job.lines);
}

void MimeBuilder::unpackMessage(size_t node, int depthLeft)
{
    MimeSource inner;
    inner.owned = decodeLeaf(m_sources[m_nodes[node].source].text, m_nodes[node]);
    if (inner.owned.empty())
        return;
    inner.node = static_cast<int>(node);
    m_sources.push_back(std::move(inner));
    m_sources.back().text = m_sources.back().owned;

    HeaderSection section = readHeaderSection(m_sources.back().text);
    m_nodes[node].hasChildren = true;
    m_nodes[node].children.push_back(static_cast<int>(m_nodes.size()));
    MimeNode message;
    message.parent = static_cast<int>(node);
    message.isMessage = true;
    message.source = m_sources.size() - 1;
    message.headers = std::move(section.fields);
    m_nodes.push_back(std::move(message));
    queueMessage(m_nodes.size() - 1, section.bodyStart, section.crLf, depthLeft - 1);
}

void MimeBuilder::putInDocumentOrder()
{
    std::vector<int> order, newNumber(m_nodes.size(), -1), open = {0};
    while (!open.empty()) {
        const int node = open.back();
        open.pop_back();
        newNumber[static_cast<size_t>(node)] = static_cast<int>(order.size());
        order.push_back(node);
        const auto& children = m_nodes[static_cast<size_t>(node)].children;
        open.insert(open.end(), children.rbegin(), children.rend());
    }
    std::vector<MimeNode> sorted;
    sorted.reserve(m_nodes.size());
    for (int node : order)
        sorted.push_back(std::move(m_nodes[static_cast<size_t>(node)]));
    const auto renumber = [&](int& node) { node = node < 0 ? -1 : newNumber[static_cast<size_t>(node)]; };
    for (MimeNode& node : sorted) {
        renumber(node.parent);
        std::for_each(node.children.begin(), node.children.end(), renumber);
    }
    for (MimeSource& source : m_sources)
        renumber(source.node);
    m_nodes = std::move(sorted);
}

} // namespace assay::rules
