// SPDX-License-Identifier: GPL-3.0-or-later
// Whole captures, pcap and pcapng, down to requests, hellos and mail.
#include "core/traffic/capture/capturereader.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace {

using namespace assay::traffic;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void requireSane(const HttpTransaction& transaction)
{
    require(!transaction.request.method.empty() && transaction.request.method.size() <= 32);
    require(std::is_sorted(transaction.frames.begin(), transaction.frames.end()) && transaction.frames.size() <= 1000);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    size_t at = 0;
    const ByteSource source = [&](char* buffer, size_t length) -> assay::Result<size_t> {
        const size_t count = std::min(length, size - at);
        std::memcpy(buffer, data + at, count);
        at += count;
        return count;
    };
    CaptureOptions options;
    options.maxFlows = 64;
    options.maxMemory = size_t{1} << 20;
    uint64_t flows = 0, packets = 0;
    CaptureSink sink;
    sink.onFlow = [&](const Flow& flow) {
        ++flows;
        packets += flow.packets[0] + flow.packets[1];
        require(!flow.state.empty());
        return true;
    };
    sink.onHttp = [](const HttpTransaction& transaction) {
        requireSane(transaction);
        return true;
    };
    sink.onHello = [](const HelloRecord& record) { return record.frame > 0; };
    sink.onMail = [&](MailTransaction&& mail) { return mail.message.size() <= options.maxMessage; };
    sink.onSsh = [](const SshRecord&) { return true; };
    const auto summary = readCapture(source, options, sink, {});
    if (summary)
        require(summary->flows == flows && packets <= summary->packets);
    return 0;
}
