// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::traffic {

// Goes through the body of a message as its bytes arrive, without keeping them.
class HttpBody
{
public:
    enum class Kind : uint8_t { None, Counted, Chunked, UntilEnd };
    HttpBody() = default;
    HttpBody(Kind kind, uint64_t length)
        : m_kind(kind)
        , m_left(length)
    {
    }
    bool isDone() const;
    bool isUntilEnd() const { return m_kind == Kind::UntilEnd; }
    // Takes what belongs to the body; returns how much. Call while !isDone().
    size_t take(std::string_view bytes);
    // Missing bytes; false when it is not known any more where the body ends.
    bool gap(uint64_t length);
    bool isBroken() const { return m_state == State::Broken; } // chunks that are none
    uint64_t bytes() const { return m_bytes; } // of the body so far, without the chunks' lines

private:
    enum class State : uint8_t { Size, Extension, Data, DataEnd, Trailer, TrailerLine, Done, Broken };
    size_t takeChunked(std::string_view bytes);
    void takeSizeByte(char c);
    void endSize();

    Kind m_kind = Kind::None;
    State m_state = State::Size;
    bool m_hasDigits = false;
    uint64_t m_left = 0; // of the body or the chunk
    uint64_t m_bytes = 0;
    uint32_t m_lineBytes = 0;
};

} // namespace assay::traffic
