// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/tls/hello.h"

#include <functional>
#include <memory>

namespace assay::traffic {

// Which side of a connection sent something.
enum class Side : uint8_t { Client, Server };

// A hello that a connection carried, complete at this frame.
struct SeenHello
{
    Side side = Side::Client;
    TlsHello hello;
    uint64_t frame = 0;
    int64_t time = 0; // ns since 1970 UTC
};
using HelloSink = std::function<void(const SeenHello&)>;

// Whether the first bytes of one side of a TCP stream are TLS: a handshake record, or an SSLv2 hello. Fewer than 6
// bytes (of SSLv2: 11) tell nothing: false.
bool looksLikeTls(std::string_view head);

// Reads the handshake of one TCP connection from the first byte of TLS on: over records and segments, until both hellos
// are there or it is clear that none comes. Keeps at most 256 KiB. One thread.
class TlsReader
{
public:
    explicit TlsReader(HelloSink sink);
    ~TlsReader();
    void data(Side side, std::string_view bytes, uint64_t frame, int64_t time);
    void gap(Side side, uint64_t length); // bytes that are missing: that side is given up
    bool isDone() const; // wants no more data
    size_t keptBytes() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

// The same for the datagrams of one UDP conversation, QUIC or DTLS, told by their bytes. One thread.
class DatagramReader
{
public:
    explicit DatagramReader(HelloSink sink);
    ~DatagramReader();
    // `fromFirst`: by the sender of the conversation's first packet.
    void datagram(bool fromFirst, std::string_view payload, uint64_t frame, int64_t time);
    // What the conversation is, as far as is known: "quic", "quic/unknown-XXXXXXXX", "dtls", or empty.
    std::string protocol() const;
    size_t keptBytes() const; // below 3 MiB

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::traffic
