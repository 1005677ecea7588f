// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/capturereader.h"

#include <map>

namespace assay::traffic {

// A transaction with texts of its own.
struct SeenHttp
{
    std::string method, target, path, version, host, userAgent, referer, contentType, client, forwardedFor;
    std::optional<std::string> query;
    std::optional<unsigned> status;
    std::optional<uint64_t> replyBytes;
    uint64_t requestBytes = 0, frame = 0;
    uint32_t stream = 0;
    int64_t time = 0, requestEnd = 0, answerStart = 0, answerEnd = 0;
    bool isSuspect = false;
    std::vector<std::string> headerNames;
    std::vector<uint64_t> frames;
};

struct Reading
{
    std::vector<Flow> flows;
    std::vector<SeenHttp> http;
    std::vector<MailTransaction> mail;
    std::vector<HelloRecord> hellos;
    std::vector<SshRecord> ssh;
    CaptureSummary summary;
    std::optional<Error> error;
};

// Everything that a capture holds; `step`: bytes that the source gives at once.
Reading readingOf(const std::string& capture, const CaptureOptions& options = {}, size_t step = 1 << 20);

} // namespace assay::traffic
