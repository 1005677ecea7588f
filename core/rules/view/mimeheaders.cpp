// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/mimeheaders.h"

#include "core/base/ascii.h"
#include "core/rules/view/contenttype.h"
#include "core/rules/view/headerdecoder.h"

namespace assay::rules {

namespace {

const HeaderField* lastField(const MimeNode& node, std::string_view name)
{
    for (auto field = node.headers.rbegin(); field != node.headers.rend(); ++field)
        if (equalsIgnoringCase(field->name, name))
            return &*field;
    return nullptr;
}

// Folds as one blank each, final line end as it is.
std::string unfoldedRaw(const std::string& raw)
{
    std::string result;
    for (size_t i = 0; i < raw.size(); ++i) {
        const size_t newline = raw[i] == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n' ? i + 1 : i;
        if (raw[newline] != '\n' || newline + 1 >= raw.size() || !isAsciiSpace(raw[newline + 1])) {
            result.push_back(raw[i]);
            continue;
        }
        i = newline;
        while (i + 1 < raw.size() && isAsciiSpace(raw[i + 1]))
            ++i;
        result.push_back(' ');
    }
    return result;
}

std::string allFields(const MimeNode& node, bool raw)
{
    constexpr size_t maxBytes = 65536;
    std::string result;
    for (const HeaderField& field : node.headers) {
        const std::string line = field.name + ": " + (raw ? unfoldedRaw(field.raw) : field.decoded() + "\n");
        if (result.size() + line.size() > maxBytes)
            break;
        result += line;
    }
    return result;
}

// Paths count children from 1; the root of a multipart is "1", parts of a nested message go below it.
std::string childPath(const MimeNode& parent, size_t index)
{
    return parent.path + "." + std::to_string(index + 1);
}

} // namespace

std::vector<Piece> mimeHeaderPieces(const MimeTree& tree, std::string_view name, bool raw)
{
    std::vector<Piece> pieces;
    const auto& nodes = tree.nodes();
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (name == "ALL") {
            pieces.push_back({allFields(nodes[i], raw), static_cast<int>(i)});
        } else if (const HeaderField* field = lastField(nodes[i], name)) {
            pieces.push_back({raw ? field->raw : field->decoded() + "\n", static_cast<int>(i)});
        }
    }
    return pieces;
}

RawRange mapMimeHeaderPiece(
    const MimeTree& tree, std::string_view name, bool raw, size_t piece, uint64_t offset, uint64_t length)
{
    const auto pieces = mimeHeaderPieces(tree, name, raw);
    if (piece >= pieces.size())
        return {};
    const MimeNode& node = tree.nodes()[static_cast<size_t>(pieces[piece].part)];
    SourceMap map;
    const auto appendField = [&](const HeaderField& field) {
        const SourceMap rawMap = tree.valueMap(node, field);
        if (raw) {
            map.appendPart(rawMap, 0, field.raw.size());
            return;
        }
        SourceMap decodedMap;
        decodeHeaderValue(field.raw, toAsciiLower(field.name), &decodedMap);
        const SourceMap value = stacked(decodedMap, rawMap, Unmapped::TransferDecoded);
        map.appendPart(value, 0, value.textLength());
        const RawRange end = rawMap.find(field.raw.empty() ? 0 : field.raw.size() - 1, field.raw.empty() ? 0 : 1);
        map.append(1, end.offset, end.length);
    };
    if (name != "ALL") {
        appendField(*lastField(node, name));
        return tree.toBytes(node.source, map.find(offset, length));
    }
    // The whole block of fields stands for a match in the joined form.
    if (node.headers.empty())
        return {};
    const HeaderField& first = node.headers.front();
    const HeaderField& last = node.headers.back();
    const uint64_t start = first.offset - std::min<uint64_t>(first.offset, first.name.size() + 1);
    return tree.toBytes(node.source, {start, last.offset + last.raw.size() - start, Unmapped::Generated});
}

std::vector<RulesPart> describeParts(const MimeTree& tree)
{
    std::vector<RulesPart> parts;
    std::vector<std::string> paths(tree.nodes().size());
    paths.front() = "1";
    for (size_t i = 0; i < tree.nodes().size(); ++i) {
        const MimeNode& node = tree.nodes()[i];
        RulesPart part;
        part.path = paths[i];
        MimeNode named;
        named.path = paths[i];
        for (size_t k = 0; k < node.children.size(); ++k)
            paths[static_cast<size_t>(node.children[k])] = childPath(named, k);
        part.type = node.isHtml() ? "text/html" : node.type;
        part.declaredType = node.type;
        part.charset = node.charset.value_or("");
        part.fileName = node.fileName;
        part.encoding = node.transferEncoding();
        for (const HeaderField& field : node.headers)
            part.headers.emplace_back(field.name, field.decoded());
        part.parent = node.parent;
        part.isLeaf = node.isLeaf();
        part.isHtml = node.isHtml();
        part.bodyOffset = node.bodyOffset;
        part.bodyLength = node.bodyEnd - node.bodyOffset;
        if (const auto outer = tree.encodedRange(node.source)) {
            part.insideEncoded = true;
            part.bodyOffset = outer->first;
            part.bodyLength = outer->second;
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace assay::rules
