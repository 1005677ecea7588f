// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/traffic/request.h"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace assay::traffic {

// What is known of a request set without its requests. Times are ns since 1970 UTC.
struct RequestSetHead
{
    std::string target; // targetOf() its host: the key, with `client`
    std::string host; // normalized, of its first request
    IpAddress client;
    int64_t start = 0; // first request of the pair since it was last forgotten, maybe in an earlier bucket
    int64_t stop = 0; // last request in this bucket
    int64_t bucketStart = 0;
    uint32_t bucketSeconds = 120;
    uint32_t subset = 1; // buckets of the pair so far, this one included
    uint64_t requestsBefore = 0; // in earlier buckets
    std::string country; // of its first request that tells one; may be empty
    // The catalogue's features, cumulative over buckets: names and values in the catalogue's order (sets/catalogue.h).
    // Names are 1 to 256 bytes, values finite: what is not is left out when written.
    std::vector<std::pair<std::string, double>> features;
    // Facts of the population that the set alone cannot tell ("ips_per_ja4" ...): names and values.
    std::vector<std::pair<std::string, double>> context;
};

// A request set as the item of a case: its bytes are a text document, "assay-request-set 1", head lines, an empty line,
// then one line of tab-separated fields a request, in order of time. Whatever handles items by their bytes (index,
// scan, features, export) reads this. Immutable.
//     time place stream offset method path query status bytes type agent referer host version
//     latitude,longitude country ja4 ja3 server-name user milliseconds flags extra
// Absent is "-", the text "-" is "\-"; tab, newline, carriage return and backslash are "\t", "\n", "\r", "\\". Absent
// fields at the end of a line are left out. Flags: c and C for no cookie and a cookie, l and L the same for
// Accept-Language, s for a smuggling suspect. Head lines that a reader does not know are passed over.
class RequestSet
{
public:
    // BadData says which line is wrong, LimitExceeded is over 1 GiB or 4 M requests.
    static Result<RequestSet> parse(std::string bytes);
    const RequestSetHead& head() const { return m_head; }
    // Their texts are views into the set.
    std::span<const Request> requests() const { return m_requests; }
    uint64_t totalRequests() const { return m_head.requestsBefore + m_requests.size(); }
    const std::string& bytes() const { return *m_bytes; }
    static bool isRequestSet(std::string_view bytes); // by its first line

private:
    std::shared_ptr<const std::string> m_bytes, m_texts; // as stored; unescaped where that differs
    RequestSetHead m_head;
    std::vector<Request> m_requests;
};

// Only the head, without looking at the requests: quick for lists.
Result<RequestSetHead> parseHead(std::string_view bytes);

// The writing half. A request line holds everything of the request but its client; parseRequestLine() reads one back.
void appendHead(std::string& document, const RequestSetHead& head);
void appendRequestLine(std::string& document, const Request& request); // with its '\n'
// `line` without '\n'; views point into it or into `texts`, which gets the fields that had to be unescaped and must
// have room for line.size() bytes more without moving. Nullopt: no request line. The client is not in the line.
std::optional<Request> parseRequestLine(std::string_view line, std::string& texts);

} // namespace assay::traffic
