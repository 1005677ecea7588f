// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/transfer.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

constexpr uint8_t foreign = 0xFF; // no character of the alphabet
constexpr uint8_t skipped = 0xFE; // white space
constexpr uint8_t padding = 0xFD;

constexpr std::array<uint8_t, 256> makeBase64Table()
{
    std::array<uint8_t, 256> table{};
    for (auto& entry : table)
        entry = foreign;
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<uint8_t>(alphabet[i])] = static_cast<uint8_t>(i);
    for (const char c : {' ', '\t', '\r', '\n', '\v', '\f'})
        table[static_cast<uint8_t>(c)] = skipped;
    table['='] = padding;
    return table;
}
constexpr std::array<uint8_t, 256> base64Table = makeBase64Table();

uint8_t base64Value(char c)
{
    return base64Table[static_cast<uint8_t>(c)];
}

// State of one run through base64 text.
class Base64Reader
{
public:
    Base64Reader(std::string_view encoded, OffsetMap* map)
        : m_encoded(encoded)
        , m_map(map)
    {
        m_result.bytes.reserve(encoded.size() / 4 * 3 + 3);
    }

    DecodedBytes run()
    {
        while (m_position < m_encoded.size()) {
            if (m_count == 0)
                readWholeGroups();
            if (m_position < m_encoded.size())
                readCharacter(m_encoded[m_position]);
        }
        endGroup(m_count != 0);
        return std::move(m_result);
    }

private:
    void readWholeGroups()
    {
        const size_t first = m_position;
        size_t i = first;
        while (i + 4 <= m_encoded.size()) {
            const uint8_t a = base64Value(m_encoded[i]), b = base64Value(m_encoded[i + 1]),
                          c = base64Value(m_encoded[i + 2]), d = base64Value(m_encoded[i + 3]);
            if ((a | b | c | d) >= 64)
                break;
            const char out[3] = {
                static_cast<char>(a << 2 | b >> 4), static_cast<char>(b << 4 | c >> 2), static_cast<char>(c << 6 | d)};
            m_result.bytes.append(out, 3);
            i += 4;
        }
        if (i == first)
            return;
        m_result.bad |= m_padded;
        m_padded = false;
        if (m_map)
            m_map->appendBase64((i - first) / 4, first);
        m_position = i;
    }

    void readCharacter(char c)
    {
        const uint8_t value = base64Value(c);
        if (value < 64) {
            m_result.bad |= m_padded;
            m_padded = false;
            if (m_count == 0)
                m_groupStart = m_position;
            m_values[m_count++] = value;
            if (m_count == 4)
                endGroup(false);
        } else if (value == padding) {
            m_result.bad |= m_count == 1 || (m_count == 0 && !m_padded);
            endGroup(false);
            m_padded = true;
        } else if (value == foreign) {
            m_result.bad = true;
        }
        ++m_position;
    }

    void endGroup(bool cut)
    {
        m_result.bad |= cut;
        const std::array<uint8_t, 4>& v = m_values;
        const size_t made = m_count > 1 ? m_count - 1 : 0;
        const char out[3] = {static_cast<char>(v[0] << 2 | v[1] >> 4), static_cast<char>(v[1] << 4 | v[2] >> 2),
            static_cast<char>(v[2] << 6 | v[3])};
        m_result.bytes.append(out, made);
        if (m_map && made)
            m_map->appendGroup(made, m_groupStart, std::min(m_position + 1, m_encoded.size()) - m_groupStart);
        m_count = 0;
        m_values = {};
    }

    std::string_view m_encoded;
    OffsetMap* m_map;
    DecodedBytes m_result;
    size_t m_position = 0;
    size_t m_groupStart = 0;
    std::array<uint8_t, 4> m_values{};
    size_t m_count = 0;
    bool m_padded = false;
};

struct Line
{
    std::string_view text; // without its line end
    size_t next; // where the following line begins
};

Line lineAt(std::string_view text, size_t start)
{
    const size_t end = text.find('\n', start);
    const size_t next = end == std::string_view::npos ? text.size() : end + 1;
    std::string_view line = text.substr(start, (end == std::string_view::npos ? text.size() : end) - start);
    while (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return {line, next};
}

unsigned uuValue(char c)
{
    return (static_cast<unsigned>(static_cast<uint8_t>(c)) - 32u) & 63u;
}

bool isUuLine(std::string_view line)
{
    if (line.empty() || line[0] < 0x20 || line[0] > 0x60)
        return false;
    const size_t wanted = (uuValue(line[0]) + 2) / 3 * 4;
    if (line.size() - 1 > wanted + 2)
        return false;
    return std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c <= 0x60; });
}

