// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/registrylock.h"

#include "core/base/ascii.h"
#include "core/train/registryfiles.h"
#include "core/train/registrynames.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace assay::train {
namespace {

constexpr std::chrono::milliseconds pause{5};

std::string thisProcess()
{
    return "process " + std::to_string(getpid()) + " since " + toIsoMilliseconds(nowMilliseconds()) + "\n";
}

std::string holderIn(int descriptor)
{
    std::string text(200, '\0');
    const ssize_t length = pread(descriptor, text.data(), text.size(), 0);
    text.resize(length > 0 ? static_cast<size_t>(length) : 0);
    return std::string(trimmed(text));
}

} // namespace

RegistryLock::RegistryLock(RegistryLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

RegistryLock::~RegistryLock()
{
    if (m_descriptor < 0)
        return;
    if (ftruncate(m_descriptor, 0) != 0) { } // a name left there is harmless
    close(m_descriptor);
}

Result<RegistryLock> RegistryLock::take(const std::filesystem::path& file, std::chrono::milliseconds patience)
{
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return changeError(file);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const bool isTaken = errno == EWOULDBLOCK;
        if (errno == EINTR)
            continue;
        if (isTaken && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(pause);
            continue;
        }
        Error error = isTaken ? Error{ErrorCode::Locked, file.string(), holderIn(descriptor)} : changeError(file);
        close(descriptor);
        return error;
    }
    RegistryLock lock(descriptor);
    // Who holds it is told on a full disk too as well as it goes; the lock itself needs no room.
    const std::string mine = thisProcess();
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, mine.data(), mine.size(), 0) < 0) { }
    return lock;
}

} // namespace assay::train
