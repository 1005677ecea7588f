// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/caselock.h"

#include "core/base/ascii.h"
#include "core/base/time.h"

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace assay {
namespace {

std::string readStart(int descriptor)
{
    std::string text(512, '\0');
    const ssize_t length = pread(descriptor, text.data(), text.size(), 0);
    text.resize(length > 0 ? static_cast<size_t>(length) : 0);
    return std::string(trimmed(text));
}

std::string thisProcess()
{
    char host[256] = {};
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '?';
    return "process " + std::to_string(getpid()) + " on " + host + " since " + toIsoStringUtc(std::time(nullptr))
        + "\n";
}

Error cannotWrite(int reason, const std::filesystem::path& path)
{
    Error error = Error::fromErrno(reason, path.string());
    if (error.code == ErrorCode::NotFound || error.code == ErrorCode::ReadFailed)
        error.code = ErrorCode::WriteFailed;
    return error;
}

} // namespace

CaseLock::CaseLock(CaseLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_wasLeftBehind(other.m_wasLeftBehind)
{
}

CaseLock::~CaseLock()
{
    if (m_descriptor < 0)
        return;
    // An empty file says "given back"; failing to say so only costs a notice at the next opening.
    if (ftruncate(m_descriptor, 0) != 0) { }
    close(m_descriptor);
}

Result<CaseLock> CaseLock::take(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "lock";
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed || !std::filesystem::is_directory(folder, failed))
        return cannotWrite(failed ? failed.value() : ENOTDIR, folder);
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return cannotWrite(errno, file);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        std::string holder = readStart(descriptor);
        close(descriptor);
        if (reason == EWOULDBLOCK)
            return Error{ErrorCode::Locked, file.string(), std::move(holder)};
        return Error::fromErrno(reason, file.string());
    }
    CaseLock lock(descriptor, !readStart(descriptor).empty());
    const std::string mine = thisProcess();
    if (ftruncate(descriptor, 0) != 0
        || pwrite(descriptor, mine.data(), mine.size(), 0) != static_cast<ssize_t>(mine.size()))
        return cannotWrite(errno, file);
    return lock;
}

} // namespace assay