bool isUuBegin(std::string_view line, std::string& name)
{
    if (line.substr(0, 6) != "begin ")
        return false;
    size_t i = 6;
    while (i < line.size() && line[i] >= '0' && line[i] <= '7')
        ++i;
    if (i < 9 || i > 10 || i >= line.size() || line[i] != ' ')
        return false;
    name = std::string(trimmed(line.substr(i)));
    return !name.empty();
}

// Offset behind the "end" line, or 0.
size_t uuBlockEnd(std::string_view text, size_t start)
{
    bool anyData = false;
    while (start < text.size()) {
        const Line line = lineAt(text, start);
        if (trimmed(line.text) == "end")
            return anyData ? line.next : 0;
        if (!line.text.empty() && !isUuLine(line.text))
            return 0;
        anyData |= !line.text.empty();
        start = line.next;
    }
    return 0;
}

size_t yencBlockEnd(std::string_view text, size_t start)
{
    while (start < text.size()) {
        const Line line = lineAt(text, start);
        if (line.text.substr(0, 5) == "=yend")
            return line.next;
        if (line.text.substr(0, 7) == "=ybegin")
            return 0;
        start = line.next;
    }
    return 0;
}

bool isYencBegin(std::string_view line, std::string& name)
{
    if (line.substr(0, 8) != "=ybegin " || line.find(" line=") == std::string_view::npos)
        return false;
    const size_t at = line.find(" name=");
    if (at == std::string_view::npos)
        return false;
    name = std::string(trimmed(line.substr(at + 6)));
    return !name.empty();
}

void decodeUuLine(std::string_view line, size_t lineOffset, DecodedBytes& result, OffsetMap* map)
{
    size_t left = uuValue(line[0]);
    const auto value = [&](size_t i) { return i < line.size() ? uuValue(line[i]) : 0u; };
    result.bad |= !isUuLine(line) || line.size() - 1 < left + (left + 2) / 3;
    for (size_t i = 1; left > 0; i += 4) {
        const unsigned a = value(i), b = value(i + 1), c = value(i + 2), d = value(i + 3);
        const char out[3] = {
            static_cast<char>(a << 2 | b >> 4), static_cast<char>(b << 4 | c >> 2), static_cast<char>(c << 6 | d)};
        const size_t made = std::min<size_t>(left, 3);
        result.bytes.append(out, made);
        if (map) {
            const size_t first = std::min(i, line.size() - 1);
            map->appendGroup(made, lineOffset + first, std::min<size_t>(line.size() - first, 4));
        }
        left -= made;
    }
}

} // namespace

void OffsetMap::append(Kind kind, uint64_t decodedLength, uint64_t encoded, uint32_t encodedLength)
{
    m_runs.push_back({m_decodedLength, encoded, encodedLength, kind});
    m_decodedLength += decodedLength;
}

void OffsetMap::appendLiteral(uint64_t length, uint64_t encodedOffset)
{
    if (length == 0)
        return;
    if (!m_runs.empty() && m_runs.back().kind == Kind::Literal
        && m_runs.back().encoded + (m_decodedLength - m_runs.back().decoded) == encodedOffset)
        m_decodedLength += length;
    else
        append(Kind::Literal, length, encodedOffset, 0);
}

void OffsetMap::appendGroup(uint64_t decoded, uint64_t encodedOffset, uint64_t encoded)
{
    if (decoded > 0)
        append(Kind::Group, decoded, encodedOffset, static_cast<uint32_t>(encoded));
}

void OffsetMap::appendBase64(uint64_t groups, uint64_t encodedOffset)
{
    if (groups > 0)
        append(Kind::Base64, groups * 3, encodedOffset, 0);
}

OffsetMap::Range OffsetMap::rangeOf(uint64_t decodedOffset) const
{
    const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), decodedOffset,
        [](uint64_t offset, const Run& run) { return offset < run.decoded; });
    const Run& run = *(after - 1);
    const uint64_t within = decodedOffset - run.decoded;
    if (run.kind == Kind::Group)
        return {run.encoded, run.encodedLength};
    if (run.kind == Kind::Literal)
        return {run.encoded + within, 1};
    return {run.encoded + within / 3 * 4 + within % 3, 2}; // each byte lies in two of the four characters
}

OffsetMap::Range OffsetMap::find(uint64_t decodedOffset, uint64_t decodedLength) const
{
    if (decodedOffset >= m_decodedLength || decodedLength == 0)
        return {};
    const uint64_t last = decodedOffset + std::min(decodedLength, m_decodedLength - decodedOffset) - 1;
    const Range first = rangeOf(decodedOffset);
    const Range end = rangeOf(last);
    return {first.offset, end.offset + end.length - first.offset};
}

DecodedBytes decodeBase64(std::string_view encoded, OffsetMap* map)
{
    return Base64Reader(encoded, map).run();
}

