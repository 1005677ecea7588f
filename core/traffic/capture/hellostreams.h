// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/streamreader.h"
#include "core/traffic/tls/hellopairs.h"

namespace assay::traffic {

// The hellos of one TLS connection.
class TlsStream : public StreamReader
{
public:
    TlsStream(Findings& findings, const Connection& connection);
    void data(Side side, const Piece& piece) override;
    void gap(Side side, uint64_t length) override { m_reader.gap(side, length); }
    void finish() override { m_pairs.finish(); }
    std::string_view application() const override { return "tls"; }
    size_t memory() const override { return m_reader.keptBytes() + m_pairs.keptBytes(); }

private:
    HelloPairs m_pairs;
    TlsReader m_reader;
};

// What both sides of an SSH connection say first.
class SshStream : public StreamReader
{
public:
    SshStream(Findings& findings, const Connection& connection)
        : m_findings(findings)
        , m_connection(connection)
    {
    }
    void data(Side side, const Piece& piece) override;
    void gap(Side side, uint64_t length) override { m_reader.gap(side, length); }
    void finish() override;
    std::string_view application() const override { return "ssh"; }

private:
    Findings& m_findings;
    Connection m_connection;
    SshReader m_reader;
    bool m_isDelivered = false;
};

// Where records of hellos go: with addresses and fingerprints.
HelloPairs::Sink helloSink(Findings& findings, const Connection& connection, Protocol protocol);

} // namespace assay::traffic
