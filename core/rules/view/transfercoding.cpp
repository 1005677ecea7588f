// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/transfercoding.h"

#include "core/base/ascii.h"

#include <array>
#include <cstdint>

namespace assay::rules {

namespace {

// Text without blanks at line ends and without soft line breaks, which have to be gone before =hh is looked for.
std::string joinSoftLines(std::string_view text, SourceMap* map)
{
    std::string joined;
    joined.reserve(text.size());
    const auto keep = [&](size_t from, size_t to) {
        joined.append(text, from, to - from);
        if (map)
            map->appendSame(to - from, from);
    };
    for (size_t at = 0; at < text.size();) {
        const size_t newline = text.find('\n', at);
        if (newline == std::string_view::npos) {
            keep(at, text.size());
            break;
        }
        const size_t lineEnd = newline > at && text[newline - 1] == '\r' ? newline - 1 : newline;
        size_t end = lineEnd;
        while (end > at && isBlank(text[end - 1]))
            --end;
        const bool soft = end > at && text[end - 1] == '=';
        keep(at, soft ? end - 1 : end);
        if (!soft)
            keep(lineEnd, newline + 1);
        at = newline + 1;
    }
    return joined;
}

std::string decodeHexPairs(std::string_view text, SourceMap* map)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        size_t equals = text.find('=', at);
        while (equals != std::string_view::npos
            && (equals + 2 >= text.size() || hexDigitValue(text[equals + 1]) < 0
                || hexDigitValue(text[equals + 2]) < 0))
            equals = text.find('=', equals + 1);
        const size_t end = std::min(equals, text.size());
        decoded.append(text, at, end - at);
        if (map)
            map->appendSame(end - at, at);
        if (end == text.size())
            break;
        decoded.push_back(static_cast<char>(hexDigitValue(text[end + 1]) * 16 + hexDigitValue(text[end + 2])));
        if (map)
            map->append(1, end, 3, Unmapped::TransferDecoded);
        at = end + 3;
    }
    return decoded;
}

constexpr std::array<int8_t, 256> makeBase64Values()
{
    std::array<int8_t, 256> values{};
    for (auto& value : values)
        value = -1;
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < digits.size(); ++i)
        values[static_cast<unsigned char>(digits[i])] = static_cast<int8_t>(i);
    return values;
}
constexpr auto base64Values = makeBase64Values();

int base64Value(char c)
{
    return base64Values[static_cast<unsigned char>(c)];
}

// What the data holds, found in one pass before it is decoded.
struct Base64Shape
{
    size_t lastDigit = 0; // one past the last character of the alphabet other than '='
    size_t count = 0; // characters of the alphabet, '=' included
    size_t digits = 0; // up to lastDigit, '=' included
    bool clean = true; // only alphabet and white space
};

Base64Shape shapeOf(std::string_view text)
{
    Base64Shape shape;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool digit = base64Value(text[i]) >= 0;
        if (digit || text[i] == '=') {
            ++shape.count;
            if (digit) {
                shape.lastDigit = i + 1;
                shape.digits = shape.count;
            }
        } else if (!isAsciiSpace(text[i])) {
            shape.clean = false;
        }
    }
    return shape;
}

} // namespace

std::string decodeQuotedPrintable(std::string_view text, SourceMap* map)
{
    if (!map)
        return decodeHexPairs(joinSoftLines(text, nullptr), nullptr);
    SourceMap joinedMap(Unmapped::TransferDecoded), decodedMap(Unmapped::TransferDecoded);
    const std::string joined = joinSoftLines(text, &joinedMap);
    std::string decoded = decodeHexPairs(joined, &decodedMap);
    *map = stacked(decodedMap, joinedMap, Unmapped::TransferDecoded);
    return decoded;
}

std::string decodeBase64(std::string_view text, SourceMap* map)
{
    const Base64Shape shape = shapeOf(text);
    // In well-formed data a '=' in the middle is a zero digit, in other data it is the last digit of the alphabet.
    const int padding = shape.clean && shape.count % 4 == 0 && shape.count >= 2 ? 0 : 63;
    std::string decoded;
    decoded.reserve(shape.digits * 3 / 4 + 3);
    uint32_t bits = 0;
    unsigned held = 0;
    size_t quadStart = 0;
    const auto flush = [&](size_t end) {
        if (held >= 2) {
            const unsigned bytes = held - 1;
            bits <<= 6 * (4 - held);
            for (unsigned i = 0; i < bytes; ++i)
                decoded.push_back(static_cast<char>(bits >> (16 - 8 * i)));
            if (map)
                map->append(bytes, quadStart, end - quadStart, Unmapped::TransferDecoded);
        }
        bits = 0;
        held = 0;
    };
    for (size_t i = 0; i < shape.lastDigit; ++i) {
        const int value = text[i] == '=' ? padding : base64Value(text[i]);
        if (value < 0)
            continue;
        if (held == 0)
            quadStart = i;
        bits = bits << 6 | static_cast<uint32_t>(value);
        if (++held == 4)
            flush(i + 1);
    }
    flush(shape.lastDigit);
    return decoded;
}

std::string withoutCarriageReturns(std::string text, SourceMap* map)
{
    size_t at = text.find("\r\n");
    if (at == std::string::npos) {
        if (map)
            map->appendSame(text.size(), 0);
        return text;
    }
    std::string result;
    result.reserve(text.size());
    for (size_t from = 0;; at = text.find("\r\n", from)) {
        const size_t end = std::min(at, text.size());
        result.append(text, from, end - from);
        if (map)
            map->appendSame(end - from, from);
        if (at == std::string::npos)
            return result;
        result.push_back('\n');
        if (map)
            map->append(1, at, 2);
        from = at + 2;
    }
}

} // namespace assay::rules
