// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::traffic {

// Reads big-endian fields from the front of bytes. What is not there reads as 0 or empty, and from then on isOk() is
// false and nothing is left: a reader of a whole structure asks once, at its end.
class ByteCursor
{
public:
    explicit ByteCursor(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    bool isOk() const { return m_isOk; }
    bool hasMore() const { return !m_rest.empty(); }
    std::string_view rest() const { return m_rest; }

    uint64_t number(size_t bytes) // at most 8
    {
        uint64_t value = 0;
        for (const char byte : take(bytes))
            value = value << 8 | static_cast<uint8_t>(byte);
        return value;
    }
    uint8_t u8() { return static_cast<uint8_t>(number(1)); }
    uint16_t u16() { return static_cast<uint16_t>(number(2)); }
    uint32_t u24() { return static_cast<uint32_t>(number(3)); }
    uint32_t u32() { return static_cast<uint32_t>(number(4)); }

    std::string_view take(uint64_t length)
    {
        if (length > m_rest.size()) {
            m_isOk = false;
            m_rest = {};
            return {};
        }
        const auto bytes = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return bytes;
    }
    // Bytes behind their own length.
    std::string_view counted(size_t bytesOfLength) { return take(number(bytesOfLength)); }

private:
    std::string_view m_rest;
    bool m_isOk = true;
};

} // namespace assay::traffic
