// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/traffic/capture/readingof.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

SeenHttp copyOf(const HttpTransaction& transaction)
{
    const Request& request = transaction.request;
    SeenHttp seen;
    seen.method = request.method;
    seen.target = transaction.target;
    seen.path = request.path;
    if (request.query)
        seen.query = std::string(*request.query);
    seen.version = request.version;
    seen.host = request.host;
    seen.userAgent = request.userAgent.value_or("");
    seen.referer = request.referer.value_or("");
    seen.contentType = request.contentType;
    seen.client = request.client.toString();
    seen.forwardedFor = transaction.forwardedFor;
    seen.status = request.status;
    seen.replyBytes = request.replyBytes;
    seen.requestBytes = transaction.requestBytes;
    seen.frame = request.place;
    seen.stream = request.stream;
    seen.time = request.time;
    seen.requestEnd = transaction.requestEnd;
    seen.answerStart = transaction.answerStart;
    seen.answerEnd = transaction.answerEnd;
    seen.isSuspect = request.isSmugglingSuspect;
    for (const std::string_view name : transaction.headerNames)
        seen.headerNames.emplace_back(name);
    seen.frames = transaction.frames;
    return seen;
}

} // namespace

Reading readingOf(const std::string& capture, const CaptureOptions& options, size_t step)
{
    Reading reading;
    CaptureSink sink;
    sink.onFlow = [&](const Flow& flow) {
        reading.flows.push_back(flow);
        return true;
    };
    sink.onHttp = [&](const HttpTransaction& transaction) {
        reading.http.push_back(copyOf(transaction));
        return true;
    };
    sink.onMail = [&](MailTransaction&& mail) {
        reading.mail.push_back(std::move(mail));
        return true;
    };
    sink.onHello = [&](const HelloRecord& record) {
        reading.hellos.push_back(record);
        return true;
    };
    sink.onSsh = [&](const SshRecord& record) {
        reading.ssh.push_back(record);
        return true;
    };
    size_t at = 0;
    const ByteSource source = [&](char* buffer, size_t length) -> Result<size_t> {
        const size_t count = std::min({length, step, capture.size() - at});
        std::memcpy(buffer, capture.data() + at, count);
        at += count;
        return count;
    };
    const auto summary = readCapture(source, options, sink, {});
    if (summary)
        reading.summary = *summary;
    else
        reading.error = summary.error();
    return reading;
}

} // namespace assay::traffic
