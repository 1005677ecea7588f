// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/udpsocket.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace assay::fuzzy {
namespace {

constexpr int socketBuffer = 4 << 20; // of one direction; the system may grant less

struct Lookup
{
    std::mutex mutex;
    std::condition_variable done;
    bool isDone = false;
    int failure = 0;
    std::optional<Endpoint> found;
};

std::optional<Endpoint> bestOf(const addrinfo* list, uint16_t port)
{
    const addrinfo* best = nullptr;
    for (const addrinfo* each = list; each; each = each->ai_next) {
        const bool isUsable = each->ai_family == AF_INET || each->ai_family == AF_INET6;
        if (isUsable && (!best || (best->ai_family == AF_INET6 && each->ai_family == AF_INET)))
            best = each;
    }
    if (!best)
        return std::nullopt;
    Endpoint endpoint;
    std::memcpy(&endpoint.storage, best->ai_addr, best->ai_addrlen);
    endpoint.length = best->ai_addrlen;
    auto& portField = best->ai_family == AF_INET ? reinterpret_cast<sockaddr_in&>(endpoint.storage).sin_port
                                                 : reinterpret_cast<sockaddr_in6&>(endpoint.storage).sin6_port;
    portField = htons(port);
    return endpoint;
}

// The system's resolver cannot be stopped: it runs aside and may end after everybody has lost interest.
void lookUp(const std::string& host, uint16_t port, const std::shared_ptr<Lookup>& lookup)
{
    addrinfo hints = {};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    const auto found = failure == 0 ? bestOf(list, port) : std::nullopt;
    if (list)
        freeaddrinfo(list);
    const std::lock_guard lock(lookup->mutex);
    lookup->failure = failure;
    lookup->found = found;
    lookup->isDone = true;
    lookup->done.notify_all();
}

Result<UdpSocket> failed(int errorNumber, const Endpoint& at, int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
    Error error = Error::fromErrno(errorNumber, at.toString());
    if (errorNumber == EADDRINUSE)
        error.code = ErrorCode::Locked;
    else if (errorNumber == EADDRNOTAVAIL || errorNumber == EAFNOSUPPORT)
        error.code = ErrorCode::BadArgument;
    return error;
}

int openSocket(const Endpoint& at)
{
    const int descriptor = socket(at.storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor >= 0) {
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &socketBuffer, sizeof socketBuffer);
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &socketBuffer, sizeof socketBuffer);
    }
    return descriptor;
}

} // namespace

Endpoint Endpoint::of(const IpAddress& address, uint16_t port)
{
    Endpoint endpoint;
    const auto& bytes = address.bytes();
    if (address.isV4()) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(endpoint.storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::copy(bytes.begin() + 12, bytes.end(), reinterpret_cast<uint8_t*>(&v4.sin_addr));
        endpoint.length = sizeof v4;
    } else {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(endpoint.storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::copy(bytes.begin(), bytes.end(), v6.sin6_addr.s6_addr);
        endpoint.length = sizeof v6;
    }
    return endpoint;
}

IpAddress Endpoint::address() const
{
    std::array<uint8_t, 16> bytes = {};
    if (storage.ss_family == AF_INET) {
        bytes[10] = bytes[11] = 0xFF;
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
        std::memcpy(bytes.data() + 12, &v4.sin_addr, 4);
    } else if (storage.ss_family == AF_INET6) {
        std::memcpy(bytes.data(), reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr.s6_addr, 16);
    }
    return IpAddress(bytes);
}

uint16_t Endpoint::port() const
{
    // The port stands at the same place in both forms.
    return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

std::string Endpoint::toString() const
{
    const std::string text = address().toString();
    return (text.find(':') == std::string::npos ? text : "[" + text + "]") + ":" + std::to_string(port());
}

Result<Endpoint> resolve(
    const std::string& host, uint16_t port, std::chrono::milliseconds timeout, const RunContext& context)
{
    if (const auto numeric = IpAddress::parse(host))
        return Endpoint::of(*numeric, port);
    const auto lookup = std::make_shared<Lookup>();
    try {
        std::thread(lookUp, host, port, lookup).detach();
    } catch (const std::system_error& error) {
        return Error{ErrorCode::Internal, host, error.what()};
    }
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(lookup->mutex);
    while (!lookup->isDone) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, host, {}};
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline)
            return Error{ErrorCode::ReadFailed, host, "the name is not resolved in time"};
        lookup->done.wait_until(lock, std::min(deadline, now + std::chrono::milliseconds(20)));
    }
    if (lookup->found)
        return *lookup->found;
    return Error{ErrorCode::NotFound, host, lookup->failure ? gai_strerror(lookup->failure) : "no address"};
}

Result<UdpSocket> UdpSocket::connected(const Endpoint& peer)
{
    const int descriptor = openSocket(peer);
    if (descriptor < 0 || connect(descriptor, peer.raw(), peer.length) != 0)
        return failed(errno, peer, descriptor);
    return UdpSocket(descriptor);
}

Result<UdpSocket> UdpSocket::bound(const Endpoint& local, bool isShared)
{
    const int descriptor = openSocket(local);
    const int yes = 1;
    const bool isReady = descriptor >= 0
        && (!isShared || setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) == 0)
        && bind(descriptor, local.raw(), local.length) == 0;
    if (!isReady)
        return failed(errno, local, descriptor);
    return UdpSocket(descriptor);
}

UdpSocket::~UdpSocket()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

UdpSocket::UdpSocket(UdpSocket&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

UdpSocket& UdpSocket::operator=(UdpSocket&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Endpoint UdpSocket::local() const
{
    Endpoint endpoint;
    getsockname(m_descriptor, endpoint.raw(), &endpoint.length);
    return endpoint;
}

} // namespace assay::fuzzy
