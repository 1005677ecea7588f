// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::traffic {

std::string_view withoutLineEnd(std::string_view line);

struct RequestLine
{
    std::string_view method, target, version; // version "1.1"; "0.9" without one
};
// `line` without its end.
std::optional<RequestLine> parseRequestLine(std::string_view line);
// The status of "HTTP/1.1 200 OK".
std::optional<uint16_t> parseStatusLine(std::string_view line);

// Whether the first line is there and a request of HTTP/1; and whether it may become one.
bool fitHttpRequest(std::string_view head);
bool couldBeHttpRequest(std::string_view head);
// Whether the first line is "GET /path" and nothing else.
bool isVersionlessRequest(std::string_view head);

// The length of a header block with its empty line, from its first byte; npos when its end is not there.
// `from`: where to go on looking.
size_t findHeadEnd(std::string_view bytes, size_t from = 0);

struct HeaderLine
{
    std::string_view name, value; // without blanks around; as sent
    bool hasBlankBeforeColon = false;
};
constexpr size_t maxHeaderLines = 256;
// The lines behind the start line. Continued lines are joined with one space, in place. False: too many lines, the rest
// is left out.
bool parseHeaderLines(std::string& text, size_t from, std::vector<HeaderLine>& lines);

// How the length of a body is told.
struct BodyLength
{
    bool isChunked = false;
    std::optional<uint64_t> length;
    bool isSuspect = false; // said twice, or so that two readers may understand it in two ways
    bool isUntilEnd = false; // of an answer: a coding other than chunked
};
BodyLength bodyLengthOf(const std::vector<HeaderLine>& lines);

} // namespace assay::traffic
