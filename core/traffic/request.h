// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::traffic {

// Where a site says that a client is.
struct Location
{
    double latitude = 0, longitude = 0; // degrees; both 0: not known
    std::string_view country; // name, as logged; may be empty
    bool operator==(const Location&) const = default;
};

// One HTTP request, from whatever it was read. Texts are views into what delivers it and stay until its call returns;
// they are the bytes as sent or logged, with the quoting of the log removed and nothing decoded.
struct Request
{
    int64_t time = 0; // of its first byte or as logged; ns since 1970 UTC
    IpAddress client;
    std::string_view host; // as sent, with port; empty: not known
    std::string_view method; // empty: not known
    std::string_view path; // of the target, up to the first '?'
    std::optional<std::string_view>
        query; // from the '?' on ("?a=1"); of logs with a field of its own as it stands there
    std::string_view version; // "1.1", "0.9", "2.0"; may be empty
    std::optional<uint16_t> status;
    std::optional<uint64_t> replyBytes; // body
    std::string_view contentType; // of the answer, verbatim; of access logs by the suffix of the path
    std::optional<std::string_view> userAgent, referer;
    std::optional<Location> location;
    std::string_view ja4, ja3, serverName; // of the TLS connection that carried it; empty: none known
    std::string_view user; // authenticated
    std::optional<uint32_t> milliseconds; // that the answer took
    std::string_view extra; // what an access log has behind the fields of its format
    // Facts that only captures know.
    std::optional<bool> hasCookie, hasAcceptLanguage;
    bool isSmugglingSuspect = false;
    // Where it stands: line of a log or frame of a capture, from 1; stream of a capture; byte of the line in the
    // decompressed log.
    uint64_t place = 0;
    uint32_t stream = 0;
    uint64_t offset = 0;
};

// The site of a host name: without "www." and port, lower case (spec of request sets).
std::string normalizedHost(std::string_view host);
// What request sets are made for: the longest label of a normalized host; the whole host when two different labels are
// equally long, and of addresses. "shop.example.org" -> "example".
std::string targetOf(std::string_view normalizedHost);
// The MIME type that a path's suffix promises: "text/html" without one.
std::string_view contentTypeOfPath(std::string_view path);

} // namespace assay::traffic
