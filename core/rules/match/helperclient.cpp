// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/helperclient.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::rules {

namespace {

constexpr int pollMilliseconds = 50;

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The helper limits its own processor time; the wall clock is the second line, with room for a busy machine.
double wallSeconds(double cpuSeconds)
{
    return cpuSeconds * 8 + 10;
}

} // namespace

std::filesystem::path findCompileHelper(const std::filesystem::path& configured)
{
    if (!configured.empty())
        return configured;
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const char* place : {"assay-compile", "../libexec/assay/assay-compile"}) {
        const std::filesystem::path path = folder / place;
        if (!error && access(path.c_str(), X_OK) == 0)
            return path;
    }
    return {};
}

HelperClient::HelperClient(std::filesystem::path program, const std::atomic<bool>& stop)
    : m_program(std::move(program))
    , m_stop(stop)
{
}

HelperClient::~HelperClient()
{
    end();
}

bool HelperClient::start()
{
    std::array<int, 2> sockets{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, sockets[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, sockets[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::string name = m_program.string();
    const std::array<char*, 2> arguments{name.data(), nullptr};
    const int failed = posix_spawn(&m_process, name.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(sockets[1]);
    if (failed) {
        close(sockets[0]);
        m_process = -1;
        return false;
    }
    m_socket = sockets[0];
    return true;
}

bool HelperClient::end()
{
    if (m_process < 0)
        return false;
    close(m_socket);
    kill(m_process, SIGKILL); // without effect on what has ended: its status stays
    int status = 0;
    while (waitpid(m_process, &status, 0) < 0 && errno == EINTR) { }
    m_process = m_socket = -1;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF;
}

HelperClient::Outcome HelperClient::waitFor(short events, double deadline) const
{
    while (!m_stop.load(std::memory_order_relaxed)) {
        pollfd wanted{m_socket, events, 0};
        const int ready = poll(&wanted, 1, pollMilliseconds);
        if (ready > 0)
            return Outcome::Replied;
        if (ready < 0 && errno != EINTR)
            return Outcome::Crashed;
        if (now() > deadline)
            return Outcome::OutOfTime;
    }
    return Outcome::Cancelled;
}

HelperClient::Outcome HelperClient::send(std::string_view bytes, double deadline)
{
    while (!bytes.empty()) {
        if (const Outcome ready = waitFor(POLLOUT, deadline); ready != Outcome::Replied)
            return ready;
        const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return Outcome::Crashed;
        bytes.remove_prefix(sent > 0 ? static_cast<size_t>(sent) : 0);
    }
    return Outcome::Replied;
}

HelperClient::Outcome HelperClient::receive(char* buffer, size_t length, double deadline)
{
    while (length > 0) {
        if (const Outcome ready = waitFor(POLLIN, deadline); ready != Outcome::Replied)
            return ready;
        const ssize_t got = recv(m_socket, buffer, length, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return Outcome::Crashed;
        buffer += got > 0 ? got : 0;
        length -= got > 0 ? static_cast<size_t>(got) : 0;
    }
    return Outcome::Replied;
}

HelperClient::Outcome HelperClient::exchange(const HelperRequest& request, HelperReply& reply)
{
    const double deadline = now() + wallSeconds(request.cpuSeconds);
    const std::string frame = encode(request);
    Outcome outcome = send(ByteWriter().u64(frame.size()).bytes(), deadline);
    if (outcome == Outcome::Replied)
        outcome = send(frame, deadline);
    std::string bytes(8, '\0');
    if (outcome == Outcome::Replied)
        outcome = receive(bytes.data(), bytes.size(), deadline);
    if (outcome != Outcome::Replied)
        return outcome;
    const uint64_t length = ByteReader(bytes).u64();
    if (length > maximumFrame)
        return Outcome::Crashed;
    bytes.assign(length, '\0');
    outcome = receive(bytes.data(), bytes.size(), deadline);
    if (outcome != Outcome::Replied)
        return outcome;
    std::optional<HelperReply> decoded = decodeReply(bytes);
    if (!decoded)
        return Outcome::Crashed;
    reply = std::move(*decoded);
    return Outcome::Replied;
}

HelperClient::Outcome HelperClient::ask(const HelperRequest& request, HelperReply& reply)
{
    if (m_stop)
        return Outcome::Cancelled;
    if (m_process < 0 && !start())
        return Outcome::Missing;
    const Outcome outcome = exchange(request, reply);
    if (outcome == Outcome::Replied)
        return outcome;
    const bool ownLimit = end();
    return outcome == Outcome::Crashed && ownLimit ? Outcome::OutOfTime : outcome;
}

} // namespace assay::rules
