// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/httphead.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr size_t longestMethod = 32;

constexpr std::array<bool, 256> tokenTable()
{
    std::array<bool, 256> table = {};
    for (unsigned c = 0; c < 256; ++c)
        table[c] = isAsciiAlnum(static_cast<char>(c));
    for (const char c : std::string_view("!#$%&'*+.^_`|~-"))
        table[static_cast<uint8_t>(c)] = true;
    return table;
}

bool isTokenChar(char c)
{
    static constexpr std::array<bool, 256> table = tokenTable();
    return table[static_cast<uint8_t>(c)];
}

size_t methodLength(std::string_view line)
{
    size_t length = 0;
    while (length < line.size() && length <= longestMethod && isTokenChar(line[length]))
        ++length;
    return length;
}

// "1.1" of "HTTP/1.1", else nothing.
std::string_view versionOf(std::string_view word)
{
    if (word.size() < 6 || word.substr(0, 5) != "HTTP/" || !isAsciiDigit(word[5]))
        return {};
    const std::string_view version = word.substr(5);
    const bool isNumber =
        std::all_of(version.begin(), version.end(), [](char c) { return isAsciiDigit(c) || c == '.'; });
    return isNumber && version.size() <= 4 ? version : std::string_view();
}

std::string_view trimmedBlanks(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool looksLikeTarget(std::string_view target)
{
    return !target.empty() && (target[0] == '/' || target[0] == '*' || target.find("://") != std::string_view::npos);
}

} // namespace

std::string_view withoutLineEnd(std::string_view line)
{
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.remove_suffix(1);
    return line;
}

std::optional<RequestLine> parseRequestLine(std::string_view line)
{
    const size_t length = methodLength(line);
    if (length == 0 || length > longestMethod || length >= line.size() || line[length] != ' ')
        return std::nullopt;
    RequestLine request = {line.substr(0, length), trimmedBlanks(line.substr(length + 1)), "0.9"};
    const size_t last = request.target.rfind(' ');
    const std::string_view version =
        last == std::string_view::npos ? std::string_view() : versionOf(request.target.substr(last + 1));
    if (version.empty()) {
        const bool isOld = request.method == "GET" && looksLikeTarget(request.target) && last == std::string_view::npos;
        return isOld ? std::optional(request) : std::nullopt;
    }
    request.version = version;
    request.target = trimmedBlanks(request.target.substr(0, last));
    return request.target.empty() ? std::nullopt : std::optional(request);
}

