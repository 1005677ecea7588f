// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/fuzzy/wire/udpsocket.h"

#include <chrono>

namespace assay::fuzzy {

// Ends waits of other threads.
class StopSignal
{
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    void raise() const;
    bool isRaised() const;
    int descriptor() const { return m_descriptor; }

private:
    int m_descriptor = -1;
};

using Deadline = std::chrono::steady_clock::time_point;

// A TCP connection, or a listener. Every call ends at its deadline (ReadFailed, WriteFailed: "no answer in time") or
// when the signal is raised (Cancelled). One thread at a time.
class TcpSocket
{
public:
    static Result<TcpSocket> connect(const Endpoint& peer, Deadline deadline, const StopSignal& stop);
    // PermissionDenied, Locked (in use), BadArgument name the address.
    static Result<TcpSocket> listen(const Endpoint& local);
    ~TcpSocket();
    TcpSocket(TcpSocket&& other) noexcept;
    TcpSocket& operator=(TcpSocket&&) = delete;

    // Waits for the next connection, without a deadline; `peer` is who it comes from.
    Result<TcpSocket> accept(Endpoint& peer, const StopSignal& stop) const;
    Endpoint local() const;
    // Up to `length` bytes; 0: the other side ended.
    Result<size_t> read(char* buffer, size_t length, Deadline deadline, const StopSignal& stop) const;
    Result<void> write(std::string_view bytes, Deadline deadline, const StopSignal& stop) const;

private:
    explicit TcpSocket(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    // `deadline` null: none.
    Result<void> wait(short events, const Deadline* deadline, const StopSignal& stop) const;
    int m_descriptor = -1;
};

} // namespace assay::fuzzy
