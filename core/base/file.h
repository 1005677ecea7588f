// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

// Identity of a file at one moment; a source that no longer has it has changed.
struct FileStamp
{
    uint64_t size = 0;
    int64_t modifiedNs = 0; // since 1970
    uint64_t device = 0;
    uint64_t inode = 0;
    bool operator==(const FileStamp&) const = default;
};

// A file opened for reading only; never written, locked or touched. Movable; reads may come from any thread.
class InputFile
{
public:
    // Opens a regular file (or a pipe; see isRegular). Directories are NotRecognised.
    static Result<InputFile> open(const std::filesystem::path& path);
    InputFile(InputFile&& other) noexcept;
    InputFile& operator=(InputFile&& other) noexcept;
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile();

    const std::filesystem::path& path() const { return m_path; }
    const FileStamp& stamp() const { return m_stamp; } // when it was opened
    uint64_t size() const { return m_stamp.size; }
    int descriptor() const { return m_descriptor; }

    // Reads up to `length` bytes at `offset` into `buffer`; returns how many (fewer only at the end of the file).
    Result<size_t> readAt(uint64_t offset, char* buffer, size_t length) const;
    // The bytes [offset, offset + length); Changed when the file ends before.
    Result<std::string> readExactly(uint64_t offset, size_t length) const;
    // The stamp that the open file has now.
    Result<FileStamp> currentStamp() const;

private:
    InputFile(std::filesystem::path path, int descriptor, FileStamp stamp);
    std::filesystem::path m_path;
    int m_descriptor = -1;
    FileStamp m_stamp;
};

// The whole file, refused with LimitExceeded when larger than `limit`.
Result<std::string> readFile(const std::filesystem::path& path, uint64_t limit = uint64_t{1} << 30);
// Writes to a temporary name beside `path`, syncs and renames: readers see the old or the new file.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view content);

} // namespace assay
