// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"
#include "core/corpus/stream/bytestream.h"
#include "core/corpus/stream/codec.h"

#include <vector>

namespace assay {

// Watches how much output a decoder makes of its input. maxRatio 0: no limit.
class ExpansionGuard
{
public:
    explicit ExpansionGuard(const ReadOptions& options)
        : m_options(options)
    {
    }
    // After every step: totals since the start. Adds the defect and returns false when a limit is passed.
    bool allows(uint64_t input, uint64_t output, DefectSet& defects);
    // How much the next step may make, so that what comes before a limit does not depend on the caller's pieces.
    size_t room(uint64_t output) const;

private:
    ReadOptions m_options;
    uint64_t m_windowInput = 0; // totals at the begin of the current window
    uint64_t m_windowOutput = 0;
};

// Decoded bytes of a gzip, bzip2, xz or zstd stream: all members one after the other; NULs behind the last one are
// padding. Damage and limits end the stream; defects() says why. Only a failure to read the input is an error.
class Decompressor : public ByteStream
{
public:
    // `input` stands at the first byte of the compressed data.
    Decompressor(std::unique_ptr<ByteStream> input, Compression compression, const ReadOptions& options);
    Result<size_t> read(char* buffer, size_t length) override;
    DefectSet defects() const override;

private:
    Result<bool> fill();
    Result<void> nextMember();
    Result<void> work(CodecBuffers& buffers);

    std::unique_ptr<ByteStream> m_input;
    Compression m_compression;
    std::unique_ptr<Codec> m_codec;
    ExpansionGuard m_guard;
    std::vector<char> m_buffer;
    size_t m_begin = 0; // unread input in m_buffer
    size_t m_end = 0;
    bool m_inputEnded = false;
    bool m_ended = false;
    bool m_betweenMembers = false;
    uint64_t m_inputTotal = 0;
    uint64_t m_outputTotal = 0;
    DefectSet m_defects;
};

} // namespace assay
