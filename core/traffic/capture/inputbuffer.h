// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/traffic/bytesource.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assay::traffic {

// A window that moves over the bytes of a source. One thread.
class InputBuffer
{
public:
    explicit InputBuffer(const ByteSource& source)
        : m_source(source)
    {
    }
    // The next bytes, at least `length` of them unless the source ends or fails before; valid until the next call.
    std::string_view peek(size_t length);
    void skip(uint64_t length); // reads past them where they are not in the window; stops at the end
    uint64_t offset() const { return m_offset; } // of the next byte
    const std::optional<Error>& failure() const { return m_failure; }

private:
    bool fill(size_t length);
    ByteSource m_source;
    std::vector<char> m_bytes;
    size_t m_begin = 0, m_end = 0;
    uint64_t m_offset = 0;
    bool m_hasEnded = false;
    std::optional<Error> m_failure;
};

} // namespace assay::traffic
