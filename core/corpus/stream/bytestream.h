// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/base/file.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// The bytes of one container from first to last, whatever they are stored in. One thread.
class ByteStream
{
public:
    virtual ~ByteStream() = default;
    // Up to `length` (> 0) bytes; fewer at any time, 0 at the end only. An error ends the stream.
    virtual Result<size_t> read(char* buffer, size_t length) = 0;
    // Passes over up to `count` bytes; returns how many there were.
    virtual Result<uint64_t> skip(uint64_t count);
    // The number of bytes from the first to the last, where that is known without reading.
    virtual std::optional<uint64_t> size() const { return std::nullopt; }
    // Continues at `offset` (at most the size), where that is possible: files and memory.
    virtual bool seek(uint64_t offset);
    virtual bool canSeek() const { return false; }
    // What was odd so far (io.*, archive.*); complete after the end was read.
    virtual DefectSet defects() const { return {}; }
};

// A file from its first byte to the size that it had when it was opened. What is appended later does not count; a file
// that shrank ends early. Both are IoChanged.
class FileStream : public ByteStream
{
public:
    // `onRead` is told the position before each read; false stops the stream with Cancelled.
    explicit FileStream(std::shared_ptr<const InputFile> file, std::function<bool(uint64_t)> onRead = {});
    Result<size_t> read(char* buffer, size_t length) override;
    Result<uint64_t> skip(uint64_t count) override;
    std::optional<uint64_t> size() const override { return m_file->size(); }
    bool seek(uint64_t offset) override;
    bool canSeek() const override { return true; }
    DefectSet defects() const override;
    const InputFile& file() const { return *m_file; }
    uint64_t position() const { return m_position; }

private:
    std::shared_ptr<const InputFile> m_file;
    std::function<bool(uint64_t)> m_onRead;
    uint64_t m_position = 0;
    DefectSet m_defects;
};

// Bytes in memory.
class MemoryStream : public ByteStream
{
public:
    explicit MemoryStream(std::string bytes)
        : m_bytes(std::move(bytes))
    {
    }
    Result<size_t> read(char* buffer, size_t length) override;
    std::optional<uint64_t> size() const override { return m_bytes.size(); }
    bool seek(uint64_t offset) override;
    bool canSeek() const override { return true; }

private:
    std::string m_bytes;
    size_t m_position = 0;
};

// Another stream, whose first bytes can be looked at before they are read.
class HeadStream : public ByteStream
{
public:
    explicit HeadStream(std::unique_ptr<ByteStream> stream)
        : m_stream(std::move(stream))
    {
    }
    // The first bytes, `length` of them unless the stream is shorter or fails (the failure comes again from read).
    // Only before the first read or skip.
    std::string_view peek(size_t length);
    Result<size_t> read(char* buffer, size_t length) override;
    Result<uint64_t> skip(uint64_t count) override;
    std::optional<uint64_t> size() const override { return m_stream->size(); }
    bool seek(uint64_t offset) override;
    bool canSeek() const override { return m_stream->canSeek(); }
    DefectSet defects() const override { return m_stream->defects(); }
    // What kept peek() from seeing more.
    const std::optional<Error>& failure() const { return m_failure; }

private:
    std::unique_ptr<ByteStream> m_stream;
    std::string m_head;
    size_t m_taken = 0; // bytes of m_head that were read
    std::optional<Error> m_failure;
    bool m_ended = false;
};

// A stream that somebody else owns.
class BorrowedStream : public ByteStream
{
public:
    explicit BorrowedStream(ByteStream& stream)
        : m_stream(stream)
    {
    }
    Result<size_t> read(char* buffer, size_t length) override { return m_stream.read(buffer, length); }
    Result<uint64_t> skip(uint64_t count) override { return m_stream.skip(count); }
    std::optional<uint64_t> size() const override { return m_stream.size(); }
    bool seek(uint64_t offset) override { return m_stream.seek(offset); }
    bool canSeek() const override { return m_stream.canSeek(); }
    DefectSet defects() const override { return m_stream.defects(); }

private:
    ByteStream& m_stream;
};

// The next `length` bytes of a stream, fewer at its end only.
Result<std::string> readUpTo(ByteStream& stream, uint64_t length);

} // namespace assay
