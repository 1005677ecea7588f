// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/inputfile.h"
#include "core/corpus/stream/bytestream.h"
#include "core/traffic/bytesource.h"

#include <memory>
#include <optional>
#include <string>

namespace assay::ctl {

// The decompressed bytes of an operand: a file or standard input, plain or as gzip, bzip2, xz or zstd.
class TrafficInput
{
public:
    // `length` (0: none) bytes can be looked at with head().
    static Result<TrafficInput> open(const std::string& operand, size_t length = size_t{64} << 10);
    std::string_view head() const { return m_head; }
    // Valid while this lives; not while it is moved.
    traffic::ByteSource source();
    // What was odd about the compressed data, once all was read.
    DefectSet defects() const { return m_stream->defects(); }

private:
    TrafficInput(InputOperand operand, std::unique_ptr<HeadStream> stream, size_t length)
        : m_operand(std::move(operand))
        , m_stream(std::move(stream))
        , m_head(m_stream->peek(length))
    {
    }
    InputOperand m_operand;
    std::unique_ptr<HeadStream> m_stream;
    std::string_view m_head;
};

} // namespace assay::ctl
