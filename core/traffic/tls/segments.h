// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace assay::traffic {

// Puts the start of a byte stream together from pieces in any order; what was put in place is not changed by a piece
// that overlaps it. Keeps at most 128 KiB from its start on, and 1024 pieces behind a hole; others are passed over. One
// thread.
class Segments
{
public:
    void add(uint64_t offset, std::string_view bytes);
    // What is there without a hole, from offset 0 on.
    const std::string& bytes() const { return m_bytes; }
    size_t keptBytes() const { return m_bytes.size() + m_waitingBytes; }

private:
    void append(uint64_t offset, std::string_view bytes);
    void hold(uint64_t offset, std::string_view bytes);

    std::string m_bytes;
    std::map<uint64_t, std::string> m_waiting; // by offset
    size_t m_waitingBytes = 0;
};

} // namespace assay::traffic
