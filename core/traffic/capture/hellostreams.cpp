// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/hellostreams.h"

namespace assay::traffic {

HelloPairs::Sink helloSink(Findings& findings, const Connection& connection, Protocol protocol)
{
    return [&findings, connection, protocol](const SeenHello& seen, const std::string& ja3s) {
        HelloRecord record;
        record.protocol = protocol;
        record.transport = seen.hello.transport;
        record.stream = connection.stream;
        record.frame = seen.frame;
        record.time = seen.time;
        record.client = connection.client;
        record.server = connection.server;
        record.hello = seen.hello;
        record.fingerprints = fingerprints(seen.hello);
        record.ja3s = ja3s;
        findings.hello(record);
    };
}

TlsStream::TlsStream(Findings& findings, const Connection& connection)
    : m_pairs(helloSink(findings, connection, Protocol::Tcp))
    , m_reader([this](const SeenHello& hello) { m_pairs.add(hello); })
{
}

void TlsStream::data(Side side, const Piece& piece)
{
    if (!m_reader.isDone())
        m_reader.data(side, piece.bytes, piece.frame, piece.time);
}

void SshStream::data(Side side, const Piece& piece)
{
    if (!m_reader.isDone())
        m_reader.data(side, piece.bytes);
}

void SshStream::finish()
{
    if (std::exchange(m_isDelivered, true))
        return;
    SshRecord record = {m_connection.stream, m_connection.client, m_connection.server, m_reader.session()};
    if (!record.session.clientBanner.empty() || !record.session.serverBanner.empty())
        m_findings.ssh(record);
}

} // namespace assay::traffic
