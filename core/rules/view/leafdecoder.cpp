// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/leafdecoder.h"

#include "core/rules/view/transfercoding.h"

namespace assay::rules {

std::string joinLines(std::string_view source, const MimeNode& node, SourceMap* map)
{
    std::string body;
    body.reserve(node.bodyEnd - node.bodyOffset + 1);
    uint64_t from = 0, to = 0; // a stretch of the source not yet copied
    const auto flush = [&] {
        body.append(source, from, to - from);
        if (map)
            map->appendSame(to - from, from);
    };
    for (const BodyLine& line : node.lines) {
        if (line.offset != to) {
            flush();
            from = line.offset;
        }
        to = line.offset + line.length;
        if (line.end == BodyLine::End::Lf) {
            ++to;
        } else if (line.end != BodyLine::End::None) {
            flush();
            body.push_back('\n');
            const uint64_t length = line.end == BodyLine::End::CrLf ? 2 : 0;
            if (map && length)
                map->append(1, to, length);
            else if (map)
                map->appendGenerated(1);
            from = to = to + length;
        }
    }
    flush();
    return body;
}

std::string decodeLeaf(std::string_view source, const MimeNode& node, SourceMap* map)
{
    const std::string encoding = node.transferEncoding();
    const bool base64 = encoding == "base64";
    if (!base64 && encoding != "quoted-printable")
        return joinLines(source, node, map);
    SourceMap lineMap(Unmapped::TransferDecoded), codeMap(Unmapped::TransferDecoded), endMap(Unmapped::TransferDecoded);
    const std::string encoded = joinLines(source, node, map ? &lineMap : nullptr);
    SourceMap* const codes = map ? &codeMap : nullptr;
    std::string decoded = base64 ? decodeBase64(encoded, codes) : decodeQuotedPrintable(encoded, codes);
    const std::string_view type = node.type;
    const bool isText = type.substr(0, 5) == "text/" || type.substr(0, 8) == "message/";
    if (!base64 || isText)
        decoded = withoutCarriageReturns(std::move(decoded), map ? &endMap : nullptr);
    else if (map)
        endMap.appendSame(decoded.size(), 0);
    if (map)
        *map = stacked(stacked(endMap, codeMap, Unmapped::TransferDecoded), lineMap, Unmapped::TransferDecoded);
    return decoded;
}

} // namespace assay::rules
