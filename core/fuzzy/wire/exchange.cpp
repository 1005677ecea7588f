// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/exchange.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>

namespace assay::fuzzy {
namespace {

using std::chrono::milliseconds;

constexpr unsigned maxInFlight = 1024;
constexpr milliseconds stopCheck{20}; // how long a wish to stop may stay unnoticed
constexpr milliseconds refusedPause{100}; // a server that nobody runs may be about to start again

} // namespace

Exchange::Exchange(UdpSocket& socket, const Session* session, const ExchangeOptions& options)
    : m_socket(socket)
    , m_session(session)
    , m_options(options)
{
    m_options.inFlight = std::clamp(options.inFlight, 1U, maxInFlight);
    m_pending.reserve(m_options.inFlight);
}

Result<size_t> Exchange::run(
    size_t count, const MakeRequest& makeRequest, const TakeReply& takeReply, const RunContext& context)
{
    m_pending.clear();
    m_answered = 0;
    m_isGivenUp = false;
    for (size_t next = 0;;) {
        while (next < count && m_pending.size() < m_options.inFlight && !m_isGivenUp) {
            begin(next, makeRequest(next));
            ++next;
        }
        if (m_pending.empty())
            return m_answered;
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, {}, {}};
        pollfd event = {m_socket.descriptor(), POLLIN, 0};
        poll(&event, 1, waitMilliseconds());
        const auto received = receive(takeReply);
        if (!received)
            return received.error();
        resendOverdue();
    }
}

void Exchange::begin(size_t index, Request request)
{
    const auto isTaken = [&](uint32_t tag) {
        return std::any_of(
            m_pending.begin(), m_pending.end(), [&](const Pending& pending) { return pending.tag == tag; });
    };
    do
        fastRandomBytes({reinterpret_cast<uint8_t*>(&request.tag), sizeof request.tag});
    while (isTaken(request.tag));

    Pending& pending = m_pending.emplace_back();
    pending.index = index;
    pending.tag = request.tag;
    pending.attemptsLeft = m_options.retransmits;
    pending.firstSent = Clock::now();
    if (m_session) {
        std::array<uint8_t, maxDatagram> plain;
        const size_t length = encodeRequest(request, plain);
        pending.length = sealRequest(ConstBytes(plain).first(length), *m_session, pending.datagram);
    } else {
        pending.length = encodeRequest(request, pending.datagram);
    }
    send(pending);
}

// A datagram that the system does not take now counts as lost on its way.
void Exchange::send(Pending& pending)
{
    pending.deadline = Clock::now() + m_options.timeout;
    const ssize_t sent =
        ::send(m_socket.descriptor(), pending.datagram.data(), pending.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == ECONNREFUSED)
        hurry();
}

Result<void> Exchange::receive(const TakeReply& takeReply)
{
    std::array<uint8_t, 256> datagram; // no reply is longer
    while (!m_pending.empty()) {
        const ssize_t length = recv(m_socket.descriptor(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_TRUNC);
        if (length >= 0) {
            if (static_cast<size_t>(length) <= datagram.size())
                take(Bytes(datagram).first(static_cast<size_t>(length)), takeReply);
        } else if (errno == ECONNREFUSED) {
            hurry();
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return {};
        } else if (errno != EINTR) {
            return Error::fromErrno(errno, {});
        }
    }
    return {};
}

void Exchange::take(Bytes datagram, const TakeReply& takeReply)
{
    // With a session only what was sealed for it counts: anybody can write a plain reply.
    const auto reply = decodeReply(m_session ? unsealReply(datagram, m_session->shared) : ConstBytes(datagram));
    if (!reply || reply->isShort)
        return;
    const auto asked = std::find_if(
        m_pending.begin(), m_pending.end(), [&](const Pending& pending) { return pending.tag == reply->tag; });
    if (asked == m_pending.end())
        return; // answered already, or never asked
    const size_t index = asked->index;
    if (asked != m_pending.end() - 1)
        *asked = m_pending.back();
    m_pending.pop_back();
    m_lastReply = Clock::now();
    ++m_answered;
    takeReply(index, *reply);
}

void Exchange::resendOverdue()
{
    const auto now = Clock::now();
    for (size_t i = 0; i < m_pending.size();) {
        Pending& pending = m_pending[i];
        if (pending.deadline > now) {
            ++i;
        } else if (pending.attemptsLeft > 0) {
            --pending.attemptsLeft;
            send(pending);
            ++i;
        } else {
            m_isGivenUp = m_isGivenUp || m_lastReply < pending.firstSent;
            if (i + 1 != m_pending.size())
                pending = m_pending.back();
            m_pending.pop_back();
        }
    }
}

// Nobody listens over there: waiting for the whole time would tell no more.
void Exchange::hurry()
{
    const auto soon = Clock::now() + refusedPause;
    for (Pending& pending : m_pending)
        pending.deadline = std::min(pending.deadline, soon);
}

int Exchange::waitMilliseconds() const
{
    auto until = Clock::now() + stopCheck;
    for (const Pending& pending : m_pending)
        until = std::min(until, pending.deadline);
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
    return static_cast<int>(std::max<int64_t>(left.count(), 0));
}

} // namespace assay::fuzzy
