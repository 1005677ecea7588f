// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace assay {
namespace {

FileStamp stampOf(const struct stat& status)
{
    FileStamp stamp;
    stamp.size = static_cast<uint64_t>(status.st_size);
    stamp.modifiedNs = int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    stamp.device = status.st_dev;
    stamp.inode = status.st_ino;
    return stamp;
}

Result<void> writeAll(int descriptor, std::string_view content, const std::string& subject)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            Error error = Error::fromErrno(errno, subject);
            if (error.code == ErrorCode::ReadFailed)
                error.code = ErrorCode::WriteFailed;
            return error;
        }
        content.remove_prefix(static_cast<size_t>(written));
    }
    return {};
}

} // namespace

InputFile::InputFile(std::filesystem::path path, int descriptor, FileStamp stamp)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_stamp(stamp)
{
}

InputFile::InputFile(InputFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_stamp(other.m_stamp)
{
}

InputFile& InputFile::operator=(InputFile&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_stamp, other.m_stamp);
    return *this;
}

InputFile::~InputFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<InputFile> InputFile::open(const std::filesystem::path& path)
{
    // O_NONBLOCK: a named pipe must not hang the program; it has no effect on regular files.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0)
        return Error::fromErrno(errno, path.string());
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0) {
        const int errorNumber = errno;
        ::close(descriptor);
        return Error::fromErrno(errorNumber, path.string());
    }
    if (!S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return Error{ErrorCode::NotRecognised, path.string(), "not a regular file"};
    }
    return InputFile(path, descriptor, stampOf(status));
}

Result<size_t> InputFile::readAt(uint64_t offset, char* buffer, size_t length) const
{
    size_t total = 0;
    while (total < length) {
        const ssize_t count = ::pread(m_descriptor, buffer + total, length - total, static_cast<off_t>(offset + total));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return Error::fromErrno(errno, m_path.string() + " at " + std::to_string(offset + total));
        if (count == 0)
            break;
        total += static_cast<size_t>(count);
    }
    return total;
}

Result<std::string> InputFile::readExactly(uint64_t offset, size_t length) const
{
    std::string bytes(length, '\0');
    auto count = readAt(offset, bytes.data(), length);
    if (!count)
        return count.error();
    if (*count != length)
        return Error{ErrorCode::Changed, m_path.string(), "ends at byte " + std::to_string(offset + *count)};
    return bytes;
}

Result<FileStamp> InputFile::currentStamp() const
{
    struct stat status = {};
    if (::fstat(m_descriptor, &status) != 0)
        return Error::fromErrno(errno, m_path.string());
    return stampOf(status);
}

Result<std::string> readFile(const std::filesystem::path& path, uint64_t limit)
{
    auto file = InputFile::open(path);
    if (!file)
        return file.error();
    if (file->size() > limit)
        return Error{ErrorCode::LimitExceeded, path.string(), "more than " + std::to_string(limit) + " bytes"};
    return file->readExactly(0, file->size());
}

Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view content)
{
    std::string temporary = path.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) {
        Error error = Error::fromErrno(errno, path.string());
        if (error.code == ErrorCode::ReadFailed)
            error.code = ErrorCode::WriteFailed;
        return error;
    }
    auto written = writeAll(descriptor, content, path.string());
    if (written && ::fsync(descriptor) != 0)
        written = Error{ErrorCode::WriteFailed, path.string(), "sync failed"};
    ::close(descriptor);
    if (written && std::rename(temporary.c_str(), path.c_str()) != 0)
        written = Error::fromErrno(errno, path.string());
    if (!written)
        ::unlink(temporary.c_str());
    return written;
}

} // namespace assay
