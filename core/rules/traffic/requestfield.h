// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::rules {

// What patterns and conditions of rules for traffic look at in one request.
enum class RequestField : uint8_t {
    Path,
    Query, // from the '?' on
    Target, // path and query
    UserAgent,
    Referer,
    Host,
    Method,
    Version,
    ContentType,
    User,
    ServerName,
    Ja4,
    Ja3,
    Country,
    DecodedPath, // percent escapes resolved, up to three times over
    DecodedQuery, // and '+' as a blank
    DecodedTarget,
    UserAgentFamily, // "chrome", "firefox" ...: who the user agent says it is
    Ja4Family // who its TLS hello looks like
};
inline constexpr size_t requestFieldCount = 19;
std::string_view requestFieldName(RequestField field); // "path", "path:decoded" ...
std::optional<RequestField> requestFieldFromName(std::string_view name);

// The text of a field; nothing when the request does not have it. A view into the request, or into `made` where the
// text had to be made; `made` is changed only then.
std::optional<std::string_view> requestText(const traffic::Request& request, RequestField field, std::string& made);

// Percent escapes resolved, as often as that changes something, at most three times; `plusIsBlank` in queries.
std::string percentDecoded(std::string_view text, bool plusIsBlank);

// Numbers of one request that conditions compare with.
enum class RequestNumber : uint8_t {
    Status,
    Bytes, // of the answer
    Milliseconds, // that the answer took
    Depth, // '/' in the path
    Smuggling, // 1: framed so that two servers may read it differently
    Cookie, // 1: had one, 0: had none; like the next one 1 where that is not known (access logs)
    AcceptLanguage,
    FamilyMismatch // 1: the user agent says that it is another program than its TLS hello
};
std::string_view requestNumberName(RequestNumber number); // "status" ...
std::optional<RequestNumber> requestNumberFromName(std::string_view name);
double requestNumber(const traffic::Request& request, RequestNumber number); // 0 where it is not known

} // namespace assay::rules
