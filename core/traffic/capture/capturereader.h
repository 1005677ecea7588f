// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/base/ipaddress.h"
#include "core/base/runcontext.h"
#include "core/traffic/bytesource.h"
#include "core/traffic/request.h"
#include "core/traffic/tls/hello.h"
#include "core/traffic/tls/sshreader.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace assay::traffic {

enum class Protocol : uint8_t { Tcp, Udp, Dtls };

struct Endpoint
{
    IpAddress address;
    uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};

// One conversation. [0]: from the sender of its first packet, [1]: the other way. Times are ns since 1970 UTC.
struct Flow
{
    Protocol protocol = Protocol::Tcp;
    uint32_t stream = 0; // number among the TCP streams or UDP conversations of the file, from 0 as in Wireshark
    Endpoint source, destination; // of its first packet
    int64_t firstTime = 0, lastTime = 0;
    std::array<uint64_t, 2> packets = {}, wireBytes = {};
    std::array<uint64_t, 2> payloadBytes = {}; // with retransmissions
    std::array<uint64_t, 2> distinctBytes = {}; // without
    std::array<uint64_t, 2> gapBytes = {}, outOfOrderBytes = {};
    uint32_t syn = 0, synAck = 0, fin = 0, rst = 0, psh = 0; // packets
    std::string state; // "established", "half-open", "closed", "reset", "idle"
    std::string application; // "http", "tls", "smtp", "ssh", "quic", "dtls", "websocket"; empty: not known
    bool hasConflictingOverlap = false; // segments that differ where they overlap
    std::string tunnel; // outer addresses of the innermost packet, "198.51.100.1 > 198.51.100.2 gre"; may be empty
};

// One request with its answer. `request` has what Request says; its `time` is that of the first byte, `place` the frame
// that completes the request. Views stay until the call returns.
struct HttpTransaction
{
    Request request;
    std::string_view target; // verbatim
    int64_t requestEnd = 0, answerStart = 0, answerEnd = 0; // 0: not seen
    uint64_t requestBytes = 0; // body on the wire
    std::vector<std::string_view> headerNames; // in order, original case
    std::string_view forwardedFor;
    std::vector<uint64_t> frames; // of request and answer, ascending, at most 1000
};

// A ClientHello with the answer to it.
struct HelloRecord
{
    Protocol protocol = Protocol::Tcp;
    TlsTransport transport = TlsTransport::Tcp;
    uint32_t stream = 0;
    uint64_t frame = 0;
    int64_t time = 0;
    Endpoint client, server;
    TlsHello hello;
    ClientFingerprints fingerprints;
    std::string ja3s; // of the answering ServerHello; may be empty
};

// One mail transaction that a server accepted data for.
struct MailTransaction
{
    uint32_t stream = 0;
    uint64_t frame = 0; // that completes it
    int64_t time = 0;
    Endpoint client, server;
    std::string helo, mailFrom;
    std::vector<std::string> recipients;
    std::string message; // RFC 5322 bytes as the server took them
    bool isComplete = true;
};

struct SshRecord
{
    uint32_t stream = 0;
    Endpoint client, server;
    SshSession session;
};

struct CaptureOptions
{
    size_t maxFlows = 2'000'000; // live; the idlest is ended for a new one
    size_t maxMemory = size_t{1} << 30; // of streams that wait for missing segments, and fragments
    size_t maxWaiting = size_t{4} << 20; // bytes of one direction behind a hole
    uint64_t maxMessage = uint64_t{256} << 20; // bytes of a mail
    bool keepsLastOverlap = false; // else the first bytes that arrived
    std::vector<std::string> keyLogs = {}; // paths; not used yet
};

// What a capture holds, as it becomes known, on the reading thread; empty functions are passed over. False from a
// function that returns bool ends the reading.
struct CaptureSink
{
    std::function<bool(const HttpTransaction&)> onHttp = {};
    std::function<bool(const HelloRecord&)> onHello = {};
    std::function<bool(MailTransaction&&)> onMail = {};
    std::function<bool(const SshRecord&)> onSsh = {};
    std::function<bool(const Flow&)> onFlow = {}; // when it is over, at the latest at the end
};

struct CaptureSummary
{
    std::string format; // "pcap", "pcapng"
    uint64_t packets = 0, bytes = 0, flows = 0, undecoded = 0; // packets of unknown link or network layers
    DefectSet defects; // traffic.*: cut, unknown link types, limits ...
    std::string message; // detail of the first of them, English: what, where
};

// Whether bytes begin like a capture.
bool looksLikeCapture(std::string_view head);

// Reads a capture to its end, in bounded memory. An Error when cancelled, when the source fails before the first
// packet, or when it is no capture; anything odd behind that is a defect of the summary and what was read is kept.
Result<CaptureSummary> readCapture(
    const ByteSource& source, const CaptureOptions& options, const CaptureSink& sink, const RunContext& context);

} // namespace assay::traffic
