// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/capturereader.h"

#include <string>
#include <utility>
#include <vector>

namespace assay::traffic {

// Bytes of one side of a connection, next to those before.
struct Piece
{
    std::string_view bytes;
    uint64_t frame = 0; // that carried them
    int64_t time = 0; // of that frame
};

// Bytes that wait for what decides about them.
struct HeldPiece
{
    Side side = Side::Client;
    std::string bytes;
    uint64_t frame = 0;
    int64_t time = 0;
    Piece piece() const { return {bytes, frame, time}; }
};

struct Connection
{
    uint32_t stream = 0;
    Endpoint client, server;
};

// Where readers of applications leave what they find.
class Findings
{
public:
    Findings(const CaptureSink& sink, const CaptureOptions& options)
        : m_sink(sink)
        , m_options(options)
    {
    }
    void http(const HttpTransaction& transaction);
    void hello(const HelloRecord& record);
    void mail(MailTransaction&& mail);
    void ssh(const SshRecord& record);
    void flow(const Flow& flow);
    void note(Defect defect) { m_defects.add(defect); }
    bool wantsHttp() const { return static_cast<bool>(m_sink.onHttp); }
    bool wantsMail() const { return static_cast<bool>(m_sink.onMail); }
    bool isStopped() const { return m_isStopped; }
    DefectSet defects() const { return m_defects; }
    const CaptureOptions& options() const { return m_options; }

private:
    const CaptureSink& m_sink;
    const CaptureOptions& m_options;
    DefectSet m_defects;
    bool m_isStopped = false;
};

// Reads one application protocol on one connection. Gets the bytes of each side in order, in the order of the capture
// between the sides.
class StreamReader
{
public:
    virtual ~StreamReader() = default;
    virtual void data(Side side, const Piece& piece) = 0;
    virtual void gap(Side side, uint64_t length) = 0;
    virtual void end(Side) { }
    virtual void finish() { } // the connection is over: gives out what waits
    virtual std::string_view application() const = 0; // as in Flow
    virtual size_t memory() const { return 0; } // that it holds back
    // What the connection carries from here on is something else. The bytes that it took too many are then in held().
    bool isOver() const { return m_isOver; }
    std::vector<HeldPiece> takeHeld() { return std::exchange(m_held, {}); }
    // What follows where that is known and not looked into ("websocket").
    virtual std::string_view inner() const { return {}; }

protected:
    void hold(Side side, const Piece& piece)
    {
        m_held.push_back({side, std::string(piece.bytes), piece.frame, piece.time});
    }
    bool m_isOver = false;
    std::vector<HeldPiece> m_held;
};

} // namespace assay::traffic
