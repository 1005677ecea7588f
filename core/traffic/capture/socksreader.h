// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/streamreader.h"

namespace assay::traffic {

// The handshake of a SOCKS 4, 4a or 5 proxy; over when the proxy has said yes.
class SocksReader : public StreamReader
{
public:
    void data(Side side, const Piece& piece) override;
    void gap(Side side, uint64_t length) override;
    std::string_view application() const override { return "socks"; }
    std::string_view inner() const override { return m_isLost ? "socks" : std::string_view(); }

private:
    enum class Step : uint8_t { Greeting, Choice, Login, LoginAnswer, Request, Answer, Done };
    size_t wanted(Side* side) const;
    void advance(size_t length);
    void release();
    std::string& buffer(Side side) { return m_buffers[side == Side::Client ? 0 : 1]; }
    const std::string& buffer(Side side) const { return m_buffers[side == Side::Client ? 0 : 1]; }

    Step m_step = Step::Greeting;
    std::string m_buffers[2]; // what has not been understood yet
    Piece m_last[2]; // frame and time of them
    bool m_isLost = false;
};

} // namespace assay::traffic
