// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/packets.h"
#include "core/fuzzy/wire/udpsocket.h"

#include <chrono>
#include <functional>
#include <vector>

namespace assay::fuzzy {

struct ExchangeOptions
{
    std::chrono::milliseconds timeout{1000}; // of one attempt
    unsigned retransmits = 3;
    unsigned inFlight = 16;
};

// A number of requests over one socket, some of them on their way at once. Each waits for the reply with its tag; other
// datagrams are ignored. One thread, one run at a time.
class Exchange
{
public:
    // What the requests are and who hears of the replies, by number.
    using MakeRequest = std::function<Request(size_t index)>; // the tag is set here
    using TakeReply = std::function<void(size_t index, const Reply& reply)>;
    // `session` null: plain. It and the socket outlive the exchange.
    Exchange(UdpSocket& socket, const Session* session, const ExchangeOptions& options);

    // How many were answered. When one stays without an answer and nothing else was heard since it was sent, no
    // further ones are begun. Cancelled; the errors of the network other than "refused".
    Result<size_t> run(
        size_t count, const MakeRequest& makeRequest, const TakeReply& takeReply, const RunContext& context);

private:
    using Clock = std::chrono::steady_clock;
    struct Pending
    {
        size_t index = 0;
        uint32_t tag = 0;
        unsigned attemptsLeft = 0;
        Clock::time_point firstSent, deadline;
        size_t length = 0;
        std::array<uint8_t, maxDatagram> datagram;
    };

    void begin(size_t index, Request request);
    void send(Pending& pending);
    Result<void> receive(const TakeReply& takeReply);
    void take(Bytes datagram, const TakeReply& takeReply);
    void resendOverdue();
    void hurry();
    int waitMilliseconds() const;

    UdpSocket& m_socket;
    const Session* m_session;
    ExchangeOptions m_options;
    std::vector<Pending> m_pending;
    Clock::time_point m_lastReply = Clock::time_point::min();
    size_t m_answered = 0;
    bool m_isGivenUp = false;
};

} // namespace assay::fuzzy
