// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/reorderbuffer.h"

#include "core/traffic/requestset.h"

namespace assay::traffic {
namespace {

constexpr size_t chunkBytes = size_t{1} << 20;
constexpr size_t maxSpare = 32;

}

size_t ReorderBuffer::bytes() const
{
    return m_held.size() * sizeof(HeldRequest) + m_liveBytes;
}

void ReorderBuffer::addChunk()
{
    m_chunks.emplace_back();
    if (!m_spare.empty()) {
        m_chunks.back().text = std::move(m_spare.back());
        m_spare.pop_back();
    }
    m_chunks.back().text.reserve(chunkBytes + 4096);
    m_chunkBytes += m_chunks.back().text.capacity();
}

ReorderBuffer::Chunk& ReorderBuffer::openChunk()
{
    if (m_chunks.empty() || m_chunks.back().text.size() >= chunkBytes)
        addChunk();
    return m_chunks.back();
}

// The line of `held` is the end of the open chunk, from held.at on.
void ReorderBuffer::place(HeldRequest& held)
{
    Chunk& chunk = m_chunks.back();
    held.length = static_cast<uint32_t>(chunk.text.size() - held.at);
    held.chunk = m_firstChunk + static_cast<uint32_t>(m_chunks.size() - 1);
    chunk.live += held.length;
    m_liveBytes += held.length;
}

void ReorderBuffer::add(HeldRequest held, const Request& request)
{
    Chunk& chunk = openChunk();
    const size_t capacity = chunk.text.capacity();
    held.at = static_cast<uint32_t>(chunk.text.size());
    appendRequestLine(chunk.text, request);
    m_chunkBytes += chunk.text.capacity() - capacity;
    place(held);
    m_held.push_back(held);
}

std::string_view ReorderBuffer::line(const HeldRequest& held) const
{
    return std::string_view(m_chunks[held.chunk - m_firstChunk].text).substr(held.at, held.length);
}

// Some memory is kept for the next chunks: giving it back and getting it again costs more than filling it.
void ReorderBuffer::free(std::string& text)
{
    m_chunkBytes -= text.capacity();
    text.clear();
    if (text.capacity() > chunkBytes && text.capacity() < 2 * chunkBytes && m_spare.size() < maxSpare)
        m_spare.push_back(std::move(text));
    std::string().swap(text);
}

void ReorderBuffer::release(const HeldRequest& held)
{
    Chunk& chunk = m_chunks[held.chunk - m_firstChunk];
    chunk.live -= held.length;
    m_liveBytes -= held.length;
    if (chunk.live == 0 && &chunk != &m_chunks.back())
        free(chunk.text);
    while (m_chunks.size() > 1 && m_chunks.front().live == 0) {
        free(m_chunks.front().text);
        m_chunks.pop_front();
        ++m_firstChunk;
    }
}

void ReorderBuffer::compact()
{
    if (m_chunkBytes <= m_liveBytes + m_liveBytes / 2 + 4 * chunkBytes)
        return;
    // In order of arrival, so that old chunks become free one after the other.
    addChunk();
    for (HeldRequest& held : m_held) {
        const HeldRequest old = held;
        Chunk& chunk = openChunk();
        const std::string_view text = line(old);
        const size_t capacity = chunk.text.capacity();
        held.at = static_cast<uint32_t>(chunk.text.size());
        chunk.text += text;
        m_chunkBytes += chunk.text.capacity() - capacity;
        place(held);
        release(old);
    }
}

} // namespace assay::traffic
