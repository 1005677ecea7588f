// SPDX-License-Identifier: GPL-3.0-or-later
// Where the texts of header queries are in the message.
#include "core/base/ascii.h"
#include "core/rules/view/headeraccess.h"
#include "core/rules/view/headerdecoder.h"

namespace assay::rules {

namespace {

// The decoded value and the newline behind it, which stands for the field's own.
void appendDecoded(SourceMap& map, const HeaderField& field, const SourceMap& rawMap)
{
    SourceMap decodedMap;
    const std::string decoded = decodeHeaderValue(field.raw, toAsciiLower(field.name), &decodedMap);
    const SourceMap value = stacked(decodedMap, rawMap, Unmapped::TransferDecoded);
    map.appendPart(value, 0, value.textLength());
    if (!field.raw.empty() && field.raw.back() == '\n') {
        const RawRange end = rawMap.find(field.raw.size() - 1, 1);
        map.append(1, end.offset, end.length);
    } else {
        map.appendGenerated(1);
    }
}

void appendNameAndColon(SourceMap& map, const HeaderField& field, std::string_view source)
{
    uint64_t nameEnd = field.offset - 1; // the colon
    while (nameEnd > 0 && isBlank(source[nameEnd - 1]))
        --nameEnd;
    const uint64_t name = nameEnd >= field.name.size() ? nameEnd - field.name.size() : 0;
    map.appendSame(field.name.size(), name);
    uint64_t value = field.offset;
    while (value < source.size() && isAsciiSpace(source[value]) && value - field.offset < field.raw.size())
        ++value;
    map.append(1, nameEnd, field.offset - nameEnd);
    if (value > field.offset)
        map.append(1, field.offset, value - field.offset);
    else
        map.appendGenerated(1);
}

} // namespace

SourceMap HeaderAccess::valueMap(const HeaderValue& value) const
{
    SourceMap map;
    if (value.origin == HeaderValue::Origin::Bytes) {
        const RawRange range = m_tree.mapPristine(value.offset, value.text.size());
        map.append(value.text.size(), range.offset, range.length, range.why);
        return map;
    }
    if (value.field < 0) {
        map.appendGenerated(value.text.size());
        return map;
    }
    const HeaderField& field = m_tree.rootHeaders()[static_cast<size_t>(value.field)];
    MimeNode root;
    const SourceMap rawMap = m_tree.valueMap(root, field);
    switch (value.origin) {
    case HeaderValue::Origin::Raw:
        return rawMap;
    case HeaderValue::Origin::Line:
        appendNameAndColon(map, field, m_tree.bytes());
        [[fallthrough]];
    case HeaderValue::Origin::Decoded:
        appendDecoded(map, field, rawMap);
        return map;
    default:
        break;
    }
    const size_t at = findIgnoringCase(field.raw, value.text);
    if (at != std::string::npos) {
        map.appendPart(rawMap, at, value.text.size());
    } else {
        const bool encoded = field.raw.find("=?") != std::string::npos;
        map.append(value.text.size(), field.offset, rawMap.find(0, field.raw.size()).length,
            encoded ? Unmapped::TransferDecoded : Unmapped::Generated);
    }
    return map;
}

RawRange HeaderAccess::map(const std::vector<HeaderValue>& values, uint64_t offset, uint64_t length) const
{
    if (values.empty())
        return {};
    const bool endsInNewline = !values.front().text.empty() && values.front().text.back() == '\n';
    SourceMap whole;
    for (size_t i = 0; i < values.size(); ++i) {
        if (i > 0 && !endsInNewline)
            whole.appendGenerated(1);
        const SourceMap one = valueMap(values[i]);
        whole.appendPart(one, 0, one.textLength());
    }
    return whole.find(offset, length);
}

} // namespace assay::rules
