// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/stream/bytestream.h"

#include <algorithm>
#include <cstring>

namespace assay {
namespace {

constexpr size_t firstPeek = size_t{64} << 10; // doubles with each step

} // namespace

Result<uint64_t> ByteStream::skip(uint64_t count)
{
    std::string scratch(static_cast<size_t>(std::min<uint64_t>(count, 256 << 10)), '\0');
    uint64_t skipped = 0;
    while (skipped < count) {
        const size_t wanted = static_cast<size_t>(std::min<uint64_t>(count - skipped, scratch.size()));
        auto got = read(scratch.data(), wanted);
        if (!got)
            return got.error();
        if (*got == 0)
            break;
        skipped += *got;
    }
    return skipped;
}

bool ByteStream::seek(uint64_t)
{
    return false;
}

Result<std::string> readUpTo(ByteStream& stream, uint64_t length)
{
    // Grows with what comes: a stated length is no reason to allocate.
    constexpr uint64_t step = 1 << 20;
    std::string bytes;
    while (bytes.size() < length) {
        const size_t before = bytes.size();
        bytes.resize(before + static_cast<size_t>(std::min(length - before, step)));
        auto got = stream.read(bytes.data() + before, bytes.size() - before);
        bytes.resize(before + (got ? *got : 0));
        if (!got)
            return got.error();
        if (*got == 0)
            break;
    }
    return bytes;
}

FileStream::FileStream(std::shared_ptr<const InputFile> file, std::function<bool(uint64_t)> onRead)
    : m_file(std::move(file))
    , m_onRead(std::move(onRead))
{
}

Result<size_t> FileStream::read(char* buffer, size_t length)
{
    const uint64_t left = m_file->size() - m_position;
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(left, length));
    if (wanted == 0)
        return size_t{0};
    auto got = m_file->readAt(m_position, buffer, wanted);
    if (!got) {
        m_defects.add(Defect::IoReadError);
        return got.error();
    }
    if (*got < wanted)
        m_defects.add(Defect::IoChanged);
    m_position += *got;
    return *got;
}

Result<uint64_t> FileStream::skip(uint64_t count)
{
    const uint64_t skipped = std::min(count, m_file->size() - m_position);
    m_position += skipped;
    return skipped;
}

DefectSet FileStream::defects() const
{
    DefectSet all = m_defects;
    const auto now = m_file->currentStamp();
    if (!now || *now != m_file->stamp())
        all.add(Defect::IoChanged);
    return all;
}

bool FileStream::seek(uint64_t offset)
{
    m_position = std::min(offset, m_file->size());
    return true;
}

bool MemoryStream::seek(uint64_t offset)
{
    m_position = static_cast<size_t>(std::min<uint64_t>(offset, m_bytes.size()));
    return true;
}

Result<size_t> MemoryStream::read(char* buffer, size_t length)
{
    const size_t count = std::min(length, m_bytes.size() - m_position);
    std::memcpy(buffer, m_bytes.data() + m_position, count);
    m_position += count;
    return count;
}

std::string_view HeadStream::peek(size_t length)
{
    while (m_head.size() < length && !m_ended && !m_failure) {
        const size_t before = m_head.size();
        m_head.resize(std::min(length, before + std::max(before, firstPeek)));
        auto got = m_stream->read(m_head.data() + before, m_head.size() - before);
        m_head.resize(before + (got ? *got : 0));
        if (!got)
            m_failure = got.error();
        else if (*got == 0)
            m_ended = true;
    }
    return std::string_view(m_head).substr(0, length);
}

Result<size_t> HeadStream::read(char* buffer, size_t length)
{
    if (m_taken < m_head.size()) {
        const size_t count = std::min(length, m_head.size() - m_taken);
        std::memcpy(buffer, m_head.data() + m_taken, count);
        m_taken += count;
        return count;
    }
    if (m_failure)
        return *m_failure;
    if (m_ended)
        return size_t{0};
    return m_stream->read(buffer, length);
}

bool HeadStream::seek(uint64_t offset)
{
    if (!m_stream->seek(offset))
        return false;
    m_head.clear();
    m_taken = 0;
    m_ended = false;
    m_failure.reset();
    return true;
}

Result<uint64_t> HeadStream::skip(uint64_t count)
{
    const uint64_t inHead = std::min<uint64_t>(count, m_head.size() - m_taken);
    m_taken += static_cast<size_t>(inHead);
    if (inHead == count || m_ended)
        return inHead;
    if (m_failure)
        return *m_failure;
    auto rest = m_stream->skip(count - inHead);
    if (!rest)
        return rest.error();
    return inHead + *rest;
}

} // namespace assay
