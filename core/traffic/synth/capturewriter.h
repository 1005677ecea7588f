// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/packets.h"
#include "core/traffic/synth/synth.h"

#include <list>
#include <map>

namespace assay::traffic {

// Writes requests as packets of a capture beside the servers: HTTP in clear, each actor's first visit with a TLS
// connection before it; or all requests in TLS connections, of which the hellos can be read. One thread.
class SynthCaptureWriter
{
public:
    enum class Kind { Clear, Encrypted };
    SynthCaptureWriter(uint64_t seed, Kind kind);
    SynthCaptureWriter(const SynthCaptureWriter&) = delete; // connections know its queue
    SynthCaptureWriter& operator=(const SynthCaptureWriter&) = delete;

    // In order of time. What is certain by then is appended to `capture`, which begins with the header of the file.
    void append(std::string& capture, const SynthRequest& made);
    // A mail that a server takes over SMTP at `time` (ns), not before the last request. Any line ends; CRLF on the
    // wire.
    void appendMail(std::string& capture, int64_t time, std::string_view message);
    void finish(std::string& capture);

private:
    struct Connection
    {
        TcpTalk talk;
        int64_t busyUntil = 0; // us
        int64_t lastUse = 0;
        uint64_t key = 0;
    };
    using Connections = std::list<Connection>;

    Connection& connectionFor(const SynthRequest& made, int64_t time);
    Connection open(const SynthRequest& made, int64_t time, uint16_t port);
    int64_t greet(TcpTalk& talk, const SynthRequest& made, int64_t time);
    void visitOverTls(const SynthRequest& made, int64_t time);
    void exchange(Connection& connection, const SynthRequest& made, int64_t time);
    void closeIdle(int64_t time);
    void drain(std::string& capture, int64_t time);

    Kind m_kind;
    SynthRandom m_random;
    PacketQueue m_packets;
    std::map<uint64_t, Connections> m_open; // by actor and host
    std::multimap<int64_t, uint64_t> m_checks; // when to look for idle ones: time, key
    std::vector<bool> m_seen; // actors
    uint64_t m_connections = 0;
    bool m_hasHeader = false;
};

// A message as the DATA of SMTP: CRLF, dots doubled, the last line a dot.
std::string smtpData(std::string_view message);

} // namespace assay::traffic
