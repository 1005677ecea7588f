// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/detect.h"
#include "core/traffic/capture/tcpstream.h"

#include <memory>

namespace assay::traffic {

// The bytes of one TCP connection: finds out what it carries, hands them to the reader of that, and begins again where
// a reader says that something else follows (STARTTLS, tunnels). One thread.
class Conversation : public StreamListener
{
public:
    // `ends`: sender and receiver of the first packet; `client`: which of them is taken for the client.
    Conversation(Findings& findings, uint32_t stream, const std::array<Endpoint, 2>& ends, int client);
    void data(int direction, const Piece& piece) override;
    void gap(int direction, uint64_t length) override;
    void end(int direction) override;
    void finish();
    const std::string& application() const { return m_application; } // as in Flow; empty: not known
    size_t memory() const;

private:
    Side sideOf(int direction) const { return direction == m_client ? Side::Client : Side::Server; }
    void feed(Side side, const Piece& piece);
    void decide(Side side, const Piece& piece);
    void probeMiddle(Side side, const Piece& piece);
    void begin(const Guess& guess);
    std::unique_ptr<StreamReader> makeReader(Guess::Kind kind);
    void replaceReader();
    std::string_view headOf(Side side, const Piece& piece, Side pieceSide, std::string& buffer) const;

    Findings& m_findings;
    std::array<Endpoint, 2> m_ends;
    uint32_t m_stream;
    int m_client;
    std::unique_ptr<StreamReader> m_reader;
    std::vector<HeldPiece> m_held; // while it is not known what they are
    size_t m_heldBytes = 0;
    bool m_isOpaque = false; // nothing known by its first bytes
    int m_changes = 0; // of what it carries
    std::string m_application;
};

} // namespace assay::traffic
