// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/mimetree.h"

#include "core/base/ascii.h"
#include "core/rules/view/headerdecoder.h"
#include "core/rules/view/headersection.h"
#include "core/rules/view/leafdecoder.h"
#include "core/rules/view/mimebuilder.h"

namespace assay::rules {

namespace {

std::string withCarriageReturns(std::string_view text)
{
    std::string result;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            result.push_back('\r');
        result.push_back(text[i]);
    }
    return result;
}

} // namespace

const std::string& HeaderField::decoded() const
{
    if (!decodedValue)
        decodedValue = decodeHeaderValue(raw, toAsciiLower(name));
    return *decodedValue;
}

std::string_view MimeNode::lastHeader(std::string_view name) const
{
    for (auto field = headers.rbegin(); field != headers.rend(); ++field)
        if (equalsIgnoringCase(field->name, name))
            return field->decoded();
    return {};
}

std::string MimeNode::transferEncoding() const
{
    return toAsciiLower(lastHeader("content-transfer-encoding"));
}

bool MimeNode::isHtml() const
{
    return endsWithIgnoringCase(fileName, ".htm") || endsWithIgnoringCase(fileName, ".html")
        || endsWithIgnoringCase(fileName, ".shtm") || endsWithIgnoringCase(fileName, ".shtml") || type == "text/html";
}

bool MimeNode::isPlain() const
{
    return !isHtml() && type == "text/plain";
}

MimeTree::MimeTree(std::string_view bytes)
{
    HeaderSection section = readHeaderSection(bytes);
    m_bytesOffset = section.start;
    m_sources.emplace_back();
    m_sources.front().text = bytes.substr(section.start);
    m_headerEnd = section.bodyStart - section.start;
    m_crLf = section.crLf;
    m_pristineHeaderEnd = m_headerEnd;
    if (section.mixedEnds) {
        m_pristine = withCarriageReturns(this->bytes().substr(0, m_headerEnd));
        m_pristineHeaderEnd = m_pristine.size();
        m_pristine += this->bytes().substr(m_headerEnd);
    }
    m_flags.missingHeadBodySeparator = section.missingSeparator;
    m_flags.truncatedHeader = section.truncated;
    m_nodes.emplace_back();
    MimeNode& root = m_nodes.front();
    root.isMessage = true;
    root.headers = std::move(section.fields);
    for (HeaderField& field : root.headers)
        field.offset -= section.start;
}

const std::vector<MimeNode>& MimeTree::nodes() const
{
    if (!m_parsed)
        MimeBuilder(m_sources, m_nodes, m_flags).build(m_headerEnd, m_crLf);
    m_parsed = true;
    return m_nodes;
}

RawRange MimeTree::mapPristine(uint64_t offset, uint64_t length) const
{
    if (m_pristine.empty())
        return {offset, length, Unmapped::None};
    const std::string_view text = pristine(), raw = bytes();
    SourceMap map;
    uint64_t at = 0;
    for (uint64_t i = 0; i < m_pristineHeaderEnd; ++i) {
        if (text[i] == raw[at])
            map.appendSame(1, at++);
        else
            map.appendGenerated(1);
    }
    map.appendSame(raw.size() - at, at);
    return map.find(offset, length);
}

std::string MimeTree::encodedBody(const MimeNode& node, SourceMap* map) const
{
    return joinLines(m_sources[node.source].text, node, map);
}

std::string MimeTree::decodedBody(const MimeNode& node, SourceMap* map) const
{
    return decodeLeaf(m_sources[node.source].text, node, map);
}

RawRange MimeTree::toBytes(size_t source, RawRange range) const
{
    while (m_sources[source].node >= 0) {
        MimeSource& inner = m_sources[source];
        const MimeNode& outer = m_nodes[static_cast<size_t>(inner.node)];
        if (!inner.mapped) {
            decodedBody(outer, &inner.map);
            inner.mapped = true;
        }
        range = inner.map.through(range);
        source = outer.source;
    }
    return range;
}

SourceMap MimeTree::valueMap(const MimeNode& node, const HeaderField& field) const
{
    const std::string_view text = m_sources[node.source].text;
    SourceMap map;
    uint64_t at = field.offset;
    for (size_t i = 0; i < field.raw.size() && at < text.size(); ++i) {
        const bool squeezed = field.raw[i] == '\n' && text[at] == '\r';
        map.append(1, at, squeezed ? 2 : 1);
        at += squeezed ? 2 : 1;
    }
    return map;
}

std::optional<std::pair<uint64_t, uint64_t>> MimeTree::encodedRange(size_t source) const
{
    std::optional<std::pair<uint64_t, uint64_t>> range;
    while (m_sources[source].node >= 0) {
        const MimeNode& outer = m_nodes[static_cast<size_t>(m_sources[source].node)];
        range = std::pair(outer.bodyOffset, outer.bodyEnd - outer.bodyOffset);
        source = outer.source;
    }
    return range;
}

} // namespace assay::rules