namespace {

// What an '=' of quoted-printable stands for: how many bytes it takes, and the byte it makes (-1: none, a soft line
// end).
struct QpEscape
{
    size_t length = 0; // 0: no escape
    int byte = -1;
};

QpEscape qpEscapeAt(std::string_view encoded, size_t at)
{
    size_t end = at + 1;
    if (end + 1 < encoded.size()) {
        const int high = hexDigitValue(encoded[end]), low = hexDigitValue(encoded[end + 1]);
        if (high >= 0 && low >= 0)
            return {3, high * 16 + low};
    }
    while (end < encoded.size() && isBlank(encoded[end]))
        ++end;
    if (end >= encoded.size())
        return {end - at, -1};
    if (encoded[end] == '\n')
        return {end + 1 - at, -1};
    if (encoded[end] == '\r' && end + 1 < encoded.size() && encoded[end + 1] == '\n')
        return {end + 2 - at, -1};
    return {};
}

// First of the blanks that end at `end`, not before `start`.
size_t trailingBlanks(std::string_view text, size_t start, size_t end)
{
    while (end > start && isBlank(text[end - 1]))
        --end;
    return end;
}

} // namespace

DecodedBytes decodeQuotedPrintable(std::string_view encoded, OffsetMap* map)
{
    DecodedBytes result;
    result.bytes.reserve(encoded.size());
    const auto literal = [&](size_t from, size_t to) {
        result.bytes.append(encoded.substr(from, to - from));
        if (map)
            map->appendLiteral(to - from, from);
    };
    size_t i = 0;
    while (i < encoded.size()) {
        const size_t stop = std::min(encoded.find_first_of("=\n", i), encoded.size());
        if (stop == encoded.size() || encoded[stop] == '\n') {
            size_t textEnd = stop;
            if (stop < encoded.size() && textEnd > i && encoded[textEnd - 1] == '\r')
                --textEnd;
            literal(i, trailingBlanks(encoded, i, textEnd));
            i = std::min(stop + 1, encoded.size());
            literal(textEnd, i);
            continue;
        }
        literal(i, stop);
        const QpEscape escape = qpEscapeAt(encoded, stop);
        if (escape.length == 0) {
            result.bad = true;
            literal(stop, stop + 1);
        } else if (escape.byte >= 0) {
            result.bytes += static_cast<char>(escape.byte);
            if (map)
                map->appendGroup(1, stop, escape.length);
        }
        i = stop + std::max<size_t>(escape.length, 1);
    }
    return result;
}

DecodedBytes decodeQ(std::string_view encoded)
{
    DecodedBytes result;
    result.bytes.reserve(encoded.size());
    for (size_t i = 0; i < encoded.size(); ++i) {
        const char c = encoded[i];
        const int high = i + 2 < encoded.size() ? hexDigitValue(encoded[i + 1]) : -1;
        const int low = high >= 0 ? hexDigitValue(encoded[i + 2]) : -1;
        if (c == '=' && low >= 0) {
            result.bytes += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            result.bad |= c == '=';
            result.bytes += c == '_' ? ' ' : c;
        }
    }
    return result;
}

std::vector<EncodedBlock> findEncodedBlocks(std::string_view text, size_t limit)
{
    std::vector<EncodedBlock> blocks;
    size_t start = 0;
    while (start < text.size() && blocks.size() < limit) {
        const Line line = lineAt(text, start);
        EncodedBlock block;
        size_t end = 0;
        if (isUuBegin(line.text, block.name)) {
            end = uuBlockEnd(text, line.next);
        } else if (isYencBegin(line.text, block.name)) {
            block.kind = EncodedBlock::Kind::Yenc;
            end = yencBlockEnd(text, line.next);
        }
        if (end != 0) {
            block.offset = start;
            block.length = end - start;
            blocks.push_back(std::move(block));
        }
        start = end != 0 ? end : line.next;
    }
    return blocks;
}

DecodedBytes decodeUuencode(std::string_view block, OffsetMap* map)
{
    DecodedBytes result;
    bool ended = false;
    std::string name;
    for (size_t start = 0; start < block.size() && !ended;) {
        const Line line = lineAt(block, start);
        if (trimmed(line.text) == "end")
            ended = true;
        else if (!line.text.empty() && !isUuBegin(line.text, name))
            decodeUuLine(line.text, start, result, map);
        start = line.next;
    }
    return result;
}

DecodedBytes decodeYenc(std::string_view block)
{
    DecodedBytes result;
    for (size_t start = 0; start < block.size();) {
        const Line line = lineAt(block, start);
        start = line.next;
        if (line.text.substr(0, 2) == "=y")
            continue;
        for (size_t i = 0; i < line.text.size(); ++i) {
            const bool escaped = line.text[i] == '=';
            i += escaped;
            if (i < line.text.size())
                result.bytes += static_cast<char>(static_cast<uint8_t>(line.text[i]) - 42 - (escaped ? 64 : 0));
            else
                result.bad = true;
        }
    }
    return result;
}

} // namespace assay
