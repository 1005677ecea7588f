// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/logreader.h"

#include <cstring>
#include <string>
#include <vector>

namespace assay::traffic {

// A request with texts of its own.
struct KeptRequest
{
    explicit KeptRequest(const Request& read)
        : request(read)
        , host(read.host)
        , method(read.method)
        , path(read.path)
        , query(read.query.value_or("(none)"))
        , version(read.version)
        , contentType(read.contentType)
        , agent(read.userAgent.value_or("(none)"))
        , referer(read.referer.value_or("(none)"))
        , user(read.user)
        , ja4(read.ja4)
        , serverName(read.serverName)
        , extra(read.extra)
        , country(read.location ? read.location->country : "(none)")
        , client(read.client.toString())
    {
    }
    Request request; // texts are gone
    std::string host, method, path, query, version, contentType, agent, referer, user, ja4, serverName, extra, country,
        client;
};

struct ReadText
{
    std::vector<KeptRequest> requests;
    std::vector<LogReject> rejects;
    std::vector<ChallengeEvent> challenges;
    LogSummary summary;
    std::string error;
};

// Reads `text`, given in pieces of `piece` bytes.
inline ReadText readText(
    std::string_view text, const LogOptions& options = {}, unsigned workers = 1, size_t piece = size_t{1} << 20)
{
    ReadText result;
    size_t at = 0;
    const ByteSource source = [&](char* buffer, size_t length) -> Result<size_t> {
        const size_t size = std::min({length, piece, text.size() - at});
        std::memcpy(buffer, text.data() + at, size);
        at += size;
        return size;
    };
    const LogSink sink{[&](const Request& request) {
                           result.requests.emplace_back(request);
                           return true;
                       },
        [&](const LogReject& reject) { result.rejects.push_back(reject); },
        [&](const ChallengeEvent& event) { result.challenges.push_back(event); }};
    const auto read = readLog(source, options, sink, RunContext({}, nullptr, workers));
    if (read)
        result.summary = *read;
    else
        result.error = read.error().toString();
    return result;
}

} // namespace assay::traffic
