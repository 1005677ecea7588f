// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// The documents that were made from a log or a capture, one after the other, in blocks that are compressed by
// themselves. One thread appends; any thread reads what was appended so far. What it is made from gives the same
// bytes again, so a spool that is missing or damaged is no loss.
class Spool
{
public:
    // The block that was read last: reading on in it costs nothing.
    struct Cursor
    {
        size_t block = SIZE_MAX;
        std::shared_ptr<const std::string> bytes;
    };
    // A new one; its file is under another name beside `path` until finish().
    static Result<std::shared_ptr<Spool>> create(const std::filesystem::path& path);
    // NotFound; BadData: damaged.
    static Result<std::shared_ptr<Spool>> open(const std::filesystem::path& path);
    ~Spool(); // a spool that was not finished is removed
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    Result<void> append(std::string_view bytes);
    // Writes the rest and gives the file its name.
    Result<void> finish();
    uint64_t size() const; // appended so far
    // BadData: damaged, or not so long.
    Result<std::string> read(uint64_t offset, uint64_t length, Cursor& cursor) const;

private:
    struct Block
    {
        uint64_t end = 0; // in what was appended
        uint64_t fileEnd = 0;
        uint64_t sum = 0; // of its compressed bytes
    };
    Spool(std::filesystem::path path, int descriptor);
    Result<void> writeBlock();
    Result<std::shared_ptr<const std::string>> unpacked(const Block& block, uint64_t begin, uint64_t fileBegin) const;
    Result<void> write(std::string_view bytes);
    Result<void> readTable();
    Error damaged() const;

    std::filesystem::path m_path; // that it will have
    std::filesystem::path m_temporary; // that it has; empty: m_path
    int m_descriptor = -1;
    uint64_t m_written = 0; // bytes in the file
    mutable std::mutex m_mutex; // guards all below
    std::vector<Block> m_blocks;
    std::string m_tail; // appended, not in a block yet
    // The last blocks as they were appended: who reads along need not unpack them. Empty when it is finished.
    std::deque<std::shared_ptr<const std::string>> m_recent;
};

// The spools of a case, in a folder of it, or those of a program that has no case. Any thread.
class SpoolStore
{
public:
    // An empty folder: a temporary one, removed with this object. So are the spools that are made when the folder may
    // not be written; those that are there are read.
    explicit SpoolStore(std::filesystem::path folder = {}, bool mayWrite = true);
    ~SpoolStore();
    SpoolStore(const SpoolStore&) = delete;
    SpoolStore& operator=(const SpoolStore&) = delete;

    // One that is there or is being written; null when there is none or it cannot be read.
    std::shared_ptr<Spool> find(const std::string& name);
    Result<std::shared_ptr<Spool>> create(const std::string& name);
    void remove(const std::string& name); // a damaged one
    // Removes what a program that was killed left of spools that it was writing.
    void removeLeftovers() const;
    // Held while a spool is made again, so that one thread does it.
    std::mutex& making() { return m_making; }

private:
    Result<std::filesystem::path> folderForWriting();

    std::filesystem::path m_folder;
    bool m_mayWrite;
    std::filesystem::path m_temporary; // folder; empty until it is needed
    std::mutex m_mutex, m_making;
    std::map<std::string, std::weak_ptr<Spool>> m_open;
};

} // namespace assay
