// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/parttexts.h"

#include "core/rules/view/charsetreader.h"
#include "core/rules/view/htmlrenderer.h"

namespace assay::rules {

PartTexts::Texts& PartTexts::texts(size_t node)
{
    if (m_texts.empty())
        m_texts.resize(m_tree.nodes().size());
    return m_texts[node];
}

const std::string& PartTexts::decoded(size_t node)
{
    Texts& part = texts(node);
    if (!part.decoded)
        part.decoded = m_tree.nodes()[node].isLeaf() ? m_tree.decodedBody(m_tree.nodes()[node]) : std::string();
    return *part.decoded;
}

const RenderedPart* PartTexts::rendered(size_t node)
{
    const MimeNode& mimeNode = m_tree.nodes()[node];
    if (!mimeNode.isLeaf() || (!mimeNode.isHtml() && !mimeNode.isPlain()))
        return nullptr;
    Texts& part = texts(node);
    if (!part.rendered) {
        part.rendered = std::make_unique<RenderedPart>(render(mimeNode, decoded(node), nullptr));
        if (part.rendered->html)
            part.rendered->html->part = static_cast<int>(node);
    }
    return part.rendered.get();
}

RenderedPart PartTexts::render(const MimeNode& node, std::string decoded, SourceMap* map) const
{
    RenderedPart part;
    const std::string charset = node.charset.value_or("us-ascii");
    const size_t decodedSize = decoded.size();
    const bool isHtml = node.isHtml() && !decoded.empty();
    SourceMap charsetMap(Unmapped::CharsetConverted);
    CharsetText text = readCharset(std::move(decoded), charset, Declared::Hint, map ? &charsetMap : nullptr);
    if (!isHtml) {
        if (map)
            *map = charsetMap;
        part.all = {std::move(text.text), text.characters};
        part.visible.characters = text.characters;
        return part;
    }
    SourceMap htmlMap;
    part = renderHtml(std::move(text.text), text.characters, decodedSize, map ? &htmlMap : nullptr);
    if (map)
        *map = stacked(htmlMap, charsetMap, Unmapped::Generated);
    return part;
}

const SourceMap& PartTexts::decodedMap(size_t node)
{
    Texts& part = texts(node);
    if (part.decodedMap)
        return *part.decodedMap;
    const MimeNode& mimeNode = m_tree.nodes()[node];
    SourceMap inSource;
    m_tree.decodedBody(mimeNode, &inSource);
    const std::string encoding = mimeNode.transferEncoding();
    const bool encoded = encoding == "base64" || encoding == "quoted-printable";
    part.decodedMap = std::make_unique<SourceMap>(encoded ? Unmapped::TransferDecoded : Unmapped::Generated);
    inSource.forEachRun([&](uint64_t textLength, uint64_t offset, uint64_t length, Unmapped why) {
        if (why == Unmapped::Generated && length == 0) {
            part.decodedMap->appendGenerated(textLength);
            return;
        }
        const RawRange range = m_tree.toBytes(mimeNode.source, {offset, length, why});
        part.decodedMap->append(textLength, range.offset, range.length, range.why);
    });
    return *part.decodedMap;
}

const SourceMap& PartTexts::preparedMap(size_t node)
{
    Texts& part = texts(node);
    if (part.preparedMap)
        return *part.preparedMap;
    const std::string charset = m_tree.nodes()[node].charset.value_or("us-ascii");
    SourceMap charsetMap(Unmapped::CharsetConverted), htmlMap;
    CharsetText text = readCharset(decoded(node), charset, Declared::Hint, &charsetMap);
    part.prepared = prepareHtml(std::move(text.text), &htmlMap);
    const SourceMap inDecoded = stacked(htmlMap, charsetMap, Unmapped::Generated);
    part.preparedMap = std::make_unique<SourceMap>(stacked(inDecoded, decodedMap(node), Unmapped::Generated));
    return *part.preparedMap;
}

const std::string& PartTexts::preparedSource(size_t node)
{
    preparedMap(node);
    return texts(node).prepared;
}

const SourceMap& PartTexts::renderedMap(size_t node)
{
    Texts& part = texts(node);
    if (part.renderedMap)
        return *part.renderedMap;
    SourceMap inDecoded;
    render(m_tree.nodes()[node], decoded(node), &inDecoded);
    part.renderedMap = std::make_unique<SourceMap>(stacked(inDecoded, decodedMap(node), Unmapped::Generated));
    return *part.renderedMap;
}

} // namespace assay::rules