std::optional<uint16_t> parseStatusLine(std::string_view line)
{
    const size_t blank = line.find(' ');
    if (blank == std::string_view::npos || versionOf(line.substr(0, blank)).empty())
        return std::nullopt;
    const std::string_view code = trimmedBlanks(line.substr(blank)).substr(0, 3);
    if (code.size() < 3 || !std::all_of(code.begin(), code.end(), isAsciiDigit))
        return std::nullopt;
    return static_cast<uint16_t>((code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0'));
}

namespace {

std::optional<RequestLine> firstRequestLine(std::string_view head)
{
    const size_t length = methodLength(head);
    if (length == 0 || length > longestMethod || length >= head.size() || head[length] != ' ')
        return std::nullopt;
    const size_t end = head.find('\n');
    return end == std::string_view::npos ? std::nullopt : parseRequestLine(withoutLineEnd(head.substr(0, end)));
}

} // namespace

bool fitHttpRequest(std::string_view head)
{
    const auto request = firstRequestLine(head);
    return request && request->version[0] == '1';
}

bool isVersionlessRequest(std::string_view head)
{
    const auto request = firstRequestLine(head);
    return request && request->version == "0.9";
}

bool couldBeHttpRequest(std::string_view head)
{
    const size_t length = methodLength(head);
    if (length == head.size())
        return length <= longestMethod;
    if (length == 0 || length > longestMethod || head[length] != ' ')
        return false;
    return head.find('\n') == std::string_view::npos;
}

size_t findHeadEnd(std::string_view bytes, size_t from)
{
    for (size_t at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
        if (bytes.compare(at + 1, 1, "\n") == 0)
            return at + 2;
        if (bytes.compare(at + 1, 2, "\r\n") == 0)
            return at + 3;
    }
    return std::string_view::npos;
}

bool parseHeaderLines(std::string& text, size_t from, std::vector<HeaderLine>& lines)
{
    lines.clear();
    size_t valueEnd = 0; // of the last line
    while (from < text.size()) {
        const size_t newline = std::min(text.find('\n', from), text.size());
        const std::string_view line = withoutLineEnd(std::string_view(text).substr(from, newline - from));
        from = newline + 1;
        if (line.empty())
            break;
        if (isBlank(line[0]) && !lines.empty()) {
            const std::string_view more = trimmedBlanks(line);
            const size_t start = static_cast<size_t>(lines.back().value.data() - text.data());
            text[valueEnd] = ' '; // over the line end before
            std::memmove(text.data() + valueEnd + 1, more.data(), more.size());
            valueEnd += 1 + more.size();
            lines.back().value = std::string_view(text).substr(start, valueEnd - start);
            continue;
        }
        if (lines.size() >= maxHeaderLines)
            return false;
        const size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0)
            continue;
        const std::string_view name = line.substr(0, colon);
        HeaderLine header = {trimmedBlanks(name), trimmedBlanks(line.substr(colon + 1)), isBlank(name.back())};
        valueEnd = static_cast<size_t>(header.value.data() - text.data()) + header.value.size();
        lines.push_back(header);
    }
    return true;
}

namespace {

// A Content-Length as it must be: digits, below 2^63.
std::optional<uint64_t> parseLength(std::string_view value)
{
    if (value.empty() || value.size() > 19 || !std::all_of(value.begin(), value.end(), isAsciiDigit))
        return std::nullopt;
    uint64_t length = 0;
    for (const char c : value)
        length = length * 10 + static_cast<uint64_t>(c - '0');
    return length >> 63 ? std::nullopt : std::optional(length);
}

void addLength(const HeaderLine& line, BodyLength& body, bool& hasLength)
{
    const auto length = parseLength(line.value);
    body.isSuspect = body.isSuspect || !length || line.hasBlankBeforeColon || (hasLength && body.length != length);
    if (!hasLength)
        body.length = length;
    hasLength = true;
}

void addCoding(const HeaderLine& line, BodyLength& body, bool& hasCoding)
{
    const size_t comma = line.value.rfind(',');
    const std::string_view last =
        trimmedBlanks(comma == std::string_view::npos ? line.value : line.value.substr(comma + 1));
    const bool isChunked = equalsIgnoringCase(last, "chunked");
    // Two fields, a coding behind chunked, a name that is only like it: readers differ in what they make of them.
    body.isSuspect = body.isSuspect || hasCoding || line.hasBlankBeforeColon
        || (!isChunked && findIgnoringCase(line.value, "chunked") != std::string_view::npos);
    body.isChunked = isChunked;
    body.isUntilEnd = !isChunked && !equalsIgnoringCase(last, "identity");
    hasCoding = true;
}

} // namespace

BodyLength bodyLengthOf(const std::vector<HeaderLine>& lines)
{
    BodyLength body;
    bool hasLength = false, hasCoding = false;
    for (const HeaderLine& line : lines) {
        if (line.name.size() == 14 && equalsIgnoringCase(line.name, "Content-Length"))
            addLength(line, body, hasLength);
        else if (line.name.size() == 17 && equalsIgnoringCase(line.name, "Transfer-Encoding"))
            addCoding(line, body, hasCoding);
    }
    body.isSuspect = body.isSuspect || (hasLength && hasCoding);
    return body;
}

} // namespace assay::traffic
