// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/stream/decompressor.h"

#include <algorithm>
#include <cstring>

namespace assay {
namespace {

constexpr size_t inputLength = size_t{64} << 10;
constexpr size_t magicLength = 6;

} // namespace

bool ExpansionGuard::allows(uint64_t input, uint64_t output, DefectSet& defects)
{
    if (output > m_options.maxOutput) {
        defects.add(Defect::ArchiveOutputTooLarge);
        return false;
    }
    const uint64_t made = output - m_windowOutput;
    if (m_options.maxRatio == 0 || made < m_options.ratioWindow)
        return true;
    if (made / m_options.maxRatio > input - m_windowInput) {
        defects.add(Defect::ArchiveRatioExceeded);
        return false;
    }
    m_windowInput = input;
    m_windowOutput = output;
    return true;
}

size_t ExpansionGuard::room(uint64_t output) const
{
    const uint64_t total = output > m_options.maxOutput ? 0 : m_options.maxOutput - output + 1;
    const uint64_t window = m_options.ratioWindow - std::min(output - m_windowOutput, m_options.ratioWindow);
    return static_cast<size_t>(std::max<uint64_t>(1, m_options.maxRatio == 0 ? total : std::min(total, window)));
}

Decompressor::Decompressor(std::unique_ptr<ByteStream> input, Compression compression, const ReadOptions& options)
    : m_input(std::move(input))
    , m_compression(compression)
    , m_codec(makeCodec(compression))
    , m_guard(options)
    , m_buffer(inputLength)
{
    if (!m_codec) {
        m_defects.add(Defect::ArchiveWindowTooLarge);
        m_ended = true;
    }
}

DefectSet Decompressor::defects() const
{
    DefectSet all = m_defects;
    all.add(m_input->defects());
    return all;
}

// Gets more input behind what is unread; false at the end of the input.
Result<bool> Decompressor::fill()
{
    if (m_inputEnded)
        return false;
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_begin = 0;
    auto got = m_input->read(m_buffer.data() + m_end, m_buffer.size() - m_end);
    if (!got)
        return got.error();
    m_inputEnded = *got == 0;
    m_end += *got;
    return !m_inputEnded;
}

// Between two members: padding, the next member, something else, or the end.
Result<void> Decompressor::nextMember()
{
    while (true) {
        while (m_begin < m_end && m_buffer[m_begin] == '\0')
            ++m_begin;
        if (m_end - m_begin >= magicLength || m_inputEnded)
            break;
        if (auto more = fill(); !more)
            return more.error();
    }
    const std::string_view rest(m_buffer.data() + m_begin, m_end - m_begin);
    m_betweenMembers = false;
    if (compressionOf(rest) == m_compression && m_codec->restart())
        return {};
    if (!rest.empty())
        m_defects.add(Defect::ArchiveTrailingData);
    m_ended = true;
    return {};
}

Result<void> Decompressor::work(CodecBuffers& buffers)
{
    const size_t allowed = std::min(buffers.outputLength, m_guard.room(m_outputTotal));
    const size_t withheld = buffers.outputLength - allowed;
    buffers.outputLength = allowed;
    buffers.input = m_buffer.data() + m_begin;
    buffers.inputLength = m_end - m_begin;
    const CodecState state = m_codec->step(buffers, m_defects);
    const size_t used = m_end - m_begin - buffers.inputLength;
    m_begin += used;
    m_inputTotal += used;
    m_outputTotal += allowed - buffers.outputLength;
    const bool stuck = used == 0 && buffers.outputLength == allowed;
    buffers.outputLength += withheld;
    if (state == CodecState::Failed || !m_guard.allows(m_inputTotal, m_outputTotal, m_defects)) {
        m_ended = true;
    } else if (state == CodecState::MemberEnded) {
        m_betweenMembers = true;
    } else if (stuck && m_end - m_begin == m_buffer.size()) {
        m_defects.add(Defect::ArchiveCorrupt);
        m_ended = true;
    } else if (stuck) {
        auto more = fill();
        if (!more)
            return more.error();
        if (!*more) {
            m_defects.add(Defect::ArchiveTruncated);
            m_ended = true;
        }
    }
    return {};
}

Result<size_t> Decompressor::read(char* buffer, size_t length)
{
    CodecBuffers buffers;
    buffers.output = buffer;
    buffers.outputLength = length;
    while (!m_ended && buffers.outputLength > 0) {
        auto done = m_betweenMembers ? nextMember() : work(buffers);
        if (done)
            continue;
        if (buffers.outputLength == length)
            return done.error();
        break; // what there is goes first; the next call meets the failure again
    }
    return length - buffers.outputLength;
}

} // namespace assay
