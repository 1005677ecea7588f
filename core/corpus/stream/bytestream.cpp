// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/stream/bytestream.h"

#include <algorithm>
#include <cstring>

namespace assay {

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

FileStream::FileStream(std::shared_ptr<const InputFile> file, std::function<void(uint64_t)> onRead)
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
    if (m_onRead)
        m_onRead(m_position);
    return *got;
}

Result<uint64_t> FileStream::skip(uint64_t count)
{
    const uint64_t skipped = std::min(count, m_file->size() - m_position);
    m_position += skipped;
    return skipped;
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
        m_head.resize(length);
        auto got = m_stream->read(m_head.data() + before, length - before);
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
