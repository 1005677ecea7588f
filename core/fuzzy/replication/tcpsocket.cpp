// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/tcpsocket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace assay::fuzzy {
namespace {

constexpr int waitingConnections = 64;

Error networkError(int number, ErrorCode otherwise)
{
    const ErrorCode code = number == EACCES || number == EPERM ? ErrorCode::PermissionDenied
        : number == EADDRINUSE                                 ? ErrorCode::Locked
        : number == EADDRNOTAVAIL                              ? ErrorCode::BadArgument
                                                               : otherwise;
    return {code, {}, std::strerror(number)};
}

int openSocket(const Endpoint& endpoint)
{
    return ::socket(endpoint.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

} // namespace

StopSignal::StopSignal()
    : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
}

StopSignal::~StopSignal()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void StopSignal::raise() const
{
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_descriptor, &one, sizeof one); // stays raised: nobody reads it
}

bool StopSignal::isRaised() const
{
    pollfd entry{m_descriptor, POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
}

TcpSocket::TcpSocket(TcpSocket&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

TcpSocket::~TcpSocket()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<TcpSocket> TcpSocket::connect(const Endpoint& peer, Deadline deadline, const StopSignal& stop)
{
    TcpSocket socket(openSocket(peer));
    if (socket.m_descriptor < 0)
        return networkError(errno, ErrorCode::ReadFailed);
    if (::connect(socket.m_descriptor, peer.raw(), peer.length) == 0)
        return socket;
    if (errno != EINPROGRESS)
        return networkError(errno, ErrorCode::ReadFailed);
    if (const auto ready = socket.wait(POLLOUT, &deadline, stop); !ready)
        return ready.error();
    int failure = 0;
    socklen_t size = sizeof failure;
    ::getsockopt(socket.m_descriptor, SOL_SOCKET, SO_ERROR, &failure, &size);
    if (failure != 0)
        return networkError(failure, ErrorCode::ReadFailed);
    return socket;
}

Result<TcpSocket> TcpSocket::listen(const Endpoint& local)
{
    TcpSocket socket(openSocket(local));
    const int yes = 1;
    const bool isListening = socket.m_descriptor >= 0
        && ::setsockopt(socket.m_descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0
        && ::bind(socket.m_descriptor, local.raw(), local.length) == 0
        && ::listen(socket.m_descriptor, waitingConnections) == 0;
    if (isListening)
        return socket;
    Error error = networkError(errno, ErrorCode::BadArgument);
    error.subject = local.toString();
    return error;
}

Result<void> TcpSocket::wait(short events, const Deadline* deadline, const StopSignal& stop) const
{
    while (true) {
        int milliseconds = -1;
        if (deadline) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
            milliseconds = static_cast<int>(std::clamp<int64_t>(left.count(), 0, INT32_MAX));
        }
        pollfd entries[] = {{m_descriptor, events, 0}, {stop.descriptor(), POLLIN, 0}};
        const int count = ::poll(entries, 2, milliseconds);
        if (count < 0 && errno != EINTR)
            return networkError(errno, ErrorCode::ReadFailed);
        if (entries[1].revents != 0 && count > 0)
            return Error{ErrorCode::Cancelled, {}, {}};
        if (count > 0)
            return {};
        if (count == 0)
            return Error{ErrorCode::ReadFailed, {}, "no answer in time"};
    }
}

Result<TcpSocket> TcpSocket::accept(Endpoint& peer, const StopSignal& stop) const
{
    while (true) {
        if (const auto ready = wait(POLLIN, nullptr, stop); !ready)
            return ready.error();
        peer.length = sizeof peer.storage;
        const int descriptor = ::accept4(m_descriptor, peer.raw(), &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0)
            return TcpSocket(descriptor);
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == EBADF || errno == EINVAL)
            return networkError(errno, ErrorCode::ReadFailed);
    }
}

Endpoint TcpSocket::local() const
{
    Endpoint endpoint;
    ::getsockname(m_descriptor, endpoint.raw(), &endpoint.length);
    return endpoint;
}

Result<size_t> TcpSocket::read(char* buffer, size_t length, Deadline deadline, const StopSignal& stop) const
{
    while (true) {
        const ssize_t count = ::recv(m_descriptor, buffer, length, 0);
        if (count >= 0)
            return static_cast<size_t>(count);
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            return networkError(errno, ErrorCode::ReadFailed);
        if (const auto ready = wait(POLLIN, &deadline, stop); !ready)
            return ready.error();
    }
}

Result<void> TcpSocket::write(std::string_view bytes, Deadline deadline, const StopSignal& stop) const
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<size_t>(count));
            continue;
        }
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            return networkError(errno, ErrorCode::WriteFailed);
        if (const auto ready = wait(POLLOUT, &deadline, stop); !ready)
            return ready.error();
    }
    return {};
}

} // namespace assay::fuzzy
