// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace assay::traffic {

// Numbers at `p`, whatever its alignment; the caller has checked the length.
inline uint8_t byteAt(const char* p)
{
    return static_cast<uint8_t>(*p);
}
inline uint16_t big16(const char* p)
{
    return static_cast<uint16_t>(byteAt(p) << 8 | byteAt(p + 1));
}
inline uint32_t big32(const char* p)
{
    uint32_t value;
    std::memcpy(&value, p, sizeof value);
    return __builtin_bswap32(value);
}
inline uint16_t little16(const char* p)
{
    return static_cast<uint16_t>(byteAt(p + 1) << 8 | byteAt(p));
}
inline uint32_t little32(const char* p)
{
    uint32_t value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

// Numbers of a file that was written with either byte order.
class ByteOrder
{
public:
    explicit ByteOrder(bool isBig = false)
        : m_isBig(isBig)
    {
    }
    uint16_t number16(const char* p) const { return m_isBig ? big16(p) : little16(p); }
    uint32_t number32(const char* p) const { return m_isBig ? big32(p) : little32(p); }

private:
    bool m_isBig;
};

} // namespace assay::traffic
