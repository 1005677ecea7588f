// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/base/result.h"
#include "core/base/runcontext.h"

#include <chrono>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <sys/socket.h>

namespace assay::fuzzy {

// An address and a port in the form of system calls.
struct Endpoint
{
    static Endpoint of(const IpAddress& address, uint16_t port);
    IpAddress address() const;
    uint16_t port() const;
    std::string toString() const; // "127.0.0.1:11335", "[::1]:11335"
    const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
    sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }

    sockaddr_storage storage = {};
    socklen_t length = sizeof(sockaddr_storage);
};

// The address of a name, IPv4 before IPv6; numeric ones are read without asking anybody. NotFound: no such host;
// ReadFailed: not known in time; Cancelled.
Result<Endpoint> resolve(
    const std::string& host, uint16_t port, std::chrono::milliseconds timeout, const RunContext& context);

// A UDP socket that never blocks.
class UdpSocket
{
public:
    // Sends to and hears from `peer` only.
    static Result<UdpSocket> connected(const Endpoint& peer);
    // Receives at `local`; several sockets of one program may share it when `isShared`. PermissionDenied, Locked (in
    // use), BadArgument.
    static Result<UdpSocket> bound(const Endpoint& local, bool isShared);
    ~UdpSocket();
    UdpSocket(UdpSocket&& other) noexcept;
    UdpSocket& operator=(UdpSocket&& other) noexcept;
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;

    int descriptor() const { return m_descriptor; }
    Endpoint local() const;

private:
    explicit UdpSocket(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

} // namespace assay::fuzzy
