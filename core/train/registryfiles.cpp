// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/registryfiles.h"

#include "core/base/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::train {
namespace fs = std::filesystem;
namespace {

constexpr size_t mostNames = 100'000;
constexpr uint64_t copiedAtOnce = 1u << 20;

Result<void> syncOpened(const fs::path& path, int flags)
{
    const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0)
        return changeError(path);
    Result<void> done;
    if (::fsync(descriptor) != 0)
        done = changeError(path);
    ::close(descriptor);
    return done;
}

Result<void> writeAll(int descriptor, std::string_view bytes, const fs::path& path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return changeError(path);
        bytes.remove_prefix(written > 0 ? static_cast<size_t>(written) : 0);
    }
    return {};
}

Result<void> copyFile(const fs::path& from, const fs::path& to)
{
    const auto input = InputFile::open(from);
    if (!input)
        return input.error();
    const int descriptor = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return changeError(to);
    std::string block(std::min<uint64_t>(input->size(), copiedAtOnce), '\0');
    Result<void> done;
    for (uint64_t offset = 0; done && offset < input->size(); offset += block.size()) {
        const auto length = input->readAt(offset, block.data(), block.size());
        done = length ? writeAll(descriptor, std::string_view(block).substr(0, *length), to) : length.error();
    }
    if (done && ::fsync(descriptor) != 0)
        done = changeError(to);
    ::close(descriptor);
    return done;
}

} // namespace

Error changeError(const fs::path& path)
{
    Error error = Error::fromErrno(errno, path.string());
    if (error.code == ErrorCode::ReadFailed || error.code == ErrorCode::NotFound)
        error.code = ErrorCode::WriteFailed;
    return error;
}

Result<void> syncFile(const fs::path& path)
{
    return syncOpened(path, 0);
}

Result<void> syncDirectory(const fs::path& path)
{
    return syncOpened(path, O_DIRECTORY);
}

Result<void> makeDirectories(const fs::path& path)
{
    if (::mkdir(path.c_str(), 0777) == 0)
        return syncDirectory(path.parent_path().empty() ? fs::path(".") : path.parent_path());
    if (errno == EEXIST && isRealDirectory(path))
        return {};
    if (errno != ENOENT || !path.has_parent_path() || path.parent_path() == path)
        return changeError(path);
    const auto above = makeDirectories(path.parent_path());
    return above ? makeDirectories(path) : above;
}

Result<void> replaceText(const fs::path& path, std::string_view text)
{
    const auto written = writeFileAtomically(path, text);
    return written ? syncDirectory(path.parent_path()) : written;
}

Result<void> removeText(const fs::path& path)
{
    if (::unlink(path.c_str()) == 0)
        return syncDirectory(path.parent_path());
    return errno == ENOENT ? Result<void>() : changeError(path);
}

std::optional<std::string> readSmallText(const fs::path& path, size_t limit)
{
    const auto text = readFile(path, limit);
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

Result<void> linkOrCopy(const fs::path& from, const fs::path& to)
{
    struct stat status = {};
    if (::lstat(from.c_str(), &status) != 0)
        return Error::fromErrno(errno, from.string());
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::BadData, from.string(), "not a regular file"};
    if (::link(from.c_str(), to.c_str()) == 0)
        return syncFile(to);
    return copyFile(from, to);
}

bool isRealDirectory(const fs::path& path)
{
    std::error_code failed;
    return fs::symlink_status(path, failed).type() == fs::file_type::directory;
}

std::vector<std::string> namesIn(const fs::path& directory)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end; entry.increment(failed)) {
        names.push_back(entry->path().filename().string());
        if (names.size() == mostNames)
            break;
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace assay::train
