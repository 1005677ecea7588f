// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// The little of HTTP that updates need.
struct HttpMessage
{
    // "" when there is none; names in any case.
    std::string_view header(std::string_view name) const;
    // Of a request, e.g. "POST" and "/update_v1/master"; of a reply the status.
    std::string_view method() const;
    std::string_view target() const;
    int status() const; // 0: none

    std::string start; // the first line
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

inline constexpr size_t maxHttpHead = 16 << 10;

// With Content-Length.
std::string formatHttp(const HttpMessage& message);
// What stands before the empty line, `head` without it; nullopt when it is no HTTP.
std::optional<HttpMessage> parseHttpHead(std::string_view head);
// Length of the body that the head promises; nullopt when it is no number.
std::optional<uint64_t> contentLength(const HttpMessage& head);
// A message that is there as a whole.
std::optional<HttpMessage> parseHttp(std::string_view text);

} // namespace assay::fuzzy
