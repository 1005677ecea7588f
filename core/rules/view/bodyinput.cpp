// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/bodyinput.h"

#include "core/base/ascii.h"
#include "core/rules/view/utf8.h"

#include <algorithm>

namespace assay::rules {

namespace {

// The map of toLatin1(text) into `text`.
SourceMap latin1Map(std::string_view text)
{
    SourceMap map;
    for (size_t at = 0; at < text.size();) {
        const size_t high = firstHighByte(text, at);
        map.appendSame(high - at, at);
        if (high == text.size())
            break;
        const size_t length = codePointAt(text, high).length;
        map.append(1, high, length);
        at = high + length;
    }
    return map;
}

bool isLeafWithType(const MimeNode& node)
{
    return node.isLeaf() && !node.type.empty();
}

} // namespace

std::string BodyInput::subject() const
{
    if (m_visibility == Visibility::Invisible)
        return {};
    const auto subjects = m_headers.fieldValues("subject", false);
    return subjects.empty() ? "\n" : subjects.back().text;
}

const RenderedText* BodyInput::textOf(size_t node)
{
    const RenderedPart* part = m_texts.rendered(node);
    if (!part)
        return nullptr;
    if (!part->html)
        return m_visibility == Visibility::Invisible ? &part->invisible : &part->all;
    return m_visibility == Visibility::All    ? &part->all
        : m_visibility == Visibility::Visible ? &part->visible
                                              : &part->invisible;
}

void BodyInput::join()
{
    m_joined = {};
    m_stretches.clear();
    const auto& nodes = m_tree.nodes();
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (!isLeafWithType(nodes[i]))
            continue;
        if (!m_joined.text.empty())
            m_joined.text.push_back('\n');
        const RenderedText* part = textOf(i);
        if (!part)
            continue;
        m_stretches.push_back({m_joined.text.size(), static_cast<int>(i)});
        m_joined.text.append(part->text, 0, renderedScanSize(part->text));
        m_joined.characters |= part->characters;
    }
}

void BodyInput::build()
{
    m_built = true;
    const auto& nodes = m_tree.nodes();
    if (std::none_of(nodes.begin(), nodes.end(), isLeafWithType))
        return;
    join();
    std::string whole = subject();
    const size_t subjectSize = whole.size();
    std::string text = collapseParagraphs(m_joined.text, m_joined.characters);
    whole += m_joined.characters || isAscii(text) ? text : toLatin1(text);
    m_starts = splitShortLines(whole);
    m_pieces.reserve(m_starts.size());
    for (size_t i = 0; i < m_starts.size(); ++i) {
        const size_t end = i + 1 < m_starts.size() ? m_starts[i + 1] : whole.size();
        const int part = m_stretches.size() == 1 && m_starts[i] >= subjectSize ? m_stretches.front().part : -1;
        m_pieces.push_back({whole.substr(m_starts[i], end - m_starts[i]), part});
    }
}

const std::vector<Piece>& BodyInput::pieces()
{
    if (!m_built)
        build();
    return m_pieces;
}

// From the joined text into bytes().
SourceMap BodyInput::joinedMap()
{
    SourceMap map;
    for (const Stretch& stretch : m_stretches) {
        map.appendGenerated(stretch.offset - map.textLength());
        const auto node = static_cast<size_t>(stretch.part);
        map.appendPart(m_texts.renderedMap(node), 0, renderedScanSize(textOf(node)->text));
    }
    map.appendGenerated(m_joined.text.size() - map.textLength());
    return map;
}

SourceMap BodyInput::wholeMap()
{
    SourceMap map;
    const auto subjects = m_headers.fieldValues("subject", false);
    if (subjects.empty()) {
        map.appendGenerated(1);
    } else {
        const SourceMap subjectMap = m_headers.valueMap(subjects.back());
        map.appendPart(subjectMap, 0, subjectMap.textLength());
    }
    SourceMap collapseMap;
    const std::string text = collapseParagraphs(m_joined.text, m_joined.characters, &collapseMap);
    if (!m_joined.characters && !isAscii(text))
        collapseMap = stacked(latin1Map(text), collapseMap, Unmapped::Generated);
    const SourceMap textMap = stacked(collapseMap, joinedMap(), Unmapped::Generated);
    map.appendPart(textMap, 0, textMap.textLength());
    return map;
}

RawRange BodyInput::map(size_t piece, uint64_t offset, uint64_t length)
{
    pieces();
    if (piece >= m_pieces.size())
        return {};
    if (!m_map)
        m_map = wholeMap();
    return m_map->find(m_starts[piece] + offset, length);
}

const std::vector<Piece>& RawBodyInput::pieces()
{
    if (m_built)
        return m_pieces;
    m_built = true;
    const auto isRaw = [](const MimeNode& node) {
        const auto startsWith = [&](std::string_view prefix) {
            return node.type.substr(0, prefix.size()) == prefix
                && (node.type.size() == prefix.size()
                    || !(isAsciiAlnum(node.type[prefix.size()]) || node.type[prefix.size()] == '_'));
        };
        return node.isLeaf() && node.type != "text/calendar"
            && (node.isHtml() || startsWith("text") || startsWith("message"));
    };
    const auto& nodes = m_tree.nodes();
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (!isLeafWithType(nodes[i]) || !isRaw(nodes[i]))
            continue;
        const std::string& decoded = m_texts.decoded(i);
        const std::string_view text = std::string_view(decoded).substr(0, rawScanSize(decoded));
        const auto starts = splitShortParagraphs(text);
        for (size_t k = 0; k < starts.size(); ++k) {
            const size_t end = k + 1 < starts.size() ? starts[k + 1] : text.size();
            m_pieces.push_back({std::string(text.substr(starts[k], end - starts[k])), static_cast<int>(i)});
            m_offsets.push_back(starts[k]);
        }
    }
    return m_pieces;
}

RawRange RawBodyInput::map(size_t piece, uint64_t offset, uint64_t length)
{
    pieces();
    if (piece >= m_pieces.size())
        return {};
    return m_texts.decodedMap(static_cast<size_t>(m_pieces[piece].part)).find(m_offsets[piece] + offset, length);
}

} // namespace assay::rules
