// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay::report {

// A file in the making. Nothing is there under its name before publish(), and without publish() nothing remains: where
// the file system can hold nameless files not even after a kill. Errors: DiskFull, WriteFailed, PermissionDenied,
// NotFound (the folder), BadArgument (a folder has the name). One thread.
class OutputFile
{
public:
    static Result<OutputFile> create(const std::filesystem::path& path);
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&& other) noexcept;
    ~OutputFile();

    Result<void> write(std::string_view bytes);
    // Everything is on the disk after this; the file takes no more.
    Result<void> finish();
    // Gives the finished file its name; a file that had it is replaced.
    Result<void> publish();
    // Appends what was written to `to`, before finish().
    Result<void> copyTo(OutputFile& to);

    const std::filesystem::path& path() const { return m_path; }
    uint64_t bytes() const { return m_bytes; }
    const Sha256& sha256() const { return m_sha256; } // of the finished file

private:
    OutputFile(std::filesystem::path path, int descriptor, std::string temporary)
        : m_path(std::move(path))
        , m_descriptor(descriptor)
        , m_temporary(std::move(temporary))
    {
    }
    Result<void> flush();
    Result<void> giveTemporaryName();
    void discard();

    std::filesystem::path m_path;
    int m_descriptor = -1;
    std::string m_temporary; // name that it has now; empty: nameless
    std::string m_buffer;
    Sha256Stream m_hash;
    Sha256 m_sha256 = {};
    uint64_t m_bytes = 0;
};

// A folder in the making, with the same promise; what a kill leaves has another name.
class OutputFolder
{
public:
    // BadArgument when something other than an empty folder is there.
    static Result<OutputFolder> create(const std::filesystem::path& path);
    OutputFolder(OutputFolder&& other) noexcept;
    OutputFolder& operator=(OutputFolder&& other) noexcept;
    ~OutputFolder();

    // Writes a whole file into it; `name` must be new and without '/'.
    Result<void> write(const std::string& name, std::string_view bytes);
    // Syncs everything and gives the folder its name.
    Result<void> publish();
    const std::filesystem::path& path() const { return m_path; }
    const std::filesystem::path& current() const { return m_temporary; } // where it is until then

private:
    OutputFolder(std::filesystem::path path, std::filesystem::path temporary)
        : m_path(std::move(path))
        , m_temporary(std::move(temporary))
    {
    }
    std::filesystem::path m_path, m_temporary;
};

} // namespace assay::report
