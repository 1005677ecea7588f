// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/outputfile.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace assay::report {
namespace {

namespace fs = std::filesystem;

constexpr size_t bufferBytes = size_t{256} << 10;

Error writeError(int errorNumber, const fs::path& path)
{
    Error error = Error::fromErrno(errorNumber, path.string());
    if (errorNumber == EFBIG || errorNumber == EDQUOT)
        error.code = ErrorCode::DiskFull;
    else if (error.code == ErrorCode::ReadFailed)
        error.code = ErrorCode::WriteFailed;
    return error;
}

Result<void> writeAll(int descriptor, std::string_view bytes, const fs::path& path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return writeError(errno, path);
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
}

fs::path folderOf(const fs::path& path)
{
    const fs::path folder = path.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

// The name itself must survive a power cut too; a file system that cannot promise this is no reason to fail.
void syncFolder(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

// Makes something under a free name beside `path`; `make` returns a negative number and sets errno as system calls do.
template <typename Make>
Result<std::string> makeBeside(const fs::path& path, const Make& make)
{
    for (int attempt = 0; attempt < 1000; ++attempt) {
        std::string name = path.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(attempt);
        if (make(name) >= 0)
            return name;
        if (errno != EEXIST)
            break;
    }
    return writeError(errno, path);
}

// Nameless files get their name through /proc.
bool mayBeNameless()
{
    return ::access("/proc/self/fd", X_OK) == 0;
}

} // namespace

Result<OutputFile> OutputFile::create(const fs::path& path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return Error{ErrorCode::BadArgument, path.string(), "is a folder"};
    constexpr mode_t mode = 0666; // less what the user's mask takes
    int descriptor = -1;
    if (mayBeNameless()) {
        descriptor = ::open(folderOf(path).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
        if (descriptor >= 0)
            return OutputFile(path, descriptor, {});
        if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
            return writeError(errno, path);
    }
    auto temporary = makeBeside(path, [&](const std::string& name) {
        return descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    });
    if (!temporary)
        return temporary.error();
    return OutputFile(path, descriptor, std::move(*temporary));
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_buffer(std::move(other.m_buffer))
    , m_hash(std::move(other.m_hash))
    , m_sha256(other.m_sha256)
    , m_bytes(other.m_bytes)
{
}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept
{
    discard();
    m_path = std::move(other.m_path);
    m_descriptor = std::exchange(other.m_descriptor, -1);
    m_temporary = std::exchange(other.m_temporary, {});
    m_buffer = std::move(other.m_buffer);
    m_hash = std::move(other.m_hash);
    m_sha256 = other.m_sha256;
    m_bytes = other.m_bytes;
    return *this;
}

OutputFile::~OutputFile()
{
    discard();
}

void OutputFile::discard()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
    m_descriptor = -1;
    m_temporary.clear();
}

Result<void> OutputFile::write(std::string_view bytes)
{
    m_hash.add(bytes);
    m_bytes += bytes.size();
    m_buffer += bytes;
    return m_buffer.size() < bufferBytes ? Result<void>() : flush();
}

Result<void> OutputFile::flush()
{
    const auto written = writeAll(m_descriptor, m_buffer, m_path);
    m_buffer.clear();
    return written;
}

Result<void> OutputFile::finish()
{
    auto written = flush();
    if (!written)
        return written;
    m_sha256 = m_hash.finish();
    if (::fsync(m_descriptor) != 0)
        return writeError(errno, m_path);
    return {};
}

Result<void> OutputFile::copyTo(OutputFile& to)
{
    auto written = flush();
    if (!written)
        return written;
    std::string block(bufferBytes, '\0');
    for (uint64_t offset = 0; offset < m_bytes;) {
        const ssize_t count = ::pread(m_descriptor, block.data(), block.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return Error::fromErrno(count < 0 ? errno : EIO, m_path.string());
        written = to.write(std::string_view(block).substr(0, static_cast<size_t>(count)));
        if (!written)
            return written;
        offset += static_cast<uint64_t>(count);
    }
    return {};
}

// A nameless file can take a free name only, so that replacing a file goes through another name.
Result<void> OutputFile::giveTemporaryName()
{
    const std::string self = "/proc/self/fd/" + std::to_string(m_descriptor);
    auto name = makeBeside(m_path, [&](const std::string& free) {
        return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, free.c_str(), AT_SYMLINK_FOLLOW);
    });
    if (!name)
        return name.error();
    m_temporary = std::move(*name);
    return {};
}

Result<void> OutputFile::publish()
{
    if (m_temporary.empty()) {
        const auto named = giveTemporaryName();
        if (!named)
            return named;
    }
    if (std::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return writeError(errno, m_path);
    m_temporary.clear();
    syncFolder(folderOf(m_path));
    return {};
}

Result<OutputFolder> OutputFolder::create(const fs::path& path)
{
    std::error_code error;
    if (fs::exists(fs::symlink_status(path, error)) && !(fs::is_directory(path, error) && fs::is_empty(path, error)))
        return Error{ErrorCode::BadArgument, path.string(), "is there already"};
    auto temporary = makeBeside(path, [](const std::string& name) { return ::mkdir(name.c_str(), 0777); });
    if (!temporary)
        return temporary.error();
    return OutputFolder(path, std::move(*temporary));
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_temporary(std::exchange(other.m_temporary, {}))
{
}

OutputFolder& OutputFolder::operator=(OutputFolder&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_temporary, other.m_temporary);
    return *this;
}

OutputFolder::~OutputFolder()
{
    std::error_code ignored;
    if (!m_temporary.empty())
        fs::remove_all(m_temporary, ignored);
}

Result<void> OutputFolder::write(const std::string& name, std::string_view bytes)
{
    const fs::path file = m_temporary / name;
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0)
        return writeError(errno, m_path / name);
    auto written = writeAll(descriptor, bytes, m_path / name);
    if (::close(descriptor) != 0 && written)
        written = writeError(errno, m_path / name);
    return written;
}

Result<void> OutputFolder::publish()
{
    // One sync for all files: one each would take minutes for many small messages.
    const int descriptor = ::open(m_temporary.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return writeError(errno, m_path);
    const bool isSynced = ::syncfs(descriptor) == 0;
    const int errorNumber = errno;
    ::close(descriptor);
    if (!isSynced)
        return writeError(errorNumber, m_path);
    if (std::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return writeError(errno, m_path);
    m_temporary.clear();
    syncFolder(folderOf(m_path));
    return {};
}

} // namespace assay::report
